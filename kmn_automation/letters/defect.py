"""What is wrong with a template: file, page, paragraph, and what to do; all of it, not only the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kmn_automation.letters.story import BODY, Line
from kmn_automation.model.error import Misconfigured

SETTINGS = (".yaml", ".yml", ".txt")


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong; a hint is told, but does not keep the template from being used."""

    file: str
    what: str
    do: str = ""
    line: Line | None = None
    part: str = ""
    """Where there is no paragraph: the part of the letter."""
    is_hint: bool = False

    @property
    def where(self) -> str:
        """`einladung.docx, Text, etwa Seite 1, Absatz 12 „Wir laden Sie …“`."""
        place = self.line.place if self.line else self.part
        words = f" „{self.line.words}“" if self.line and self.line.words else ""
        return ", ".join(filter(None, (self.file, place))) + words

    @property
    def is_about_settings(self) -> bool:
        """Whether a sidecar or a mail text is wrong, not a Word file."""
        return self.file.partition(":")[0].endswith(SETTINGS)

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.do}".rstrip()


class Unusable(Misconfigured):
    """A template that cannot be used, with everything that is wrong with it."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(each for each in defects if not each.is_hint)
        super().__init__("\n".join(map(str, self.defects)))


class Defects:
    """Collects what is wrong with one file; the same thing at the same place is told once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[Defect, None] = {}

    def add(self, what: str, line: Line | None = None, do: str = "", *, part: str = "") -> None:
        """Something that must be mended."""
        self._found[Defect(self.file, what, do, line, "" if line else part)] = None

    def hint(self, what: str, line: Line | None = None, do: str = "", *, part: str = "") -> None:
        """Something that a person should know."""
        self._found[Defect(self.file, what, do, line, "" if line else part, is_hint=True)] = None

    @property
    def found(self) -> tuple[Defect, ...]:
        """Everything, from the first paragraph of the text to the last, then what has no paragraph."""
        return tuple(sorted(self._found, key=_reading_order))

    @property
    def is_usable(self) -> bool:
        """Whether nothing but hints was found."""
        return all(each.is_hint for each in self._found)


def _reading_order(defect: Defect) -> tuple[bool, bool, str, int]:
    line = defect.line
    return (True, True, "", 0) if line is None else (False, line.part != BODY, line.part, line.number)


def as_defects(error: Misconfigured, file: str) -> list[Defect]:
    """A refusal by another part of the program as defects, line by line."""
    if isinstance(error, Unusable):
        return list(error.defects)
    if error.where:
        return [Defect(error.where, error.what, error.do)]
    return [_split(line, file) for line in str(error).splitlines()]


def _split(line: str, file: str) -> Defect:
    where, colon, what = line.partition(": ")
    return Defect(where, what) if colon and where.startswith(file) else Defect(file, line)
