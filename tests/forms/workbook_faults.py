"""What no validator sees and Excel repairs or refuses: lengths, names, merges, links, notes, hidden parts, formulas.

Order of elements, relations, types and styles: `package_faults`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from zipfile import ZipFile

from lxml import etree

from kmn_automation.forms.coordinates import cell_position
from tests.forms.package_faults import package_faults

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OWN_HIDDEN = {"Listen", "Prüfwerte", "Vorbelegt"}
OWN_AUTHOR = "Koordinierungsstelle KMN"
_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]{0,254}")
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'')
_GERMAN = re.compile(
    r"\b(?:SUMME|WENN|WENNFEHLER|ZÄHLENWENN|SVERWEIS|UND|ODER|NICHT|JAHR|MONAT|TAG|RUNDEN)\("
)


def faults(data: bytes) -> list[str]:
    """Every fault found in a workbook that we wrote; empty for a good one."""
    with ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    broken = package_faults(members)
    if any(each.startswith("not well-formed") for each in broken):
        return broken
    book = etree.fromstring(members["xl/workbook.xml"])
    sheets = _sheets(members, book)
    return [
        *broken,
        *_titles(book),
        *_names(book, set(sheets)),
        *(fault for title, sheet in sheets.items() for fault in _sheet(title, sheet, set(sheets))),
        *(
            fault
            for name in members
            if re.search(r"/comments?[0-9]+\.xml$", name)
            for fault in _notes(name, members[name])
        ),
        *_people(members),
    ]


def _sheets(members: dict[str, bytes], book: etree._Element) -> dict[str, etree._Element]:
    relations = etree.fromstring(members["xl/_rels/workbook.xml.rels"])
    targets = {each.get("Id"): str(each.get("Target")).removeprefix("/xl/") for each in relations}
    return {
        str(each.get("name")): etree.fromstring(members[f"xl/{targets[each.get(RELATION)]}"])
        for each in book.iter(f"{MAIN}sheet")
    }


def _titles(book: etree._Element) -> Iterator[str]:
    sheets = list(book.iter(f"{MAIN}sheet"))
    titles = [str(each.get("name")) for each in sheets]
    yield from (
        f"sheet name: {each}" for each in titles if len(each) > 31 or re.search(r"[\\/?*\[\]:]", each)
    )
    if len({each.casefold() for each in titles}) != len(titles):
        yield "sheet names twice"
    hidden = {str(each.get("name")) for each in sheets if each.get("state", "visible") != "visible"}
    yield from (f"hidden sheet: {each}" for each in sorted(hidden - OWN_HIDDEN))
    if len(hidden) == len(titles):
        yield "no visible sheet"


def _names(book: etree._Element, titles: set[str]) -> Iterator[str]:
    seen: set[tuple[str, str | None]] = set()
    for each in book.iter(f"{MAIN}definedName"):
        name, text = str(each.get("name")), each.text or ""
        if not (_NAME.fullmatch(name) or name.startswith("_xlnm.")) or _CELL.fullmatch(name.upper()):
            yield f"defined name: {name}"
        if (name.casefold(), each.get("localSheetId")) in seen:
            yield f"defined name twice: {name}"
        seen.add((name.casefold(), each.get("localSheetId")))
        for title in re.findall(r"'([^']+)'!|([\w]+)!", text):
            if "".join(title) not in titles:
                yield f"defined name points nowhere: {name}"


def _sheet(title: str, sheet: etree._Element, titles: set[str]) -> Iterator[str]:
    yield from (fault for cell in sheet.iter(f"{MAIN}c") for fault in _cell(f"{title}!{cell.get('r')}", cell))
    areas = [_area(str(each.get("ref"))) for each in sheet.iter(f"{MAIN}mergeCell")]
    if any(_overlap(one, other) for one, other in combinations(areas, 2)):
        yield f"merges overlap: {title}"
    for row in sheet.iter(f"{MAIN}row"):
        if float(row.get("ht", "0")) > 409.5:
            yield f"row too tall: {title}!{row.get('r')}"
    for link in sheet.iter(f"{MAIN}hyperlink"):
        target = re.fullmatch(r"'(.+)'!([A-Z]{1,3}[0-9]{1,7})", link.get("location", ""))
        if link.get(RELATION) is not None or target is None or target[1] not in titles:
            yield f"link leads nowhere: {title}!{link.get('ref')}"


def _cell(place: str, cell: etree._Element) -> Iterator[str]:
    if _length(cell) > 32_767:
        yield f"text too long: {place}"
    formula = cell.findtext(f"{MAIN}f")
    if formula is not None:
        yield from (f"{fault}: {place}" for fault in _formula(formula))


def _length(element: etree._Element) -> int:
    """As Excel counts: escapes read, in units of UTF-16."""
    text = "".join(each.text or "" for each in element.iter(f"{MAIN}t")).replace("_x005F_", "_")
    return len(text.encode("utf-16-le")) // 2


def _formula(formula: str) -> Iterator[str]:
    bare = _QUOTED.sub("", formula)
    if len(formula) > 8192:
        yield "formula too long"
    if ";" in bare or _GERMAN.search(bare):
        yield "German formula"
    if re.search(r"https?:|\[[^\]]*\]|WEBSERVICE|\bDDE\b", formula, re.IGNORECASE):
        yield "formula leads outside"
    if formula.startswith("="):
        yield "formula with a sign"


def _notes(name: str, data: bytes) -> Iterator[str]:
    notes = etree.fromstring(data)
    authors = [each.text for each in notes.iter(f"{MAIN}author")]
    refs = [str(each.get("ref")) for each in notes.iter(f"{MAIN}comment")]
    if authors != [OWN_AUTHOR]:
        yield f"author of a note: {name}"
    if len(set(refs)) != len(refs):
        yield f"two notes on a cell: {name}"
    for each in notes.iter(f"{MAIN}comment"):
        if _length(each) > 32_767:
            yield f"note too long: {name} {each.get('ref')}"


def _people(members: dict[str, bytes]) -> Iterator[str]:
    core, app = (members.get(f"docProps/{each}.xml", b"").decode() for each in ("core", "app"))
    for tag in ("creator", "lastModifiedBy", "Manager", "Company"):
        found = re.search(rf"<(?:\w+:)?{tag}>([^<]+)<", core + app)
        if found and found[1] != OWN_AUTHOR:
            yield f"person in the properties: {tag}"
    outside = (
        "custom.xml",
        "externalLinks",
        "vbaProject",
        "persons/",
        "threadedComments",
        "pivotCache",
        "embeddings",
    )
    yield from (f"part that is not ours: {name}" for name in members if any(each in name for each in outside))


def _area(ref: str) -> tuple[int, int, int, int]:
    first, _, last = ref.partition(":")
    return (*cell_position(first), *cell_position(last or first))


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
