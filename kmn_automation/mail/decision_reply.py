"""A coordinator's reply to a request for release: one exact word as first own line, or it is no release.

The words are FREIGABE and `ABLEHNUNG: Grund`; everything else is asked back, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.mail.own_text import own_text

MAX_REASON = 500
RELEASE_WORD = "FREIGABE"
DESPITE_WORDS = "FREIGABE TROTZ ABWEICHUNG"
REFUSAL_WORD = "ABLEHNUNG:"
HTML_ONLY = "Die Antwort enthält keinen reinen Text, nur HTML."
_BLANKS = " \t\u00a0"
_CLOSING = re.compile(
    r"(?:mit\s+)?(?:(?:freundliche[nm]?|beste[nm]?|viele[nm]?|herzliche[nm]?|liebe[nm]?|schöne[nm]?|kollegiale[nm]?)\s+)+"
    r"(?:gr(?:ü|ue)(?:ß|ss)(?:e|en)?)\b.{0,40}|mfg|m\.f\.g\.|lg|vg",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"p\.?\s?s\.?\s*:?\s", re.IGNORECASE)


class Decision(StrEnum):
    """What the reply says."""

    FREIGABE = "Freigabe"
    TROTZDEM = "Freigabe trotz Abweichung"
    ABLEHNUNG = "Ablehnung"
    UNKLAR = "unklar"


@dataclass(frozen=True, slots=True)
class DecisionReply:
    """The decision; for a refusal its reason, for an unclear reply what was wrong with it (German)."""

    decision: Decision
    reason: str = ""
    remark: str = ""
    """What else the person wrote below a release; somebody has to read it."""


_RELEASES = {RELEASE_WORD: Decision.FREIGABE, DESPITE_WORDS: Decision.TROTZDEM}


def read_decision(text: str, *, is_html_only: bool = False) -> DecisionReply:
    """The decision in the text/plain part of a reply.

    Who sent it and whether the token fits is not judged here.
    """
    if is_html_only:
        return _unclear(HTML_ONLY)
    first, rest = own_lines(text)
    if not first:
        return _unclear("Die Antwort enthält vor dem Zitat keinen eigenen Text.")
    if first in _RELEASES:
        return DecisionReply(_RELEASES[first], remark=rest)
    if first.startswith(REFUSAL_WORD):
        reason = read_refusal(first, rest)
        return (
            DecisionReply(Decision.ABLEHNUNG, reason)
            if reason
            else _unclear("Der Grund der Ablehnung fehlt.")
        )
    return _unclear("Die erste Zeile ist weder FREIGABE noch ABLEHNUNG: mit einem Grund.")


def own_lines(text: str) -> tuple[str, str]:
    """The first own line that is not empty, and what stands below it without greeting and name."""
    lines = [line.strip(_BLANKS) for line in own_text(text).split("\n")]
    filled = [line for line in lines if line]
    if not filled:
        return "", ""
    return filled[0], " ".join(_without_closing(filled[1:]))[:MAX_REASON]


def read_refusal(first: str, rest: str) -> str:
    """The reason behind `ABLEHNUNG:`, which may go on below; empty where there is none."""
    return f"{first.removeprefix(REFUSAL_WORD).strip(_BLANKS)} {rest}".strip()[:MAX_REASON]


def _without_closing(lines: list[str]) -> list[str]:
    """The lines without greeting and name, which are in every mail; a postscript below them counts."""
    end = next((n for n, line in enumerate(lines) if _CLOSING.fullmatch(line.rstrip(",!. "))), len(lines))
    after = next((n for n in range(end, len(lines)) if _POSTSCRIPT.match(lines[n])), len(lines))
    return lines[:end] + lines[after:]


def _unclear(why: str) -> DecisionReply:
    return DecisionReply(Decision.UNKLAR, why)
