"""How commands print: JSON for programs, tables and sentences for people, progress only on a terminal."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

Item = TypeVar("Item")

OUT = Console(soft_wrap=True, highlight=False)
WIDE = 200
"""Columns of a table in a pipe, where nobody's window is the limit."""
ERR = Console(stderr=True, soft_wrap=True, highlight=False)


def print_json(value: object) -> None:
    """The value as JSON: dataclasses as objects, money as text with its cents, days and moments as ISO text."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False, indent=2) + "\n")


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for a person."""
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console = OUT if OUT.is_terminal else Console(width=WIDE, highlight=False)
    console.print(table)


def say(text: str) -> None:
    """A line for a person, printed as it is."""
    OUT.print(text, markup=False)


def with_progress(items: Sequence[Item], what: str) -> Iterable[Item]:
    """The same items, with a progress bar on a terminal and without one in a pipe."""
    if not ERR.is_terminal:
        return items
    return track(items, description=what, console=ERR, transient=True)


def progress() -> Progress:
    """A progress display that a caller moves on itself; silent in a pipe."""
    return Progress(console=ERR, transient=True, disable=not ERR.is_terminal)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | dt.date | dt.datetime):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """A counter of things done on a terminal; silent in a pipe."""
    with progress() as bar:
        task = bar.add_task(what, total=None)

        def tick(number: int) -> None:
            bar.advance(task, number)

        yield tick
