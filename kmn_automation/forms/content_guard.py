"""The guard's look into a workbook: limits on cells, merges, names, styles; what hides in it; what calamine hides.

Runs in the jail. The patterns are cheap and can be fooled by odd spelling; then the limits of the jail hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kmn_automation.forms.coordinates import cell_position
from kmn_automation.ground.zip_guard import DEFAULT_LIMITS, Danger, Piece, Refused, ZipLimits, walk_zip

CONTENT_TYPES = "[Content_Types].xml"
MAX_COLUMNS = 256
"""The pattern of far columns below begins with IW, the column after the last."""
MAX_SUSPECTS = 5000
MAX_KEPT = 2 << 20
_KEPT = {CONTENT_TYPES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/app.xml", "mimetype"}
_XML = (".xml", ".rels", ".vml")
_NOT_PARSED = ("customXml/", "docProps/")
"""Office writes UTF-16 here, and no reader of ours opens it."""
_FAR_ROW = re.compile(rb'<c r="[A-Z]+([0-9]{5,})"(?:[^>]*[^/>])?>')
_FAR_COLUMN = re.compile(rb'<c r="(?:[A-Z]{3,}|[J-Z][A-Z]|I[W-Z])[0-9]+"(?:[^>]*[^/>])?>')
_MERGE = re.compile(rb'mergeCell ref="([A-Z]{1,4}[0-9]{1,9}):([A-Z]{1,4}[0-9]{1,9})"')
_CELL_START = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^>]*)>')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*? t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
)
_COMPUTED = re.compile(rb"KMN-FORM\|[0-9A-Za-z.]{1,20}\|(?:pruefung|pruefwerte)\b")
"""Our stamp on a sheet that holds nothing but the formulas of the live check: there is nothing in it to be read."""
_STAMP_WITHIN = 8000
_NO_RESULT = re.compile(rb"(?:</f>|<f[^>]*/>)(?:<v></v>|<v ?/>)?</c>")
_LOOSE = re.compile(rb"(?:</f>|<f [^>]*/>)\s")
"""Blanks between formula and result: a file that was indented."""
_ENCODING = re.compile(rb"""encoding=["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii"}


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """The limits of one workbook (unpacked)."""

    sheets: int = 50
    rows: int = 25_000
    cells: int = 500_000
    names: int = 2000
    merged: int = 200_000
    styles: int = 65_000
    strings: int = 500_000


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell whose content calamine does not tell: the error, or "" for a formula without a result."""

    member: str
    cell: str
    error: str


@dataclass(slots=True)
class Sight:
    """What the guard saw."""

    members: set[str] = field(default_factory=set)
    kept: dict[str, str] = field(default_factory=dict)
    suspects: list[Suspect] = field(default_factory=list)
    odd_markup: bool = False
    """Whether the patterns for errors and formulas may have missed some: another spelling, or too many of them."""
    dde: bool = False
    cells: int = 0
    merged: int = 0
    names: int = 0
    styles: int = 0
    strings: int = 0
    computed: dict[str, str] = field(default_factory=dict)
    """Member → our stamp, for the sheets of the live check."""

    @property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904."""
        return bool(re.search(r"""date1904=["'](?:1|true)["']""", self.kept.get("xl/workbook.xml", "")))

    def has(self, *words: str) -> bool:
        """Whether the name of any member contains one of the words."""
        return any(word in member.lower() for member in self.members for word in words)


WORKBOOK_LIMITS = WorkbookLimits()


def look_into(
    data: bytes, limits: WorkbookLimits = WORKBOOK_LIMITS, zip_limits: ZipLimits = DEFAULT_LIMITS
) -> Sight:
    """What is in the zip file.

    Raises:
        Refused: it is damaged, or beyond the limits.
    """
    sight = Sight()
    for piece in walk_zip(data, zip_limits):
        sight.members.add(piece.name)
        if piece.name in _KEPT and len(piece.fresh) <= MAX_KEPT and piece.is_first:
            sight.kept[piece.name] = piece.fresh.decode("utf-8", "replace")
        if piece.name.endswith(_XML) and not piece.name.startswith(_NOT_PARSED):
            _look_at_xml(piece)
            _count(piece, sight)
            if "worksheets/" in piece.name:
                _look_at_sheet(piece, sight, limits)
            _hold(sight, limits)
    return sight


