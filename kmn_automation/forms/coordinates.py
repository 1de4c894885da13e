"""Cell names: `C5` and (row, column)."""

from __future__ import annotations

from functools import lru_cache

_ALPHABET = 26


@lru_cache(maxsize=512)
def column_letters(column: int) -> str:
    """`C` for 3."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """`C5` for row 5, column 3."""
    return f"{column_letters(column)}{row}"


def cell_position(name: str) -> tuple[int, int]:
    """Row and column of `C5`."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * _ALPHABET + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]), column
