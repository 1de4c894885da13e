"""HTML that cannot be broken by what it shows: a plain string is escaped, only `Html` passes as it is."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, also of the text beside a hostile subject."""


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Content = str | int | dt.datetime | dt.date


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table under one sub-heading, to which a number can link."""

    anchor: str
    title: str
    rows: Sequence[Sequence[Content]]


def text(content: Content) -> Html:
    """The content as markup; days and moments in German form, an empty text as a dash."""
    match content:
        case Html():
            return content
        case dt.datetime():
            return _time(f"{content:%d.%m.%Y, %H:%M} Uhr", content.isoformat(timespec="minutes"))
        case dt.date():
            return _time(f"{content:%d.%m.%Y}", content.isoformat())
        case int():
            return Html(content)
        case _:
            return Html(html.escape(_BIDI.sub("", _UNPRINTABLE.sub("\ufffd", content))) or "–")


def _time(words: str, machine: str) -> Html:
    return tag("time", Html(words), datetime=machine)


def tag(name: str, *content: Content, **attributes: str) -> Html:
    """An element; `class_` becomes `class`, `aria_label` becomes `aria-label`, every value is escaped."""
    pairs = "".join(
        f' {key.strip("_").replace("_", "-")}="{html.escape(value)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{pairs}>{join(content)}</{name}>")


def join(parts: Iterable[Content]) -> Html:
    """The parts one after the other."""
    return Html("".join(text(each) for each in parts))


def link(anchor: str, *content: Content) -> Html:
    """A link to a place on this page."""
    return tag("a", *content, href=f"#{anchor}")


def section(anchor: str, title: str, *content: Content) -> Html:
    """A part of the page under its own heading."""
    return tag("section", tag("h2", title, id=anchor), *content)


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[Content]]) -> Html:
    """A table whose first cell in each row names the row."""
    return _table(caption, headings, tag("tbody", *map(_row, rows)))


def grouped_table(caption: str, headings: Sequence[str], groups: Iterable[Group]) -> Html:
    """A table in parts, each with a sub-heading over all columns."""
    return _table(caption, headings, join(_group(each, len(headings)) for each in groups))


def _table(caption: str, headings: Sequence[str], body: Html) -> Html:
    head = tag("thead", tag("tr", *(tag("th", each, scope="col") for each in headings)))
    whole = tag("table", tag("caption", caption), head, body)
    return tag("div", whole, class_="breit", tabindex="0", role="region", aria_label=caption)


def _group(group: Group, columns: int) -> Html:
    heading = tag("th", group.title, scope="rowgroup", colspan=str(columns), class_="gruppe")
    return tag("tbody", tag("tr", heading), *map(_row, group.rows), id=group.anchor)


def _row(cells: Sequence[Content]) -> Html:
    first, *rest = cells
    return tag("tr", tag("th", first, scope="row"), *(tag("td", each) for each in rest))
