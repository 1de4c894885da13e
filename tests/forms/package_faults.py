"""What Excel repairs or refuses in the package itself: types, relations, order of parts and cells, indexes, validations."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from lxml import etree

from kmn_automation.forms.coordinates import cell_position

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "drawing", "legacyDrawing", "tableParts",
)  # fmt: skip
_AREA = re.compile(r"'([^']+)'!\$[A-Z]+\$[0-9]+:\$[A-Z]+\$[0-9]+")
LIST_TEXT, PROMPT, ERROR, TITLE = 255, 255, 225, 32
Trees = Mapping[str, etree._Element]


def package_faults(members: Mapping[str, bytes]) -> list[str]:
    """Every fault of the package, empty for a good one."""
    try:
        trees = {name: etree.fromstring(data) for name, data in members.items()}
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    sheets = {name: tree for name, tree in trees.items() if tree.tag == f"{MAIN}worksheet"}
    return [
        *_types(trees),
        *_relations(trees),
        *_styles(trees["xl/styles.xml"]),
        *(
            fault
            for name, sheet in sheets.items()
            for fault in (
                *_order(name, sheet),
                *_cells(name, sheet, trees),
                *_validations(name, sheet, trees),
            )
        ),
    ]


def _types(trees: Trees) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    named = {each.get("PartName", "").lstrip("/") for each in types} - {""}
    endings = {each.get("Extension") for each in types}
    yield from (
        f"no content type: {n}" for n in trees if n not in named and n.rpartition(".")[2] not in endings
    )
    yield from (f"content type of nothing: {name}" for name in sorted(named - trees.keys()))


def _relations(trees: Trees) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = [each.get("Id") for each in tree]
        if len(set(ids)) != len(ids):
            yield f"two relations of one id: {name}"
        for each in tree:
            target = str(each.get("Target"))
            path = (
                target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            if path not in trees or each.get("TargetMode") == "External":
                yield f"relation leads nowhere: {name} {target}"


def _styles(styles: etree._Element) -> Iterator[str]:
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        part = styles.find(f"{MAIN}{name}")
        if part is not None and int(part.get("count", len(part))) != len(part):
            yield f"count of {name}"
    for attribute, name in (
        ("fontId", "fonts"),
        ("fillId", "fills"),
        ("borderId", "borders"),
        ("xfId", "cellStyleXfs"),
    ):
        there = styles.find(f"{MAIN}{name}")
        if any(int(each.get(attribute, "0")) >= len(there) for each in styles.iter(f"{MAIN}xf")):  # type: ignore[arg-type]
            yield f"style with a {attribute} that is not there"


def _order(name: str, sheet: etree._Element) -> Iterator[str]:
    tags = [etree.QName(each).localname for each in sheet]
    unknown = [each for each in tags if each not in ORDER]
    yield from (f"part of a sheet that is not ours: {name} {each}" for each in unknown)
    if not unknown and [ORDER.index(each) for each in tags] != sorted(map(ORDER.index, tags)):
        yield f"parts of a sheet out of order: {name}"


def _cells(name: str, sheet: etree._Element, trees: Trees) -> Iterator[str]:
    rows = [int(str(row.get("r"))) for row in sheet.iter(f"{MAIN}row")]
    places = [str(cell.get("r")) for cell in sheet.iter(f"{MAIN}c")]
    if not all(upper < lower for upper, lower in pairwise(rows)):
        yield f"rows out of order: {name}"
    if not all(before < after for before, after in pairwise(map(cell_position, places))):
        yield f"cells out of order or twice: {name}"
    formats = trees["xl/styles.xml"].find(f"{MAIN}cellXfs")
    strings = trees.get("xl/sharedStrings.xml", ())
    for cell in sheet.iter(f"{MAIN}c"):
        if int(cell.get("s", "0")) >= len(formats):  # type: ignore[arg-type]
            yield f"style that is not there: {name} {cell.get('r')}"
        if cell.get("t") == "s" and int(cell.findtext(f"{MAIN}v", "-1")) not in range(len(strings)):
            yield f"string that is not there: {name} {cell.get('r')}"


def _validations(name: str, sheet: etree._Element, trees: Trees) -> Iterator[str]:
    book = trees["xl/workbook.xml"]
    names = {str(each.get("name")) for each in book.iter(f"{MAIN}definedName")}
    titles = {str(each.get("name")) for each in book.iter(f"{MAIN}sheet")}
    covered: list[str] = []
    for each in sheet.iter(f"{MAIN}dataValidation"):
        place = f"{name} {each.get('sqref')}"
        covered += str(each.get("sqref")).split()
        formula = each.findtext(f"{MAIN}formula1", "")
        if formula.startswith('"') and len(formula) - 2 > LIST_TEXT:
            yield f"list too long: {place}"
        area = _AREA.fullmatch(formula)
        is_there = formula.startswith('"') or formula in names or (area and area[1] in titles)
        if each.get("type") == "list" and not is_there:
            yield f"list that is not there: {place}"
        limits = {"prompt": PROMPT, "error": ERROR, "promptTitle": TITLE, "errorTitle": TITLE}
        yield from (
            f"{key} too long: {place}" for key, most in limits.items() if len(each.get(key, "")) > most
        )
    if len(set(covered)) != len(covered):
        yield f"two validations of one area: {name}"
    differences = trees["xl/styles.xml"].find(f"{MAIN}dxfs")
    known = 0 if differences is None else len(differences)
    for rule in sheet.iter(f"{MAIN}cfRule"):
        if int(rule.get("dxfId", "0")) >= max(known, 1):
            yield f"colour that is not there: {name}"
