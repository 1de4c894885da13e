"""The exact measure of a workbook, by a real XML parser: for files whose spelling the quick patterns do not understand.

Runs in the jail after the guard, so there is no DTD, and the bytes are within the limits of the zip file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from kmn_automation.forms.content_guard import Sight
from kmn_automation.forms.coordinates import cell_position
from kmn_automation.forms.limits import WORKBOOK_LIMITS, WorkbookLimits
from kmn_automation.ground.zip_guard import Danger, Refused, walk_entries


def measure(data: bytes, sight: Sight, limits: WorkbookLimits = WORKBOOK_LIMITS) -> None:
    """Goes through every part of the workbook that the guard knows as XML.

    Raises:
        Refused: it is beyond the limits, or no XML.
    """
    found = _Measure(limits)
    parser = None
    for piece in walk_entries(data, sight.infos):
        if piece.name not in sight.roots or piece.name.endswith(".vml"):
            continue  # old drawings are often no XML, and nobody reads them
        if piece.is_first or parser is None:
            parser = found.parser_for(piece.name)
        try:
            parser.Parse(piece.fresh, False)  # noqa: FBT003 - a part that is cut off fails in the reader
        except (expat.ExpatError, ValueError) as error:
            raise Refused(Danger.DAMAGED, piece.name) from error
    found.hold_texts()


@dataclass(slots=True)
class _Measure:
    """What was counted."""

    limits: WorkbookLimits
    part: str = ""
    depth: int = 0
    elements: int = 0
    cells: int = 0
    merged: int = 0
    names: int = 0
    lengths: list[int] = field(default_factory=list)
    """Length of each shared text."""
    used: list[int] = field(default_factory=list)
    """Numbers of the shared texts that cells show."""
    row: int = 0
    column: int = 0
    is_shared: bool = False
    inside: str = ""
    """The element whose text counts: `v` or `si`."""
    number: str = ""

    def parser_for(self, part: str) -> expat.XMLParserType:
        """A parser that counts into this measure."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self.part, self.depth, self.row, self.column = part, 0, 0, 0
        return parser

    def hold_texts(self) -> None:
        """Refuses shared texts that would grow too large where they are shown."""
        count = len(self.lengths)
        total = sum(self.lengths[each] for each in self.used if 0 <= each < count)
        if total > self.limits.text:
            raise Refused(Danger.HUGE_TEXT)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        self._hold(Danger.TOO_DEEP, is_broken=self.depth > self.limits.depth)
        self._hold(Danger.TOO_MANY_CELLS, is_broken=self.elements > self.limits.elements)
        match name := tag.rpartition(":")[2]:
            case "c":
                self._cell(attributes)
            case "row":
                self.row, self.column = _number(attributes.get("r", ""), self.row + 1), 0
            case "v":
                self.inside, self.number = name, ""
            case "si":
                self.inside = name
                self.lengths.append(0)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "definedName":
                self.names += 1
                self._hold(Danger.TOO_MANY_NAMES, is_broken=self.names > self.limits.names)
            case _:
                pass

    def _end(self, tag: str) -> None:
        self.depth -= 1
        if self.inside and tag.rpartition(":")[2] == self.inside:
            if self.inside == "v" and self.is_shared:
                self.used.append(_number(self.number, -1))
            self.inside = ""

    def _text(self, text: str) -> None:
        if self.inside == "v":
            self.number = (self.number + text)[:20]
            is_far = self.row > self.limits.rows or self.column > self.limits.columns
            self._hold(Danger.TOO_MANY_CELLS, is_broken=is_far)
        elif self.inside:
            self.lengths[-1] += len(text)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        self._hold(Danger.TOO_MANY_CELLS, is_broken=self.cells > self.limits.cells)
        self.is_shared = attributes.get("t") == "s"
        self.column += 1
        if reference := attributes.get("r"):
            self.row, self.column = _position(reference, self.part)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.replace("$", "").upper().partition(":")
        (top, left), (bottom, right) = (_position(each, self.part) for each in (first, last or first))
        self.merged += (abs(bottom - top) + 1) * (abs(right - left) + 1)
        self._hold(Danger.HUGE_MERGE, is_broken=self.merged > self.limits.merged)

    def _hold(self, danger: Danger, *, is_broken: bool) -> None:
        if is_broken:
            raise Refused(danger, self.part)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else default  # noqa: PLR2004


def _position(reference: str, part: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 7 and 0 < len(digits) <= 15):  # noqa: PLR2004
        raise Refused(Danger.DAMAGED, part)
    return cell_position(reference.upper())
