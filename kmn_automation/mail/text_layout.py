"""Plain text for mail programs: lines of at most 76 characters, lists and labels with a hanging indent."""

from __future__ import annotations

import re

WIDTH = 76
_LEAD = re.compile(r" *(?:(?:[-–•]|[0-9]{1,3}\.) +|(?<= )[A-ZÄÖÜ][\w ()äöüß-]{0,20}: +)?")
_BLANK_LINES = re.compile(r"\n{3,}")
_ORDER = re.compile(
    r"[\s>*_„“\"'.!–-]*(?:FREIGABE(?:\s+(?:ALLE|NUR|TROTZ|AU(?:ß|SS)ER)\b.*)?[\s*_„“\"'.!–-]*|ABLEHNUNG\s*:.*)",
    re.IGNORECASE,
)


def lay_out(text: str) -> str:
    """The text wrapped between words; a long word (a hash, an address) keeps its line. Ends without a line break."""
    lines = [piece for line in text.split("\n") for piece in _wrap(line.rstrip())]
    safe = (f"· {line}" if _ORDER.fullmatch(line) else line for line in lines)
    return _BLANK_LINES.sub("\n\n", "\n".join(safe)).strip("\n")


def _wrap(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    lead = _LEAD.match(line)
    hang = lead.end() if lead else 0
    lines, current = [], line[:hang]
    for word in line[hang:].split(" "):
        if len(current) > hang and len(current) + 1 + len(word) > WIDTH:
            lines.append(current)
            current = " " * hang + word
        else:
            current += word if len(current) <= hang else f" {word}"
    return [*lines, current]