def _look_at_xml(piece: Piece) -> None:
    if b"<!DOCTYPE" in piece.seen or b"<!ENTITY" in piece.seen:
        raise Refused(Danger.DTD, piece.name)
    if not piece.is_first:
        return
    head = piece.fresh[:200]
    declared = _ENCODING.search(head)
    if b"\x00" in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Refused(Danger.ODD_ENCODING, piece.name)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Refused(Danger.ODD_ENCODING, piece.name)


def _count(piece: Piece, sight: Sight) -> None:
    fresh, name = piece.fresh, piece.name
    if name.endswith("workbook.xml"):
        sight.names += fresh.count(b"definedName ")
    elif name.endswith("styles.xml"):
        sight.styles += fresh.count(b"<xf")
    elif name.endswith("sharedStrings.xml"):
        sight.strings += fresh.count(b"<si")
    elif "externalLinks/" in name:
        sight.dde = sight.dde or b"ddeLink" in fresh


def _look_at_sheet(piece: Piece, sight: Sight, limits: WorkbookLimits) -> None:
    seen = piece.seen
    if piece.is_first and (stamp := _COMPUTED.search(seen[:_STAMP_WITHIN])):
        sight.computed[piece.name] = stamp[0].decode()
    if piece.is_first and (b"<worksheet" not in seen[:2000] or b"='" in seen[:4000]):
        sight.odd_markup = True
    if piece.fresh.count(b"<c ") != piece.fresh.count(b'<c r="') or b"<c>" in seen or _LOOSE.search(seen):
        sight.odd_markup = True
    sight.dde = sight.dde or b"WEBSERVICE(" in seen
    sight.cells += piece.fresh.count(b"<c ") + piece.fresh.count(b"<c>") + piece.fresh.count(b":c ")
    if _FAR_COLUMN.search(seen) or any(int(row) > limits.rows for row in _FAR_ROW.findall(seen)):
        raise Refused(Danger.TOO_MANY_CELLS, piece.name)
    for first, last in _MERGE.findall(seen):
        (top, left), (bottom, right) = cell_position(first.decode()), cell_position(last.decode())
        sight.merged += (bottom - top + 1) * (right - left + 1)
    if len(sight.suspects) >= MAX_SUSPECTS:
        sight.odd_markup = True
    elif piece.name not in sight.computed:
        _find_suspects(piece, sight)


def _find_suspects(piece: Piece, sight: Sight) -> None:
    if b' t="e"' in piece.seen:
        errors = _ERROR.findall(piece.seen)
        sight.odd_markup = sight.odd_markup or len(errors) != piece.seen.count(b' t="e"')
        for cell, error in errors:
            sight.suspects.append(
                Suspect(piece.name, cell.decode(), error.decode("utf-8", "replace") or "#?")
            )
    for match in _NO_RESULT.finditer(piece.seen):
        at = piece.seen.rfind(b"<c ", 0, match.start())
        start = _CELL_START.match(piece.seen, max(at, 0))
        if start and b't="str"' not in start[2]:  # the empty text is a result
            sight.suspects.append(Suspect(piece.name, start[1].decode(), ""))


def _hold(sight: Sight, limits: WorkbookLimits) -> None:
    if sight.cells > limits.cells:
        raise Refused(Danger.TOO_MANY_CELLS)
    if sight.merged > limits.merged:
        raise Refused(Danger.HUGE_MERGE)
    if sight.names > limits.names:
        raise Refused(Danger.TOO_MANY_NAMES)
    if sight.styles > limits.styles or sight.strings > limits.strings:
        raise Refused(Danger.TOO_MANY_STYLES)
    if sum("worksheets/" in member and member.endswith(".xml") for member in sight.members) > limits.sheets:
        raise Refused(Danger.TOO_MANY_SHEETS)
