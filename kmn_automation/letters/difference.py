"""What two versions of a letter say differently, paragraph by paragraph, as a person reads them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kmn_automation.letters.story import BODY, Line
from kmn_automation.letters.values import BREAK

_NO_CONTEXT = 30
"""Characters that are shown around a difference inside a long paragraph."""


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph before and after; empty where it came or went."""

    where: str
    old: str
    new: str


def changes(before: Sequence[Line], after: Sequence[Line]) -> tuple[Change, ...]:
    """Every difference in words; white space, empty lines and looks do not count."""
    found: list[Change] = []
    for part in dict.fromkeys(line.part for line in (*before, *after)):
        found += _in_part(_of(before, part), _of(after, part))
    return tuple(found)


def _of(lines: Sequence[Line], part: str) -> list[Line]:
    """The filled lines of a part; head and foot in the order of their words, since programs number them anew."""
    found = [line for line in lines if line.part == part and plain(line.text)]
    return found if part == BODY else sorted(found, key=lambda line: plain(line.text))


def plain(text: str) -> str:
    """The words of a paragraph, one blank between them."""
    return " ".join(text.replace(BREAK, " ").replace("\u00ad", "").replace("\u00a0", " ").split())


def excerpt(old: str, new: str, length: int) -> tuple[str, str]:
    """Both texts cut to about the length around where they differ; cuts are marked by `…`."""
    same = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    start = max(0, same - _NO_CONTEXT) if max(len(old), len(new)) > length else 0
    return _cut(old, start, length), _cut(new, start, length)


def _cut(text: str, start: int, length: int) -> str:
    end = start + length
    front, back = ("…" if start and text[start:] else ""), ("…" if end < len(text) else "")
    return f"{front}{text[start:end]}{back}"


def _in_part(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Change]:
    old, new = [plain(each.text) for each in before], [plain(each.text) for each in after]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for was, now in zip_longest(before[low:high], after[start:end]):
            place = (now or was).place
            yield Change(place, plain(was.text) if was else "", plain(now.text) if now else "")
