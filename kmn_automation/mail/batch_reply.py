"""A coordinator's reply to one request for many letters: all, all but some, or only some; else it is asked back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmn_automation.mail.decision_reply import (
    HTML_ONLY,
    REFUSAL_WORD,
    RELEASE_WORD,
    Decision,
    own_lines,
    read_refusal,
)

COUNT_ABOVE = 20
"""For more letters than this the number must be typed, so that nobody releases a heap by habit."""
_WORDS = re.compile(
    r"FREIGABE(?:\s+(?P<all>ALLE)(?:\s+(?P<count>\d{1,3}))?)?(?:\s*,?\s*(?:AU(?:ß|SS|ẞ)ER)\s+(?P<but>.+))?"
    r"|FREIGABE\s+NUR\s+(?P<only>.+)",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:,|;|\bund\b|\bsowie\b)\s*", re.IGNORECASE)
_RANGE = re.compile(r"(?:Nr\.?\s*)?(\d{1,3})(?:\s*(?:-|–|bis)\s*(\d{1,3}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BatchReply:
    """The decision and the numbers it is about; `reason` is that of a refusal, or what was unclear (German)."""

    decision: Decision
    numbers: frozenset[int] = frozenset()
    reason: str = ""
    remark: str = ""


def read_batch_decision(text: str, count: int, *, is_html_only: bool = False) -> BatchReply:
    """The decision in the text/plain part of a reply to a request for `count` entries."""
    first, rest = own_lines(text)
    if is_html_only or not first:
        return _unclear(
            HTML_ONLY if is_html_only else "Die Antwort enthält vor dem Zitat keinen eigenen Text."
        )
    if first.startswith(REFUSAL_WORD):
        reason = read_refusal(first, rest)
        if not reason:
            return _unclear("Der Grund der Ablehnung fehlt.")
        return BatchReply(Decision.ABLEHNUNG, frozenset(range(1, count + 1)), reason)
    match = _WORDS.fullmatch(first) if first.startswith(RELEASE_WORD) else None
    if match is None:
        return _unclear("Die erste Zeile ist keine der Antworten, die in der Bitte stehen.")
    return _released(match, count, rest)


def _released(match: re.Match[str], count: int, rest: str) -> BatchReply:
    listed = match["but"] or match["only"]
    numbers = _numbers(listed, count) if listed else frozenset[int]()
    if numbers is None:
        return _unclear(f"Die Nummern „{listed[:60]}“ sind nicht zu verstehen; es gibt 1 bis {count}.")
    if match["count"] and int(match["count"]) != count:
        return _unclear(f"Sie nennen {match['count']} Schreiben, gefragt war nach {count}.")
    if not listed and count > COUNT_ABOVE and not match["count"]:
        return _unclear(f"Bei so vielen Schreiben gehört die Zahl dazu: FREIGABE ALLE {count}")
    everything = frozenset(range(1, count + 1))
    chosen = numbers if match["only"] else everything - numbers
    if not chosen:
        return _unclear("Danach bliebe kein Schreiben übrig, das freigegeben wird.")
    return BatchReply(Decision.FREIGABE, chosen, remark=rest)


def _numbers(listed: str, count: int) -> frozenset[int] | None:
    """The numbers of `3, 7 und 9-11`; None if anything else stands there or a number does not exist."""
    found: set[int] = set()
    for piece in _JOIN.split(listed.strip().rstrip(".")):
        match = _RANGE.fullmatch(piece.strip())
        if match is None:
            return None
        low, high = int(match[1]), int(match[2] or match[1])
        if not 1 <= low <= high <= count:
            return None
        found.update(range(low, high + 1))
    return frozenset(found)


def _unclear(why: str) -> BatchReply:
    return BatchReply(Decision.UNKLAR, reason=why)
