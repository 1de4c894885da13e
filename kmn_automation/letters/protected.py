"""What may not drift unnoticed while a letter is edited (amounts, days, law, numbers), and what may not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.letters.difference import plain


class Fact(StrEnum):
    """The kinds of facts that are compared, as a person calls them."""

    ADRESSE = "Adresse oder Bankverbindung"
    BETRAG = "Betrag"
    ANTEIL = "Prozentsatz"
    TAG = "Datum"
    DAUER = "Frist"
    FUNDSTELLE = "Rechtsgrundlage oder Regel"
    ZAHL = "Zahl"


@dataclass(frozen=True, slots=True)
class Drift:
    """A kind of fact that stands otherwise in the new text; empty where it only came or only went."""

    fact: Fact
    old: str
    new: str


_MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
_NUMBER = r"\d{1,3}(?:[.\u202f ]\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?"
_COUNT = r"(?:\d+|ein(?:e[rmns]?|)|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|einundzwanzig)"
_LAW = r"(?:VwVfG|NVwVfG|LHO|VV|BGB|SGB|AufenthG|AO|GG|DSGVO|ANBest(?:-[A-Z]+)?|TV-L|TVöD|NRKVO|BRKG)"
_PATTERNS: Mapping[Fact, re.Pattern[str]] = {
    Fact.ADRESSE: re.compile(
        r"[\w.+-]+@[\w.-]+\w|\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b|(?:https?://|www\.)\S+"
    ),
    Fact.BETRAG: re.compile(
        rf"(?<![\d.,])[-–]?\s?(?:{_NUMBER})\s?(?:€|EUR\b|Euro\b|Cent\b)|(?<![\d.,])\d[\d.]*,\d{{2}}(?!\d)(?!\s?%)"
    ),
    Fact.ANTEIL: re.compile(rf"(?:{_NUMBER})\s?(?:%|Prozent\b|v\. ?H\.)"),
    Fact.TAG: re.compile(
        rf"(?<!\d)\d{{1,2}}\.\s?(?:\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})?|(?:{'|'.join(_MONTHS)})(?:\s\d{{4}})?)"
    ),
    Fact.DAUER: re.compile(
        rf"\b{_COUNT}[ -](?:Kalender|Werk|Arbeits|Bank)?(?:[Tt]ag|[Ww]oche|[Mm]onat|[Jj]ahr|Quartal)\w*",
        re.IGNORECASE,
    ),
    Fact.FUNDSTELLE: re.compile(
        rf"§§?\s?\d+[a-z]?|\b(?:Abs|Nr|Art|Satz|Ziff|Nummer|Absatz|Artikel)\.?\s?\d+(?:\.\d+)*[a-z]?|\b{_LAW}\b"
        r"|\b[A-Z]{3}-\d{2}\b|\bRL_[A-Z]+_\d{4}\b"
    ),
    Fact.ZAHL: re.compile(r"\d+(?:[.,/:-]\d+)*"),
}
_IN_LETTERS = {name: f"{number:02d}" for number, name in enumerate(_MONTHS, 1)}


def drifts(before: str, after: str) -> tuple[Drift, ...]:
    """Every kind of fact of which the two texts hold different ones, the weightiest first."""
    old, new = facts_of(before), facts_of(after)
    found = []
    for fact in _PATTERNS:
        gone, came = old[fact] - new[fact], new[fact] - old[fact]
        if gone or came:
            found.append(Drift(fact, _listed(gone), _listed(came)))
    return tuple(found)


def facts_of(text: str) -> dict[Fact, Counter[str]]:
    """The facts of a text with how often each stands there, in one spelling; each place counts for one kind."""
    rest = plain(text.replace("\n", " ¶ "))
    found: dict[Fact, Counter[str]] = {}
    for fact, pattern in _PATTERNS.items():
        found[fact] = Counter(_spelt(fact, match[0]) for match in pattern.finditer(rest))
        rest = pattern.sub(" ¦ ", rest)
    return found


def lost(before: str, after: str, bound: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The names of bound words (name, word) that stand less often in the new text than in the old one."""
    old, new = plain(before.replace("\n", " ")), plain(after.replace("\n", " "))
    for name, word in bound:
        wanted = plain(word)
        if wanted and old.count(wanted) > new.count(wanted):
            yield f"{name} („{wanted}“)"


def came(before: str, after: str, foreign: Iterable[str]) -> Iterator[str]:
    """The foreign words that stand more often in the new text than in the old one."""
    old, new = plain(before.replace("\n", " ")), plain(after.replace("\n", " "))
    return (word for word in foreign if word and new.count(word) > old.count(word))


def _spelt(fact: Fact, text: str) -> str:
    if fact is Fact.BETRAG:
        return f"{_bare(re.sub(r'(?:€|EUR|Euro)', '', text))} €"
    if fact is Fact.ANTEIL:
        return f"{_bare(re.sub(r'%|Prozent|v[.] ?H[.]', '', text))} %"
    if fact is Fact.TAG:
        for name, number in _IN_LETTERS.items():
            text = re.sub(rf"\s?{name}\s?", f"{number}.", text)
        return ".".join(piece.strip().zfill(2) for piece in text.strip(" .").split("."))
    return " ".join(text.split()).lower() if fact is Fact.DAUER else " ".join(text.split())


def _bare(text: str) -> str:
    """An amount in one spelling: points between thousands, no empty cents."""
    whole, _, cents = re.sub(r"[.\s]", "", text).replace("–", "-").removesuffix(",00").partition(",")
    points = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", whole)
    return f"{points},{cents}" if cents else points


def _listed(words: Counter[str]) -> str:
    return ", ".join(sorted(words.elements()))
