"""Checks of free texts: the Sachbericht beside last year's and beside the statistics, words that cannot be funded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from kmn_automation.model.german import format_number, join_words, read_number
from kmn_automation.rules.functions import NOT_KNOWN, Answer, Hit, rule_function
from kmn_automation.rules.subject import Subject

_REPORT = "sachbericht."
_STATISTICS = "statistik."
_SHINGLE = 3
_MOST_WORDS = 20_000
"""More words than any Sachbericht has; beyond them only the beginning is compared."""
_WORD = re.compile(r"\w+")
_COUNTED = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d+)\s+(?:[a-zäöüß]+e[nrs]?\s+)?"
    r"(?:Personen|Ratsuchende[nr]?|Beratungen|Beratungsgespräche|Fälle|Klient\w*|Teilnehmende[nr]?|Gruppenangebote)\b"
)
_NAMED = 5


@rule_function("anteil", parameters=("sachbericht_aehnlichkeit",))
def repeated_text(subject: Subject) -> Answer:
    """A Sachbericht that is nearly word for word last year's."""
    last = subject.last
    if last is None:
        return NOT_KNOWN
    share = similarity(_sachbericht(subject), _sachbericht(last))
    if share <= (subject.number("sachbericht_aehnlichkeit") or 0):
        return ()
    first = next(name for name in subject.form.fields if name.startswith(_REPORT))
    return (Hit((subject.place(first),), {"anteil": format_number(share, 0)}),)


def similarity(one: str, other: str) -> Decimal:
    """How much of two texts is alike, 0 to 100: shared runs of three words, each counted once (Dice).

    Linear in the words; two empty texts are not alike.
    """
    left, right = _shingles(one), _shingles(other)
    every = left.total() + right.total()
    return Decimal(200 * (left & right).total()) / every if every else Decimal(0)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())[:_MOST_WORDS]
    return Counter(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def _sachbericht(subject: Subject) -> str:
    texts = (subject.singles[name] for name in subject.form.fields if name.startswith(_REPORT))
    return "\n".join(text for text in texts if isinstance(text, str))


@rule_function("zahlen", parameters=("sachbericht_zahl_ab",))
def foreign_numbers(subject: Subject) -> Iterator[Hit]:
    """Numbers of persons or consultations in the Sachbericht that the statistic does not have."""
    least = subject.number("sachbericht_zahl_ab") or Decimal(0)
    numbers = {subject.number(name) for name in subject.form.fields if name.startswith(_STATISTICS)}
    numbers |= {each for each in subject.column("herkunft.personen") if isinstance(each, Decimal)}
    for name in subject.form.fields:
        text = subject.singles[name]
        if not name.startswith(_REPORT) or not isinstance(text, str):
            continue
        foreign = [
            found.group() for found in _COUNTED.finditer(text) if _is_foreign(found[1], numbers, least)
        ]
        if foreign:
            words = join_words([f"„{each}“" for each in list(dict.fromkeys(foreign))[:_NAMED]])
            yield Hit((subject.place(name),), {"zahlen": words})


def _is_foreign(digits: str, numbers: set[Decimal | None], least: Decimal) -> bool:
    bare = digits.replace(".", "")
    number = read_number(bare).value
    return number is not None and number >= least and number not in numbers


@rule_function("text", "wort", parameters=("nicht_zuwendungsfaehige_woerter",))
def ineligible_words(subject: Subject) -> Iterator[Hit]:
    """Receipts and explanations with a word that stands for something that is not funded."""
    pattern, stems = _words(str(subject.singles["nicht_zuwendungsfaehige_woerter"]))
    for name in ("belege.grund", "anschaffungen.was"):
        cells = subject.column(name)
        # One look at the whole column: nearly always there is nothing.
        blob = "\n".join({each for each in cells if isinstance(each, str)}).casefold()
        if any(stem in blob for stem in stems):
            for line, text in zip(subject.lines(name.partition(".")[0]), cells, strict=True):
                if words := _ineligible(text, pattern):
                    yield Hit((subject.place(name, line),), words)
    if words := _ineligible(subject.singles["ausgaben.erlaeuterung"], pattern):
        yield Hit((subject.place("ausgaben.erlaeuterung"),), words)


def _ineligible(text: object, pattern: re.Pattern[str]) -> dict[str, str]:
    found = pattern.search(text) if isinstance(text, str) else None
    return {"text": str(text).strip()[:80], "wort": found.group()} if found else {}


@lru_cache(maxsize=8)
def _words(listed: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The pattern of a list such as `Zinsen; Bußgeld*`: whole words, with `*` only their beginning."""
    words = [word.strip() for word in listed.split(";") if word.strip()]
    parts = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    stems = tuple(word.removesuffix("*").casefold() for word in words)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE), stems
