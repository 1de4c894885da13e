"""Inside the jail: the bytes of a file become its kind, its dangers and a sparse grid of its cells, as plain JSON.

calamine reads every spelling of a workbook; it tells neither error cells nor formulas without a result, so the
guard finds those, and where the spelling is unusual a parser. It gets a zip file written anew from the members that
the guard saw, so that both look at the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kmn_automation.forms.content_guard import Sight, look_into
from kmn_automation.forms.coordinates import cell_position
from kmn_automation.forms.exact_cells import exact_suspects, members_by_title
from kmn_automation.forms.grid import Position
from kmn_automation.forms.hidden_parts import Parts, find_hidden
from kmn_automation.forms.kinds import Kind, is_zip, kind_of_bytes, kind_of_zip
from kmn_automation.forms.limits import WORKBOOK_LIMITS
from kmn_automation.forms.xml_measure import measure
from kmn_automation.ground.ooxml import repacked
from kmn_automation.ground.zip_guard import Danger, Refusal, Refused

Answer = tuple[dict[str, object], list[bytes]]
PlainCell = str | int | float | bool | dict[str, str]
_PLAIN = {str, int, float, bool}
_PRODUCER = re.compile(r"<Application>([^<]{1,80})</Application>")


def inspect_workbook(payload: bytes, options: Mapping[str, object]) -> Answer:
    """{"kind": …} and then one of: "refusal"; "careful": true (the other reader is needed); "sheets" and "seen".

    `options`: {"read": false} stops after kind and guard.
    """
    if not is_zip(payload):
        return {"kind": kind_of_bytes(payload).name}, []
    try:
        sight = look_into(payload)
    except Refused as refused:
        return {"kind": Kind.ZIP.name, "refusal": _plain_refusal(refused.refusal)}, []
    kind = kind_of_zip(sight)
    answer: dict[str, object] = {"kind": kind.name, "seen": what_was_seen(sight)}
    if kind not in {Kind.XLSX, Kind.XLSM} or options.get("read") is False:
        return answer, []
    try:
        return {**answer, **_contents(payload, sight)}, []
    except Refused as refused:
        return {**answer, "refusal": _plain_refusal(refused.refusal)}, []


def _contents(payload: bytes, sight: Sight) -> dict[str, object]:
    """The sheets and what lies beside them, or that the other reader is needed: that one wants measured files only."""
    is_measured = sight.is_odd or sight.repeats_long_texts
    if is_measured:
        measure(payload, sight)
    try:
        clean = repacked(payload, sight.infos)
        besides = find_hidden(parts_of(clean, sight), titles_by_member(sight), sight.computed)
        return {"sheets": _read(clean, sight), "besides": besides}
    except (CalamineError, ExpatError, KeyError):
        if not is_measured:
            measure(payload, sight)
        return {"careful": True}


def what_was_seen(sight: Sight) -> dict[str, object]:
    """What belongs into the remarks of the report."""
    producer = _PRODUCER.search(sight.kept.get("docProps/app.xml", ""))
    return {
        "macros": sight.has("vbaproject", "macrosheets/", "dialogsheets/"),
        "external_links": sight.has("externallinks/externallink"),
        "connections": sight.has("connections.xml", "querytables/") or sight.dde,
        "embedded": sight.has("embeddings/", "activex/"),
        "is_1904": sight.is_1904,
        "producer": producer[1] if producer else "",
    }


def suspects_by_sheet(payload: bytes, sight: Sight) -> Mapping[str, Mapping[Position, PlainCell]]:
    """Sheet title → position → error cell or formula without a result.

    Raises:
        KeyError: the table of contents does not tell which part is which sheet.
    """
    if not sight.is_odd and not sight.suspects:
        return {}
    titles = titles_by_member(sight)
    if len(titles) != sight.entries:
        raise KeyError("a sheet without a part, or a part of two sheets")
    if sight.is_odd:
        return exact_suspects(
            payload, {member: title for member, title in titles.items() if member in sight.roots}
        )
    result: dict[str, dict[Position, PlainCell]] = {}
    for suspect in sight.suspects:
        cell = {"error": suspect.error} if suspect.error else {"formula": ""}
        result.setdefault(titles[suspect.member], {})[cell_position(suspect.cell)] = cell
    return result


def _plain_refusal(refusal: Refusal) -> dict[str, str]:
    return {"danger": refusal.danger.name, "part": refusal.part[:200]}


def titles_by_member(sight: Sight) -> dict[str, str]:
    """Member → title of its sheet."""
    book, relations = (sight.kept.get(name, "") for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    return members_by_title(book, relations)


def parts_of(payload: bytes, sight: Sight) -> Parts:
    """The members that the guard saw."""
    return Parts(payload, frozenset(info.filename for info in sight.infos), sight.whole)


def _read(payload: bytes, sight: Sight) -> list[dict[str, object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(payload))
    suspects, computed = suspects_by_sheet(payload, sight), _computed_titles(sight)
    sheets: list[dict[str, object]] = []
    room = WORKBOOK_LIMITS.area
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        rows: list[list[object]]
        if stamp := computed.get(meta.name):
            rows = [[1, 1, [stamp]]]
        else:
            sheet = book.get_sheet_by_name(meta.name)
            room -= _area(sheet)
            if room < 0:
                raise Refused(Danger.TOO_MANY_CELLS)
            rows = _rows(sheet) + [
                [row, at, [cell]] for (row, at), cell in suspects.get(meta.name, {}).items()
            ]
        sheets.append({"title": meta.name, "visible": meta.visible == SheetVisibleEnum.Visible, "rows": rows})
    return sheets


def _area(sheet: CalamineSheet) -> int:
    """Rows × columns of the used rectangle.

    Raises:
        Refused: it reaches too far.
    """
    row, column = sheet.end or (0, 0)
    if row >= WORKBOOK_LIMITS.rows or column >= WORKBOOK_LIMITS.columns:
        raise Refused(Danger.TOO_MANY_CELLS)
    return sheet.height * sheet.width


def _computed_titles(sight: Sight) -> dict[str, str]:
    """Title → stamp of the sheets that hold only our own formulas; parsing them would double the time."""
    titles = titles_by_member(sight) if sight.computed else {}
    return {titles[member]: stamp for member, stamp in sight.computed.items() if member in titles}


def _rows(sheet: CalamineSheet) -> list[list[object]]:
    """Every row with content: [number, number of the first column, [cells, "" where empty]]."""
    top, left = (each + 1 for each in sheet.start or (0, 0))
    rows: list[list[object]] = []
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top):
        while values and values[-1] == "":
            values.pop()
        if values:
            cells = [each if each.__class__ in _PLAIN else plain_cell(each) for each in values]
            rows.append([row, left, cells])
    return rows


def plain_cell(value: object) -> PlainCell:
    """A value as JSON can carry it: days and times are marked, so that they are no texts."""
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.datetime):
        return {"date": value.date().isoformat(), "time": value.time().isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return {"time": str(value)}


def refused(danger: Danger) -> Answer:
    """The answer that refuses a file."""
    return {"kind": Kind.XLSX.name, "refusal": _plain_refusal(Refusal(danger))}, []
