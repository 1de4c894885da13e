"""Labels as they are compared: without marks, blanks and case, however a program writes them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from kmn_automation.model.german import without_invisible

_LABEL = 100
"""Longer texts are no labels; the same labels stand in every form, so that they are folded once."""


def folded(text: str) -> str:
    """A label without marks, blanks, a colon at its end, and case."""
    return _remembered(text) if len(text) <= _LABEL else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii() and not (text.isprintable() and unicodedata.is_normalized("NFKC", text)):
        text = unicodedata.normalize("NFKC", without_invisible(text))
    return " ".join(text.replace("*", " ").split()).rstrip(": ").casefold()


_remembered = lru_cache(maxsize=4096)(_folded)
