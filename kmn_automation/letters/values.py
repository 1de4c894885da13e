"""What may be written into a letter: plain values without characters that cut, hide or turn text.

Refused in every value: control characters except tab and line feed, lone surrogates (one of them cuts off the
rest of the letter), bidirectional controls, line and paragraph separators, noncharacters, invisible tags.
Text that a Träger typed is made `visible` before; then the reader sees ‹U+202E› instead of a turned line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from jinja2 import Undefined
from markupsafe import Markup, escape

from kmn_automation.letters.held import LetterHeld
from kmn_automation.model.german import format_day, format_euro

BREAK = "\u2028"
"""A line break inside a paragraph, in every text that this room compares."""

_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n?")
_BREAKS = re.compile("[\n\t]")
_WORD_BREAKS = {
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}


def visible(text: str) -> str:
    """The text with every refused character spelt out as ‹U+…›; for text that came from outside."""
    return _REFUSED.sub(lambda match: f"‹U+{ord(match[0]):04X}›", _LINE_ENDS.sub("\n", text))


def plain_context(context: Mapping[str, object]) -> dict[str, object]:
    """A copy that holds nothing but text, amounts, days, whole numbers, lists and mappings of them.

    Raises:
        LetterHeld: naming the value that is something else or holds a refused character.
    """
    return {str(key): _plain(value, str(key)) for key, value in context.items()}


def as_word(value: object) -> str:
    """The value as content of a `w:t`; line feeds and tabs as Word's own elements, the rest for Jinja to escape."""
    text = as_text(value)
    if "\n" in text or "\t" in text:
        escaped = str(escape(text))
        return Markup(_BREAKS.sub(lambda match: _WORD_BREAKS[match[0]], escaped))  # noqa: S704 - escaped
    return text


def as_line(value: object) -> str:
    """The value as the reader should see it, with `BREAK` for a line feed; never escaped."""
    text = as_text(value)
    return text.replace("\n", BREAK) if "\n" in text else text


def as_text(value: object) -> str:
    """Text or a whole number as text; an amount or a day must come through a filter first."""
    if type(value) is str:
        return value
    if isinstance(value, Markup):
        return str(value)
    if type(value) is int:
        return str(value)
    if isinstance(value, Undefined):
        return str(value)
    raise LetterHeld(f"Ein Wert der Art „{type(value).__name__}“ kann nicht gedruckt werden: {value!r}.")


def euro_filter(value: object) -> str:
    """`1.234,50 €` for `{{ betrag|euro }}`."""
    if not isinstance(value, Decimal):
        raise LetterHeld(f"„{value}“ ist kein Betrag.")
    return format_euro(value)


def datum_filter(value: object) -> str:
    """`05.03.2025` for `{{ tag|datum }}`."""
    if not isinstance(value, dt.date):
        raise LetterHeld(f"„{value}“ ist kein Datum.")
    return format_day(value)


FILTERS = {"euro": euro_filter, "datum": datum_filter}


def _plain(value: object, path: str) -> object:
    kind = type(value)
    if kind is str:
        return _clean(str(value), path)
    if isinstance(value, Mapping):
        # printable is the quick way for most: Python counts no refused character among them
        return {
            str(key): item if type(item) is str and item.isprintable() else _plain(item, f"{path}.{key}")
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(item, f"{path}[{number}]") for number, item in enumerate(value, 1)]
    if kind in {int, bool, Decimal, dt.date}:
        return value
    raise LetterHeld(
        f"Der Wert „{path}“ ist von der Art „{kind.__name__}“.",
        do="Erlaubt sind Text, ganze Zahl, Decimal, Datum, Liste und Zuordnung.",
    )


def _clean(text: str, path: str) -> str:
    cleaned = _LINE_ENDS.sub("\n", text) if "\r" in text else text
    if match := _REFUSED.search(cleaned):
        raise LetterHeld(
            f"Der Wert „{path}“ enthält an Stelle {match.start() + 1} das unerlaubte Zeichen "
            f"U+{ord(match[0]):04X}.",
            do="Bitte den Wert im Register oder im Nachweis berichtigen.",
        )
    return cleaned
