"""Labels as they are compared: without marks, blanks and case, however a program writes them."""

from __future__ import annotations

import unicodedata

from kmn_automation.model.german import without_invisible


def folded(text: str) -> str:
    """A label without marks, blanks, a colon at its end, and case."""
    if not text.isascii() and not (text.isprintable() and unicodedata.is_normalized("NFKC", text)):
        text = unicodedata.normalize("NFKC", without_invisible(text))
    return " ".join(text.replace("*", " ").split()).rstrip(": ").casefold()
