"""What the author wrote in this very mail: everything before the first quote, forwarded head or signature."""

from __future__ import annotations

import re
import unicodedata

MAX_LINES = 2_000
MAX_INTRO = 220
_QUOTE = re.compile(r"\s{0,3}>")
_SIGNATURE = re.compile(r"-- ?")
_RULE = re.compile(r"\s*(?:_{10,}|-{2,}.{0,60}-{2,})\s*")
_HEAD = re.compile(r"\s*\*?(?:Von|From|Gesendet|Sent|De)\*?:\*?(?:\s|$)", re.IGNORECASE)
_INTRO_BEGIN = re.compile(r"\s*(?:Am|On|Le|Den|Il)\s", re.IGNORECASE)
_INTRO_END = re.compile(r"(?:schrieb|wrote|geschrieben|écrit|scritto)\b.{0,200}", re.IGNORECASE)
_QUESTION = re.compile(r"\?|\bfragen?\b|\brueckruf|\brueckfrage|\bunklar|\bbitte (?:um|rufen)\b")
_ADDRESS_MARK = re.compile(r"https?://\S+|www\.\S+")
_REPLY_MARK = re.compile(
    r"(?:\s*(?:re|aw|wg|fw|fwd|antw|antwort|sv|tr|weitergeleitet)\s*(?:\[\d+\])?\s*:\s*)+"
)
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def own_text(text: str) -> str:
    """The author's own lines; empty where the mail begins with a quote."""
    lines = text.split("\n")[:MAX_LINES]
    for number, line in enumerate(lines):
        if _ends_own_text(lines, number, line):
            return "\n".join(lines[:number]).strip("\n")
    return "\n".join(lines).strip("\n")


def folded(text: str) -> str:
    """Text for comparing: NFKC, lower case, ä as ae, ß as ss, blanks collapsed."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)
    return " ".join(plain.split())


def folded_subject(subject: str) -> str:
    """The subject for comparing, without Re:, AW:, WG:, Fwd: in front."""
    return _REPLY_MARK.sub("", folded(subject), count=1) if ":" in subject else folded(subject)


def has_question(text: str) -> bool:
    """Whether a person should read the covering text; question marks inside links do not count."""
    return bool(_QUESTION.search(folded(_ADDRESS_MARK.sub(" ", text[:50_000]))))


def _ends_own_text(lines: list[str], number: int, line: str) -> bool:
    if _QUOTE.match(line) or _HEAD.match(line):
        return True
    if len(line) > MAX_INTRO:
        return False
    if _SIGNATURE.fullmatch(line) or _RULE.fullmatch(line):
        return True
    if not _INTRO_BEGIN.match(line):
        return False
    found = _INTRO_END.search(" ".join(lines[number : number + 3])[: 3 * MAX_INTRO])
    return found is not None and ":" in found.group()
