"""The guard's look at one sheet, piece by piece: cells far away, vast merges, cells whose content calamine hides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kmn_automation.forms.coordinates import cell_position
from kmn_automation.forms.limits import WorkbookLimits
from kmn_automation.ground.zip_guard import Danger, Piece, Refused

MAX_SUSPECTS = 5000
_COMPUTED = re.compile(rb"KMN-FORM\|[0-9A-Za-z.]{1,20}\|(?:pruefung|pruefwerte)\b")
"""Our stamp on a sheet that holds nothing but the formulas of the live check: there is nothing in it to be read."""
_STAMP_WITHIN = 8000
_CELLS = (b"<c ", b"<c>", b"<c/")
_UNUSUAL = re.compile(
    rb'<c(?! r="(?:[A-Z]|[A-H][A-Z])(?:[0-9]{1,4}|1[0-9]{4}|2[0-4][0-9]{3})"[ />])[\s>][^>]*>(?!</c>)'
)
"""A cell that does not begin with a reference up to HZ24999: one that is far away, or one that is spelled otherwise.
A format without content may stand anywhere."""
_ATTRIBUTE = re.compile(rb"""(?:^|\s)(\w+)\s*=\s*["']([^"']*)["']""")
_REFERENCE = re.compile(rb"[A-Z]{1,7}[0-9]{1,15}")
_MERGE = re.compile(
    rb"""mergeCell\s[^>]*?ref\s*=\s*["']\$?([A-Za-z]{1,4}\$?[0-9]{1,9}):(\$?[A-Za-z]{1,4}\$?[0-9]{1,9})["']"""
)
_ERROR_CELL = re.compile(rb"""<c(\s[^>]*?t=["']e["'][^>]*)>""")
_ERROR_VALUE = re.compile(rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>")
_NO_RESULT = re.compile(rb"</f>(?:<v></v>|<v ?/>)?</c>")
_NO_RESULT_SHARED = re.compile(rb"<f[^>]*/>(?:<v></v>|<v ?/>)?</c>")
_LETTERS = 26
_LOOSE = re.compile(rb"(?:</f>|<f [^>]*/>)\s")
"""Blanks between formula and result: a file that was indented."""
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_WIDE = re.compile(rb'<c r="([A-Z]{2})[0-9]+"(?:[^>]*[^/>])?><(?!/c)')


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell whose content calamine does not tell: the error, or "" for a formula without a result."""

    member: str
    cell: str
    error: str


@dataclass(slots=True, kw_only=True)
class SheetSight:
    """What the guard saw in all sheets."""

    counts_cells: bool = True
    """Cells need no counting where there are fewer bytes than the allowed cells would fill."""
    cells: int = 0
    string_cells: int = 0
    area: int = 0
    merged: int = 0
    is_odd: bool = False
    """Something is spelled so that the patterns may have missed it; a parser looks again."""
    dde: bool = False
    suspects: list[Suspect] = field(default_factory=list)
    computed: dict[str, str] = field(default_factory=dict)
    """Member → our stamp, for the sheets of the live check."""


def look_at_sheet(piece: Piece, sight: SheetSight, limits: WorkbookLimits) -> None:
    """Notes what is in the piece.

    Raises:
        Refused: a used cell lies beyond the limits.
    """
    seen = piece.seen
    if piece.is_first:
        _look_at_head(piece, sight)
    if sight.counts_cells:
        sight.cells += sum(map(piece.count, _CELLS))
    if piece.name in sight.computed:
        return
    sight.string_cells += piece.count(b't="s"')
    sight.dde = sight.dde or b"WEBSERVICE(" in seen
    sight.is_odd = sight.is_odd or bool(_LOOSE.search(seen))
    for tag in _UNUSUAL.finditer(seen):
        if sight.is_odd:
            break  # all of it will be measured
        _look_at_unusual(tag[0], piece.name, sight, limits)
    _add_area(piece, sight, limits)
    _add_merges(piece, sight)
    if not sight.is_odd:
        sight.suspects += [*_errors(piece, sight), *_without_result(piece, sight)]
        if len(sight.suspects) > MAX_SUSPECTS:
            sight.is_odd = True


def _look_at_head(piece: Piece, sight: SheetSight) -> None:
    seen = piece.seen
    if stamp := _COMPUTED.search(seen[:_STAMP_WITHIN]):
        sight.computed[piece.name] = stamp[0].decode()
    head = seen[:2000]
    if b"<worksheet" not in head or b"='" in seen[:4000]:
        sight.is_odd = True


def _look_at_unusual(tag: bytes, member: str, sight: SheetSight, limits: WorkbookLimits) -> None:
    if tag.endswith(b"/>"):
        return
    reference = dict(_ATTRIBUTE.findall(tag)).get(b"r", b"")
    if not _REFERENCE.fullmatch(reference):
        sight.is_odd = True  # the place follows from the cells before
        return
    row, column = cell_position(reference.decode())
    if row > limits.rows or column > limits.columns:
        raise Refused(Danger.TOO_MANY_CELLS, member)


def _add_area(piece: Piece, sight: SheetSight, limits: WorkbookLimits) -> None:
    """The used rectangle of a long sheet, as far as its last lines tell; a short one cannot be too large."""
    seen = piece.seen
    last = max(seen.rfind(b"</v>"), seen.rfind(b"</is>"), 0)
    row = _ROW.match(seen, max(seen.rfind(b'<row r="', 0, last), 0))
    if row and int(row[1]) * limits.columns > limits.area:
        columns = {cell_position(f"{each.decode()}1")[1] for each in _WIDE.findall(seen)}
        sight.area = max(sight.area, int(row[1]) * max(columns, default=_LETTERS))


def _add_merges(piece: Piece, sight: SheetSight) -> None:
    for merge in _MERGE.finditer(piece.seen) if b"mergeCell " in piece.seen else ():
        if merge.end() > piece.begin:  # else it was counted with the piece before
            first, last = (each.decode().replace("$", "").upper() for each in merge.groups())
            (top, left), (bottom, right) = cell_position(first), cell_position(last)
            sight.merged += (abs(bottom - top) + 1) * (abs(right - left) + 1)


def _errors(piece: Piece, sight: SheetSight) -> Iterator[Suspect]:
    if b't="e"' not in piece.seen and b"t='e'" not in piece.seen:
        return
    for cell in _ERROR_CELL.finditer(piece.seen):
        value = _ERROR_VALUE.match(piece.seen, cell.end())
        yield from _suspect(piece, sight, cell[1] if value else b"", value[1] if value else b"")


def _without_result(piece: Piece, sight: SheetSight) -> Iterator[Suspect]:
    seen = piece.seen
    patterns = [_NO_RESULT] if b"</f>" in seen else []
    patterns += [_NO_RESULT_SHARED] if b"<f " in seen or b"<f/" in seen else []
    for match in (each for pattern in patterns for each in pattern.finditer(seen)):
        at = max(seen.rfind(b"<c ", 0, match.start()), seen.rfind(b"<c>", 0, match.start()))
        tag = seen[at : seen.find(b">", at)] if at >= 0 else b""
        if not re.search(rb"""t=["']str["']""", tag):  # the empty text is a result
            yield from _suspect(piece, sight, tag, None)


def _suspect(piece: Piece, sight: SheetSight, tag: bytes, error: bytes | None) -> Iterator[Suspect]:
    """The cell, if its tag tells where it is; else the file is odd."""
    reference = dict(_ATTRIBUTE.findall(tag)).get(b"r", b"")
    if not _REFERENCE.fullmatch(reference):
        sight.is_odd = True
        return
    text = "" if error is None else error.decode("utf-8", "replace") or "#?"
    yield Suspect(piece.name, reference.decode(), text)
