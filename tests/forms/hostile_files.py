"""Hostile and broken workbooks, built by code: each with the reasons that may be given for refusing it.

All are inert: they only waste time or memory, or try to say two things at once.
"""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NamedTuple

from kmn_automation.forms.refusal import Reason
from tests.ground.archives import (
    HEAD,
    MAIN,
    RELATIONS,
    ROW,
    SHEET,
    TYPES,
    parts,
    sheet,
    with_double_member,
    with_encrypted_flag,
    with_lying_size,
    with_overlap,
    workbook,
    zipped,
)

UNSAFE, DAMAGED, HEAVY = Reason.UNSAFE, Reason.DAMAGED, Reason.TOO_HEAVY
CFB = bytes.fromhex("d0cf11e0a1b11ae1")
XLSB = TYPES.replace("spreadsheetml.sheet.main+xml", "sheet.binary.macroEnabled.main")
STYLES = f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs>%s</cellXfs></styleSheet>'
BOOK = (
    f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">%s<sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets>%s</workbook>'
)
MERGE = '<mergeCells><mergeCell ref="{}"/></mergeCells>'


OPEN = (
    f'{HEAD}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
OPEN_KIND = "application/vnd.oasis.opendocument.spreadsheet"
OPEN_LIST = (
    f'{HEAD}<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<m:file-entry m:full-path="/" m:media-type="{OPEN_KIND}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)
ROWS_REPEATED = '<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>'
COLUMNS_REPEATED = 'table:number-columns-repeated="16384"'


def open_table(rows: str) -> bytes:
    """A table of LibreOffice with these rows."""
    return zipped(
        {"mimetype": OPEN_KIND, "META-INF/manifest.xml": OPEN_LIST, "content.xml": OPEN.format(rows)}
    )


def open_cell(attributes: str = "") -> str:
    return f'<table:table-cell {attributes} office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'


class Hostile(NamedTuple):
    """A file: its family, how it is made, why it is refused, words of the answer."""

    name: str
    make: Callable[[], bytes]
    reasons: frozenset[Reason]
    words: str = ""


def row(cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{cells}</row>'


def text_cell(text: str) -> str:
    return f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'


def laughs(name: str = "w") -> str:
    more = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    return f'<!DOCTYPE {name} [<!ENTITY a "aaaaaaaaaa">{more}]>'


DOCTYPES = {
    "billion laughs": laughs(),
    "quadratic blow-up": f'<!DOCTYPE w [<!ENTITY a "{"x" * 50_000}">]>',
    "external file": '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "external address": '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/w.dtd">',
    "parameter entity": '<!DOCTYPE w [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
}
PARTS = (
    "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET, "xl/styles.xml",
    "xl/sharedStrings.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "docProps/core.xml",
)  # fmt: skip


def with_doctype(part: str, doctype: str) -> bytes:
    whole = {**parts(), "xl/styles.xml": STYLES % "<xf/>"}
    text = str(whole.get(part, f"{HEAD}<root/>"))
    return zipped({**whole, part: text.replace(HEAD, HEAD + doctype, 1)})


def flood(rows: int, columns: int, cell: str = "<c><v>1</v></c>") -> bytes:
    return workbook(sheet=sheet("".join(row(cell * columns, number) for number in range(1, rows + 1))))


def shared(strings: str, cells: str) -> bytes:
    """A workbook with shared strings."""
    relations = str(parts()["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    return workbook(
        sheet=sheet(cells),
        **{
            "xl/_rels/workbook.xml.rels": relations,
            "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>',
        },
    )


def repeated_text(length: int, cells: int) -> bytes:
    """One long text that many cells show."""
    rows = "".join(
        row("".join(f'<c r="{letter}{number}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ"), number)
        for number in range(1, cells // 10 + 1)
    )
    return shared(f"<si><t>{'x' * length}</t></si>", rows)


def many_sheets(number: int, *, one_part: bool) -> bytes:
    entries = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{1 if one_part else n}"/>' for n in range(1, number + 1)
    )
    book = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>'
    more = {} if one_part else {f"xl/worksheets/sheet{n}.xml": sheet() for n in range(2, number + 1)}
    return workbook(book=book, **more)


def names(number: int) -> bytes:
    entries = "".join(f'<definedName name="n{n}">S!$A$1</definedName>' for n in range(number))
    return workbook(book=BOOK % ("", f"<definedNames>{entries}</definedNames>"))


def wrong_checksum() -> bytes:
    data = bytearray(workbook())
    data[data.find(SHEET.encode()) + len(SHEET) + 10] ^= 0xFF
    return bytes(data)


def two_directories() -> bytes:
    """The comment of the zip file is the end of another directory, in which the sheet is another one."""
    other = zipped({**parts(), SHEET: sheet(ROW.replace(">1<", ">666<"))})
    data = bytearray(workbook())
    end = data.rfind(b"PK\x05\x06")
    data[end + 20 : end + 22] = struct.pack("<H", len(other))
    return bytes(data) + other


def other_local_name() -> bytes:
    """The member calls itself otherwise than the directory does."""
    data = bytearray(workbook())
    at = data.find(SHEET.encode())
    data[at : at + len(SHEET)] = SHEET.replace("sheet1", "sheet9").encode()
    return bytes(data)


def nested_bomb() -> bytes:
    """A workbook that carries a zip file with a bomb: nobody opens it."""
    inner = zipped({"bombe": b"\x00" * (8 << 20)})
    return workbook(**{"xl/embeddings/oleObject1.bin": inner})


def numbered(pattern: str, number: int) -> str:
    return "".join(map(pattern.format, range(number)))


def long_text(megabytes: int) -> bytes:
    """A text that packs badly enough, so that only its length is odd."""
    noise = random.Random(1)
    lines = (noise.randbytes(4 << 10).hex() * 16 for _ in range(megabytes * 8))
    return workbook(sheet=sheet(row(text_cell("".join(lines)))))


def _of(reasons: set[Reason], words: str = "") -> tuple[frozenset[Reason], str]:
    return frozenset(reasons), words


def _archives() -> Iterator[Hostile]:
    bad = {
        "zip bomb of blanks": (lambda: workbook(sheet=sheet(ROW + " " * (60 << 20))), "Entpacken"),
        "zip bomb of noughts": (lambda: workbook(sheet=sheet(row(text_cell("0" * (60 << 20))))), "Entpacken"),
        "bomb in a part that nobody reads": (lambda: workbook(**{"xl/media/bild.png": b"\0" * (30 << 20)}), "Entpacken"),
        "sizes that lie": (with_lying_size, "Entpacken"),
        "overlapping members": (with_overlap, "doppelte"),
        "doubled member": (with_double_member, "doppelte"),
        "60,000 members": (lambda: zipped({**parts(), **{f"x/{n}": "" for n in range(60_000)}}), "zu viele Teile"),
        "path upwards": (lambda: workbook(**{"../../../../tmp/evil": "x"}), "Namen"),
        "absolute path": (lambda: workbook(**{"/etc/evil": "x"}), "Namen"),
        "backslash": (lambda: workbook(**{"xl\\evil": "x"}), "Namen"),
        "odd compression": (lambda: zipped(parts(), zipfile.ZIP_BZIP2), "Verfahren"),
    }  # fmt: skip
    for name, (make, words) in bad.items():
        yield Hostile(name, make, frozenset({UNSAFE}), words)
    yield Hostile("encrypted member", with_encrypted_flag, *_of({Reason.ENCRYPTED}, "Kennwort"))
    yield Hostile("member with another name inside", other_local_name, *_of({DAMAGED}))
    yield Hostile("two directories", two_directories, *_of({DAMAGED, UNSAFE, Reason.NOT_OUR_FORM}))
    yield Hostile("bomb inside an embedded file", nested_bomb, *_of({Reason.NOT_OUR_FORM}))
    for name, data in {
        "half a file": workbook()[: len(workbook()) // 2],
        "wrong checksum": wrong_checksum(),
        "only the first bytes": b"PK\x03\x04",
        "no directory": workbook()[: workbook().find(b"PK\x01\x02")],
    }.items():
        yield Hostile(name, lambda data=data: data, *_of({DAMAGED}, "beschädigt"))  # type: ignore[misc]


def _kinds() -> Iterator[Hostile]:
    wrong = Reason.WRONG_KIND
    for name, data, reason in (
        ("nothing", b"", Reason.EMPTY),
        ("noughts", b"\0" * 5000, Reason.EMPTY),
        ("one byte", b"P", wrong),
        ("random bytes", bytes(range(255, 0, -1)) * 40, wrong),
        ("a web page", b"<html><table><tr><td>1</td></tr></table></html>", wrong),
        (
            "a virus test",
            rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*",
            wrong,
        ),
        ("a password", CFB + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        ("old format, nothing in it", CFB + b"\0" * 600 + "Workbook".encode("utf-16-le"), Reason.OLD_FORMAT),
        ("a zip file in a zip file", zipped({"innen.zip": workbook()}), wrong),
        ("11 MiB", b"PK\x03\x04" + b"x" * (11 << 20), Reason.TOO_LARGE),
    ):
        yield Hostile(name, lambda data=data: data, *_of({reason}))  # type: ignore[misc]
    row_of_table = f"<table:table-row>{open_cell(COLUMNS_REPEATED)}</table:table-row>"
    for name, rows in {
        "an .ods that fills all rows": ROWS_REPEATED.format(open_cell()),
        "an .ods that fills all columns": row_of_table,
        "an .ods with a DTD": "<!DOCTYPE w>",
    }.items():
        yield Hostile(name, lambda rows=rows: open_table(rows), *_of({UNSAFE}))  # type: ignore[misc]
    locked = OPEN_LIST.replace("/></m:manifest>", "><m:encryption-data/></m:file-entry></m:manifest>")
    parts_of_locked = {
        "mimetype": OPEN_KIND,
        "content.xml": b"\x00\x01" * 200,
        "META-INF/manifest.xml": locked,
    }
    yield Hostile(
        "an .ods with a password", lambda: zipped(parts_of_locked), *_of({Reason.ENCRYPTED}, "Kennwort")
    )
    yield Hostile("an .ods", lambda: open_table(""), *_of({Reason.OLD_FORMAT}, "Speichern unter"))
    bomb = workbook(types=XLSB, **{"xl/worksheets/sheet1.bin": b"\0" * (8 << 20)})
    yield Hostile("binary workbook with a bomb", lambda: bomb, *_of({UNSAFE}, "Entpacken"))
    yield Hostile(
        "binary workbook", lambda: workbook(types=XLSB), *_of({Reason.OLD_FORMAT}, "Speichern unter")
    )


def _xml() -> Iterator[Hostile]:
    for kind, doctype in DOCTYPES.items():
        for part in PARTS:
            make = lambda part=part, doctype=doctype: with_doctype(part, doctype)  # noqa: E731
            yield Hostile(f"{kind} in {part}", make, frozenset({UNSAFE}), "DTD")
    for encoding in ("UTF-7", "UTF-16", "ISO-2022-JP", "EBCDIC-CP-DE"):
        make = lambda encoding=encoding: workbook(sheet=sheet().replace("UTF-8", encoding))  # noqa: E731
        yield Hostile(f"encoding {encoding}", make, frozenset({UNSAFE}), "Zeichenkodierung")
    yield Hostile(
        "a sheet in UTF-16",
        lambda: workbook(sheet=sheet().encode("utf-16")),
        *_of({UNSAFE}, "Zeichenkodierung"),
    )
    deep = "<x>" * 100_000 + "</x>" * 100_000
    yield Hostile(
        "100,000 nested tags",
        lambda: workbook(sheet=sheet(row(f'<c r="A1">{deep}</c>'))),
        *_of({UNSAFE, DAMAGED, Reason.NOT_OUR_FORM}),
    )
    yield Hostile(
        "nested tags, careful reader",
        lambda: workbook(sheet=sheet(row(f"<c>{deep}</c>"))),
        *_of({UNSAFE, DAMAGED}),
    )
    yield Hostile("cut XML", lambda: workbook(sheet="<row"), *_of({DAMAGED, Reason.NOT_OUR_FORM}))
    yield Hostile("no workbook", lambda: workbook(book="<workbook"), *_of({DAMAGED, Reason.NOT_OUR_FORM}))


def _cells() -> Iterator[Hostile]:
    far = row('<c r="XFD1048576"><v>1</v></c>', 1_048_576)
    many = "zu viele Zellen"
    for name, make, words in (
        ("cell in the last corner", lambda: workbook(sheet=sheet(ROW + far)), many),
        ("last corner in single quotes", lambda: workbook(sheet=sheet(ROW + far.replace('"', "'"))), many),
        ("last corner, attributes turned", lambda: workbook(sheet=sheet(row('<c s="0" r="XFD1048576"><v>1</v></c>'))), many),
        ("last corner with prefix", lambda: workbook(sheet=prefixed(sheet(ROW + far))), many),
        ("last row only", lambda: workbook(sheet=sheet(ROW + row('<c r="A1048576"><v>1</v></c>', 1_048_576))), many),
        ("column ZZZZZZ", lambda: workbook(sheet=sheet(row('<c r="ZZZZZZ1"><v>1</v></c>'))), many),
        ("row 10^11", lambda: workbook(sheet=sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')), many),
        ("row 10^11 without names", lambda: workbook(sheet=sheet('<row r="99999999999"><c><v>1</v></c></row>')), many),
        ("520,000 nameless cells", lambda: flood(13_000, 40), many),
        ("5 million empty cells", lambda: flood(10_000, 500, "<c/>"), "Entpacken"),
        ("600,000 empty cells", lambda: flood(12_000, 50, "<c/>"), many),
        ("a wide and long rectangle", lambda: workbook(sheet=sheet(ROW + row('<c r="IV24999"><v>1</v></c>', 24_999))), many),
        ("a merge of everything", lambda: workbook(sheet=sheet(after=MERGE.format("A1:XFD1048576"))), "verbundenen"),
        ("a merge in single quotes", lambda: workbook(sheet=sheet(after=MERGE.format("A1:XFD3000").replace('"', "'"))), "verbundenen"),
        ("a merge upside down", lambda: workbook(sheet=sheet(after=MERGE.format("$XFD$3000:$A$1"))), "verbundenen"),
        ("200,000 names", lambda: names(200_000), "Namen"),
        ("60 sheets", lambda: many_sheets(60, one_part=False), "Blätter"),
        ("1,000 sheets of one part", lambda: many_sheets(1000, one_part=True), "Blätter"),
        ("70,000 styles", lambda: workbook(**{"xl/styles.xml": STYLES % numbered('<xf numFmtId="{}"/>', 70_000)}), "Formate"),
        ("510,000 shared strings", lambda: shared(numbered("<si><t>{}</t></si>", 510_000), ROW), "Formate"),
        ("one text of 40 MB", lambda: long_text(40), "lange Texte"),
        ("one text in many cells", lambda: repeated_text(30_000, 20_000), "lange Texte"),
    ):  # fmt: skip
        yield Hostile(name, make, frozenset({UNSAFE}), words)


def _values() -> Iterator[Hostile]:
    """Cells that no reader should fall over; there is just no report in them."""
    no_report = frozenset({Reason.NOT_OUR_FORM, DAMAGED})
    for name, cell in {
        "string number beyond the list": '<c r="A1" t="s"><v>99999</v></c>',
        "string number below nought": '<c r="A1" t="s"><v>-1</v></c>',
        "no number": '<c r="A1"><v>abc</v></c>',
        "NaN": '<c r="A1"><v>NaN</v></c>',
        "endless": '<c r="A1"><v>inf</v></c>',
        "too large a number": '<c r="A1"><v>1e999</v></c>',
        "100,000 digits": f'<c r="A1"><v>{"9" * 100_000}</v></c>',
        "a day that is none": '<c r="A1" t="d"><v>99999-13-45T99:99:99</v></c>',
        "Arabic digits": '<c r="A1"><v>٣</v></c>',
        "a style that is none": '<c r="A1" s="99999"><v>1</v></c>',
        "an unknown type": '<c r="A1" t="zz"><v>1</v></c>',
    }.items():
        yield Hostile(name, lambda cell=cell: workbook(sheet=sheet(row(cell))), no_report)  # type: ignore[misc]


def prefixed(text: str) -> str:
    """The sheet with a prefix at every element."""
    text = text.removeprefix(HEAD).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    return HEAD + text.replace("xmlns=", "xmlns:x=")


def hostile_files() -> list[Hostile]:
    """All families."""
    return [*_archives(), *_kinds(), *_xml(), *_cells(), *_values()]


def with_added(data: bytes, name: str, content: bytes) -> bytes:
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()
