"""Zip files and small workbooks, made by hand, so that every part of them can be wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"
TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def sheet(rows: str = ROW, after: str = "", doctype: str = "") -> str:
    return f'{HEAD}{doctype}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts() -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: sheet(),
    }


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(**changed: str | bytes) -> bytes:
    """A minimal workbook; `changed` by keyword `sheet`, `types`, `book`, or further members by path."""
    names = {"sheet": SHEET, "types": "[Content_Types].xml", "book": "xl/workbook.xml"}
    return zipped({**parts(), **{names.get(key, key): value for key, value in changed.items()}})


def with_double_member() -> bytes:
    file = BytesIO(workbook())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(SHEET.upper().replace("XL/", "xl/"), sheet(ROW.replace(">1<", ">2<")))
    return file.getvalue()


def with_encrypted_flag() -> bytes:
    data = bytearray(workbook())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def with_lying_size() -> bytes:
    """The directory promises a small sheet; out of it come 3 MiB of blanks."""
    data = bytearray(workbook(sheet=sheet(ROW + " " * (3 << 20))))
    at = data.find(SHEET.encode(), data.find(b"PK\x01\x02")) - 46
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def with_overlap() -> bytes:
    """Two entries of the directory share the same packed bytes."""
    data = bytearray(workbook(**{"xl/worksheets/sheet2.xml": sheet()}))
    first = data.find(SHEET.encode(), data.find(b"PK\x01\x02")) - 46
    second = data.find(b"xl/worksheets/sheet2.xml", data.find(b"PK\x01\x02")) - 46
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)
