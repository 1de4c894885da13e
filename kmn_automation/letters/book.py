"""The blocks that a printed book is made of: headings, text, tables, contents, index; no Word in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """The styles of the paper by their names in Word."""

    TEXT = "Normal"
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    CONTENTS = "Verzeichnistitel"
    CELL = "Tabellentext"
    STRONG_CELL = "Tabellentext fett"
    SMALL_CELL = "Tabellentext klein"
    AMOUNT = "Tabellenbetrag"
    HEAD = "Tabellenkopf"
    HEAD_RIGHT = "Tabellenkopf rechts"
    LABEL = "Angabe"
    ASSUMED = "angenommen"
    CHECKSUM = "Prüfsumme"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; line feeds stay."""

    text: str
    look: Look = Look.TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; `mark` is where contents and index point."""

    level: int
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading and width in millimetres; `right` where it holds amounts."""

    heading: str
    width: float
    right: bool = False


Cell = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its headings repeat on every page, and there are none where all are empty. `title` is spoken."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    together: bool = False
    """Whether it should stand on one page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents of all headings of level 1 and 2."""

    title: str


@dataclass(frozen=True, slots=True)
class Index:
    """Words with the page of the heading that bears the mark."""

    columns: tuple[Column, ...]
    entries: tuple[tuple[str, str, str], ...]
    """Word, explanation, mark."""


Block = Text | Heading | Table | Contents | Index


@dataclass(frozen=True, slots=True)
class Book:
    """A whole book; `running` stands at the top of every page but the first."""

    title: str
    running: str
    blocks: Sequence[Block]


def cell(text: str, look: Look = Look.CELL) -> Cell:
    """A cell of one paragraph."""
    return (Text(text, look),)
