"""Ten thousand names and amounts: each stands in the finished file exactly as it was given, or holds the letter.

The finished file is read by python-docx, which the program does not use for that; the amount is formatted anew here.
"""

from __future__ import annotations

import io
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from docx import Document

from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.library import Library
from kmn_automation.letters.values import visible
from tests.letters import cast
from tests.letters.altered import KIND, YAML, said, with_paragraph

TOTAL, IN_ONE_LETTER = 10_000, 100
LONGEST = 500
Draw = Callable[[random.Random], str]
Value = tuple[str, str, Decimal]
"""Kind of the name, the name, an amount."""

NAMES = (
    "Müller & Söhne",
    "Ærøskøbing",
    "Grüße aus Göß",
    "Łódź",
    "Beratung «Nordwind»",
    "Ngô Thị",
    "Zoë d’Arc",
    "Σοφία",
)
MARKUP = (
    "&",
    "<",
    ">",
    '"',
    "'",
    "&amp;",
    "&#228;",
    "]]>",
    "<!--",
    "{{ 7*7 }}",
    "{% endfor %}",
    "{#",
    "</w:t>",
    "\\",
    "%s",
)
CONTROL = [chr(n) for n in (*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0))]
BIDI = [chr(n) for n in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
HIDDEN = [chr(n) for n in (0x2028, 0x2029, 0xFEFF, 0xFFF9, 0xFFFE, 0xFFFF, 0xFDD0, 0xE0041)]
LATIN_1 = [chr(n) for n in (*range(0x20, 0x7F), *range(0xA0, 0x100))]


def many(rng: random.Random, signs: list[str] | tuple[str, ...]) -> str:
    return "".join(rng.choices(signs, k=rng.randint(0, LONGEST)))[:LONGEST]


def spoilt(signs: list[str]) -> Draw:
    """A name with one such sign somewhere in it."""

    def draw(rng: random.Random) -> str:
        name = rng.choice(NAMES)
        at = rng.randint(0, len(name))
        return name[:at] + rng.choice(signs) + name[at:]

    return draw


def anything(rng: random.Random) -> str:
    return "".join(
        chr(rng.choice((rng.randrange(0x3000), rng.randrange(0x110000)))) for _ in range(rng.randint(0, 6))
    )


ALWAYS_EXACT: dict[str, Draw] = {
    "Latin-1": lambda rng: many(rng, LATIN_1),
    "names, composed": lambda rng: unicodedata.normalize("NFC", " ".join(rng.choices(NAMES, k=3))),
    "names, decomposed": lambda rng: unicodedata.normalize("NFD", " ".join(rng.choices(NAMES, k=3))),
    "markup": lambda rng: many(rng, (*MARKUP, *"aä ")),
    "white space": lambda rng: many(rng, (" ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u00ad", "x")),
    "beyond the first plane": lambda rng: many(rng, ("\U0001f600", "\U0001d4d0", "\U00020000", "a")),
}
ALWAYS_REFUSED: dict[str, Draw] = {
    "control characters": spoilt(CONTROL),
    "half surrogate pairs": spoilt([chr(n) for n in range(0xD800, 0xE000)]),
    "turned text": spoilt(BIDI),
    "separators, marks, no characters": spoilt(HIDDEN),
}
KINDS: dict[str, Draw] = {**ALWAYS_EXACT, **ALWAYS_REFUSED, "anything": anything}


def values() -> Iterator[Value]:
    """The same ten thousand in every run, all kinds in turn."""
    rng = random.Random(20260504)
    kinds = list(KINDS)
    for number in range(TOTAL):
        kind = kinds[number % len(kinds)]
        amount = Decimal(rng.randrange(-(10 ** rng.randint(1, 13)), 10 ** rng.randint(1, 13))) / 100
        yield kind, KINDS[kind](rng), amount


def library() -> Library:
    """The second reminder with one more list at its end: name in brackets, amount."""
    lines = ("{%p for w in werte %}", "[{{ w.name }}]", "{{ w.betrag|euro }}", "{%p endfor %}")
    files = with_paragraph("</w:p><w:p>".join(map(said, lines)))
    fields = b"  werte: list\n  werte.name: text\n  werte.betrag: amount\n"
    files[YAML] = files[YAML].rstrip() + b"\n" + fields
    return Library.load(files)


def as_euro(amount: Decimal) -> str:
    whole, cents = f"{abs(amount):,.2f}".split(".")
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole.replace(',', '.')},{cents}\u00a0€"


def printed(docx: bytes, lines: int) -> list[str]:
    """The last paragraphs of the body."""
    return [each.text for each in Document(io.BytesIO(docx)).paragraphs][-lines:]


def attempt(tried: Library, batch: list[Value]) -> bytes | str:
    """The letter with these values, or why it is held."""
    rows = [{"name": name, "betrag": amount} for _, name, amount in batch]
    try:
        return tried.render(KIND, {**cast.reminder(), "werte": rows}).docx
    except LetterHeld as held:
        return str(held)


def render(tried: Library, batch: list[Value]) -> tuple[list[Value], list[Value]]:
    """What stands exactly in one letter, and what was refused: a refused value is named, the rest is tried again."""
    refused: list[Value] = []
    while isinstance(made := attempt(tried, batch), str):
        number = re.match(
            r"Der Wert „werte\[(\d+)\]\.name“ enthält an Stelle \d+ das unerlaubte Zeichen U\+", made
        )
        assert number, made
        refused.append(batch.pop(int(number[1]) - 1))
    wanted = [line for _, name, amount in batch for line in (f"[{with_line_feeds(name)}]", as_euro(amount))]
    assert printed(made, len(wanted)) == wanted
    return batch, refused


def with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_ten_thousand_names_and_amounts_arrive_exactly_or_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tried, everything = library(), list(values())
    exact, refused = Counter[str](), Counter[str]()
    for first in range(0, TOTAL, IN_ONE_LETTER):
        there, held = render(tried, everything[first : first + IN_ONE_LETTER])
        exact.update(kind for kind, _, _ in there)
        refused.update(kind for kind, _, _ in held)
    with capsys.disabled():
        print(f"\n{exact.total()} values exact, {refused.total()} refused, 0 changed")  # noqa: T201 - the count is wanted

    assert (exact.total(), refused.total()) == (6350, 3650), "of ten thousand; the same in every run"
    assert set(exact) == {*ALWAYS_EXACT, "anything"}
    assert set(refused) == {*ALWAYS_REFUSED, "anything"}
    assert len({(name, amount) for _, name, amount in everything}) > TOTAL * 0.99
    assert max(len(name) for _, name, _ in everything) == LONGEST


def test_no_character_that_is_refused_takes_the_quick_way_of_printable_text() -> None:
    refused = [chr(number) for number in range(0x110000) if visible(chr(number)) not in {chr(number), "\n"}]

    assert len(refused) == 2290
    assert [each for each in refused if each.isprintable()] == []
