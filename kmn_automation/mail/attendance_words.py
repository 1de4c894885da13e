"""Yes or no to an invitation in a person's own words: what is not plainly one of both is unclear, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kmn_automation.mail.calendar_reply import PartStat
from kmn_automation.mail.own_text import folded

MAX_LETTERS = 400
"""Whoever writes more says more than yes or no."""
_GREETING = re.compile(
    r"^(?:(?:sehr geehrte|liebe|guten (?:tag|morgen|abend)|hallo|moin|hi|servus)\b[^,.!]{0,60}[,.!] ?)+"
)
_CLOSING = re.compile(
    r"\b(?:mit (?:freundlich|herzlich|best)\w* gr|(?:viele|liebe|beste|herzliche|freundliche|schoene) gr"
    r"|gruss|gruesse|mfg|vg\b|lg\b).*$"
)
_COUNTS: Mapping[str, int] = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fuenf": 5, "sechs": 6,
    "zweit": 2, "dritt": 3, "viert": 4, "fuenft": 5, "sechst": 6,
}  # fmt: skip
_COUNT = rf"(\d{{1,2}}|{'|'.join(_COUNTS)})"
_TOGETHER = re.compile(
    rf"\b(?:zu {_COUNT}\b|(?:mit |zu |insgesamt )?{_COUNT} (?:personen|leute[n]?|koepfe[n]?|teilnehm\w+))"
)
_BESIDE = re.compile(
    rf"\b(?:mit|bringe) (?:noch )?{_COUNT} (?:weiteren )?(?:kolleg\w+|mitarbeit\w+|begleit\w+|person)\b(?: mit\b)?"
    rf"|(?<!\S)\+ ?{_COUNT}\b"
)
_NO = re.compile(
    r"\b(?:absage\w*|abgesagt|verhindert|keine zeit|ohne (?:mich|uns)|nein|sage\w* (?:\w+ ){0,4}ab"
    r"|nicht (?:\w+ ){0,3}(?:kommen|komme|teilnehmen|teil|dabei(?: sein)?|moeglich|schaffen|einrichten|wahrnehmen)"
    r"|(?:komme|kommen|nehmen?|kann|koennen|bin|sind|passt|klappt|schaffen?|werden?) (?:\w+ ){0,6}?nicht"
    r"(?: (?:\w+ ){0,3}(?:kommen|teilnehmen|teil|dabei(?: sein)?))?|leider nicht|krank|im urlaub)\b"
)
_YES = re.compile(
    r"\b(?:ja|gerne?|zusage\w*|zugesagt|sage\w* (?:\w+ ){0,4}zu|komme|kommen|teilnehmen|nehmen? (?:\w+ ){0,4}teil"
    r"|dabei|passt|klappt|einverstanden|okay|ok)\b"
)
_NOT_NO = re.compile(r"\b(?:nicht|kein\w*) (?:verhindert|krank|im urlaub|ab|absagen|abgesagt)\b")
_DOUBT = re.compile(
    r"\b(?:vielleicht|eventuell|evtl|voraussichtlich|moeglicherweise|vorbehalt\w*|wahrscheinlich|vermutlich|versuche\w*"
    r"|wenn|falls|sofern|sobald|noch (?:nicht|offen|unklar|klaeren|abstimmen)|melde\w*|weiss|hoffe\w*|wohl)\b"
)
_PARTLY = re.compile(
    r"\b(?:erst|nur|frueher|spaeter|verspaet\w*|teilweise|zeitweise|online|video\w*|telefon\w*|zoom|bis|ab) (?=\S)"
    r"|\b(?:spaeter|frueher|teilweise|zeitweise|online|video\w*|telefonisch|verspaet\w*)\b"
)
_INSTEAD = re.compile(
    r"\b(?:vertret\w*|stelle|statt|stattdessen|schicke\w*|entsende\w*|kolleg\w*|uebernimmt)\b"
)
_OTHER_DAY = re.compile(r"\b(?:ander\w+ (?:termin|tag)|verschieb\w*|verleg\w*|ausweich\w*|lieber am)\b")
_TO_ASK = ((_OTHER_DAY, PartStat.COUNTER), (_INSTEAD, PartStat.DELEGATED), (_DOUBT, PartStat.TENTATIVE))


@dataclass(frozen=True, slots=True)
class Attendance:
    """What a text says; `persons` is None where it names no number."""

    answer: PartStat
    persons: int | None = None


def read_attendance(text: str) -> Attendance:
    """The answer in the author's own text, without quote and signature."""
    plain = _CLOSING.sub("", _GREETING.sub("", folded(text[:10_000])))
    if "?" in plain or len(plain) > MAX_LETTERS or _NOT_NO.search(plain):
        return Attendance(PartStat.UNCLEAR)
    numbers = _numbers(plain)
    rest = " ".join(_TOGETHER.sub(" ", _BESIDE.sub(" ", plain)).split())
    answer = _answer(rest)
    if len(numbers) > 1 or (numbers and answer is PartStat.DECLINED):
        return Attendance(PartStat.UNCLEAR)
    if numbers and answer is PartStat.UNCLEAR and not rest.strip(" .,!-"):
        answer = PartStat.ACCEPTED
    return Attendance(answer, next(iter(numbers), None))


def _answer(plain: str) -> PartStat:
    asked = next((meaning for pattern, meaning in _TO_ASK if pattern.search(plain)), None)
    if asked:
        return asked
    says_no = bool(_NO.search(plain))
    says_yes = bool(_YES.search(_NO.sub(" ", plain)))
    if says_no is says_yes or (says_yes and _PARTLY.search(plain)):
        return PartStat.UNCLEAR
    return PartStat.ACCEPTED if says_yes else PartStat.DECLINED


def _numbers(plain: str) -> set[int]:
    beside = {_count(match) + 1 for match in _BESIDE.finditer(plain)}
    return beside | {_count(match) for match in _TOGETHER.finditer(_BESIDE.sub(" ", plain))}


def _count(match: re.Match[str]) -> int:
    word = next(each for each in match.groups() if each)
    return int(word) if word.isdigit() else _COUNTS[word]
