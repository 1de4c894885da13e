"""The guard's look into a workbook: limits on cells, names, styles, texts; what hides in it; what calamine hides.

Runs in the jail. The patterns are cheap. What they do not understand is `is_odd` and gets measured exactly
(`xml_measure`); what fools them all the same is held by the limits of the jail.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from kmn_automation.forms.limits import WORKBOOK_LIMITS, WorkbookLimits
from kmn_automation.forms.ods_guard import CONTENT, look_at_ods
from kmn_automation.forms.sheet_guard import SheetSight, look_at_sheet
from kmn_automation.ground.zip_guard import (
    DEFAULT_LIMITS,
    MIB,
    Danger,
    Piece,
    Refused,
    ZipLimits,
    read_directory,
    walk_entries,
)

CONTENT_TYPES = "[Content_Types].xml"
_KEPT = {CONTENT_TYPES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/app.xml", "mimetype"}
_XML = (".xml", ".rels", ".vml")
_NOT_READ = ("customXml/", "docProps/", "__MACOSX/")
"""Office writes UTF-16 here, macOS its own remarks, and no value of ours comes from it."""
_ODS_LIST = "META-INF/manifest.xml"
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*)*<(?:([\w.-]+):)?([\w.-]+)[\s/>]")
_ENCODING = re.compile(rb"""encoding=["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii"}
_SMALLEST_CELL = len("<c/>")
_COUNTED = {
    b"workbook": re.compile(rb"<(?:\w+:)?definedName[\s/>]"),
    b"styleSheet": re.compile(rb"<(?:\w+:)?xf[\s/>]"),
    b"sst": re.compile(rb"<(?:\w+:)?si[\s/>]"),
}
_SHEETS = {b"worksheet", b"dialogsheet", b"macrosheet"}
_SHEET_ENTRY = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
_LONGEST_TAG = 64
_FEW_TAGS = 4
"""A piece of one MiB with fewer marks than these is one text of many times what a cell may hold (32,767)."""
_LONG_TEXT = 4096
_MUCH_TEXT = 64 * MIB
_ROOM = 8 * MIB


@dataclass(slots=True)
class Sight(SheetSight):
    """What the guard saw."""

    infos: list[zipfile.ZipInfo] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    whole: dict[str, bytes] = field(default_factory=dict)
    """Member → its bytes, for those that came in one piece, as long as there is room."""
    room: int = _ROOM
    roots: dict[str, bytes] = field(default_factory=dict)
    """Member → name of its first element."""
    names: int = 0
    styles: int = 0
    strings: int = 0
    sheets: int = 0
    entries: int = 0
    """Sheets that the workbook lists; several may show one part."""
    longest_text: int = 0

    @property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904."""
        return bool(re.search(r"""date1904=["'](?:1|true)["']""", self.kept.get("xl/workbook.xml", "")))

    def has(self, *words: str) -> bool:
        """Whether the name of any member contains one of the words."""
        return any(word in info.filename.lower() for info in self.infos for word in words)

    @property
    def repeats_long_texts(self) -> bool:
        """Whether few long texts may stand in many cells, so that they grow while they are read."""
        return self.longest_text > _LONG_TEXT and self.longest_text * self.string_cells > _MUCH_TEXT


def look_into(
    data: bytes, limits: WorkbookLimits = WORKBOOK_LIMITS, zip_limits: ZipLimits = DEFAULT_LIMITS
) -> Sight:
    """What is in the zip file.

    Raises:
        Refused: it is damaged, or beyond the limits.
    """
    infos = read_directory(data, zip_limits)
    promised = sum(info.file_size for info in infos if info.filename.endswith(".xml"))
    sight = Sight(infos=infos, counts_cells=promised > limits.cells * _SMALLEST_CELL)
    if any(
        _is_encrypted(piece)
        for piece in walk_entries(data, [each for each in infos if each.filename == _ODS_LIST])
    ):
        raise Refused(Danger.ENCRYPTED, _ODS_LIST)
    for piece in walk_entries(data, infos, zip_limits):
        if piece.name in _KEPT:
            _keep(piece, sight)
        _keep_whole(piece, sight)
        if piece.name.endswith(_XML):
            if b"<!DOCTYPE" in piece.seen:
                raise Refused(Danger.DTD, piece.name)
            if not piece.name.startswith(_NOT_READ):
                _look_at_xml(piece, sight, limits)
    return sight


def _is_encrypted(piece: Piece) -> bool:
    """Whether the list of an .ods says that its parts need a password; they look like noise."""
    return b"encryption-data" in piece.seen


def _keep(piece: Piece, sight: Sight) -> None:
    if piece.is_first:
        sight.kept[piece.name] = piece.fresh.decode("utf-8", "replace")
    else:
        sight.is_odd = True


def _keep_whole(piece: Piece, sight: Sight) -> None:
    sight.room -= len(piece.fresh)
    if piece.is_first and sight.room >= 0:
        sight.whole[piece.name] = piece.fresh
    else:
        sight.whole.pop(piece.name, None)


def _look_at_xml(piece: Piece, sight: Sight, limits: WorkbookLimits) -> None:
    if piece.is_first:
        _check_encoding(piece)
        match = _ROOT.match(piece.fresh)
        sight.roots[piece.name] = match[2] if match else b""
        sight.is_odd = sight.is_odd or not match
    elif len(piece.fresh) == MIB and piece.fresh.count(b"<") < _FEW_TAGS:
        raise Refused(Danger.HUGE_TEXT, piece.name)
    root = sight.roots[piece.name]
    if root in _SHEETS:
        sight.sheets += piece.is_first
        look_at_sheet(piece, sight, limits)
    elif root in _COUNTED:
        _count(piece, sight, root)
    elif root == CONTENT:
        look_at_ods(piece, limits)
    elif root == b"externalLink":
        sight.dde = sight.dde or b"ddeLink" in piece.seen
    _hold(sight, limits)


def _check_encoding(piece: Piece) -> None:
    head = piece.fresh[:200]
    declared = _ENCODING.search(head)
    if b"\x00" in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Refused(Danger.ODD_ENCODING, piece.name)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Refused(Danger.ODD_ENCODING, piece.name)


def _count(piece: Piece, sight: Sight, root: bytes) -> None:
    number = _fresh(piece, _COUNTED[root])
    match root:
        case b"workbook":
            sight.names += number
            sight.entries += _fresh(piece, _SHEET_ENTRY)
            sight.is_odd = sight.is_odd or piece.name not in _KEPT
        case b"styleSheet":
            sight.styles += number
        case _:
            sight.strings += number
            sight.longest_text = max(sight.longest_text, *map(len, piece.seen.split(b"<si")))


def _fresh(piece: Piece, pattern: re.Pattern[bytes]) -> int:
    """How often the pattern ends in the fresh bytes."""
    around = max(piece.begin - _LONGEST_TAG, 0)
    return sum(match.end() > piece.begin for match in pattern.finditer(piece.seen, around))


def _hold(sight: Sight, limits: WorkbookLimits) -> None:
    for is_broken, danger in (
        (sight.cells > limits.cells or sight.area > limits.area, Danger.TOO_MANY_CELLS),
        (sight.merged > limits.merged, Danger.HUGE_MERGE),
        (sight.names > limits.names, Danger.TOO_MANY_NAMES),
        (sight.styles > limits.styles or sight.strings > limits.strings, Danger.TOO_MANY_STYLES),
        (max(sight.sheets, sight.entries) > limits.sheets, Danger.TOO_MANY_SHEETS),
    ):
        if is_broken:
            raise Refused(danger)
