from __future__ import annotations

import os
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from kmn_automation.forms.intake import Intake
from kmn_automation.forms.kinds import Kind
from kmn_automation.forms.refusal import NotOurs, Reason
from kmn_automation.model.report import Report
from tests.forms.samples import form, opened, sample, saved, writer
from tests.ground.archives import HEAD, MAIN, ROW, TYPES, sheet, with_double_member, workbook, zipped

LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
CFB = bytes.fromhex("d0cf11e0a1b11ae1")
XLSB = TYPES.replace("spreadsheetml.sheet.main+xml", "sheet.binary.macroEnabled.main")
FLOOD = "".join(f'<row r="{n}">' + "<c><v>1</v></c>" * 40 + "</row>" for n in range(1, 13_000))
NAMES = (
    '<workbook xmlns="x"><definedNames>'
    + '<definedName name="n">S!$A$1</definedName>' * 2001
    + "</definedNames></workbook>"
)


def refused(intake: Intake, data: bytes) -> NotOurs:
    answer = intake.read(data)
    assert isinstance(answer, NotOurs)
    return answer


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (workbook(sheet=sheet(ROW + " " * (60 << 20))), Reason.UNSAFE, "beim Entpacken zu groß"),
        (workbook(sheet=sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>', doctype=LAUGHS)), Reason.UNSAFE, "DTD"),
        (workbook(sheet=sheet(doctype='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>')), Reason.UNSAFE, "DTD"),
        (with_double_member(), Reason.UNSAFE, "doppelte"),
        (workbook(sheet=sheet(ROW + FAR)), Reason.UNSAFE, "zu viele Zellen"),
        (workbook(sheet=sheet(FLOOD)), Reason.UNSAFE, "zu viele Zellen"),
        (workbook(sheet=sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')), Reason.UNSAFE, "verbundenen Bereich"),
        (workbook(book=NAMES), Reason.UNSAFE, "definierte Namen"),
        (workbook(sheet=sheet().encode("utf-16")), Reason.UNSAFE, "Zeichenkodierung"),
        (workbook(sheet=sheet().replace("UTF-8", "UTF-7")), Reason.UNSAFE, "Zeichenkodierung"),
        (workbook(**{"xl/worksheets/sheet2.xml": sheet(), "/weg": "x"}), Reason.UNSAFE, "unzulässigen Namen"),
        (workbook(**{f"xl/worksheets/sheet{n}.xml": sheet() for n in range(2, 60)}), Reason.UNSAFE, "zu viele Blätter"),
        (workbook()[:500], Reason.DAMAGED, "beschädigt"),
        (b"", Reason.EMPTY, "leer"),
        (b"\x00" * 100, Reason.EMPTY, "leer"),
        (os.urandom(300).replace(b"PK", b"xx"), Reason.WRONG_KIND, "kein Berichtsbogen"),
        (b"a;b\n1;2\n", Reason.WRONG_KIND, "Textdatei (CSV)"),
        (b"<html><table><tr><td>1</td></tr></table></html>", Reason.WRONG_KIND, "HTML"),
        (b"%PDF-1.7\n", Reason.WRONG_KIND, "PDF"),
        (zipped({"[Content_Types].xml": TYPES.replace("spreadsheetml.sheet", "wordprocessingml.document")}), Reason.WRONG_KIND, "Word"),
        (zipped({"bericht.txt": "x"}), Reason.WRONG_KIND, "ZIP"),
        (zipped({"Index/Document.iwa": "x"}), Reason.WRONG_KIND, "Numbers"),
        (CFB + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED, "Kennwort"),
        (CFB + b"\0" * 600 + "Workbook".encode("utf-16-le"), Reason.OLD_FORMAT, "Speichern unter"),
        (workbook(types=XLSB), Reason.OLD_FORMAT, "Speichern unter"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), Reason.OLD_FORMAT, "LibreOffice-Tabelle"),
        (b"x" * (10 * 1024 * 1024 + 1), Reason.TOO_LARGE, "höchstens 10 MB"),
        (workbook(), Reason.NOT_OUR_FORM, "kein Berichtsbogen der Koordinierungsstelle"),
        (workbook(book=f'{HEAD}<workbook xmlns="{MAIN}"/>'), Reason.NOT_OUR_FORM, "kein Berichtsbogen"),
    ],
)  # fmt: skip
def test_a_bad_file_is_answered_with_its_reason(
    intake: Intake, data: bytes, reason: Reason, words: str
) -> None:
    answer = refused(intake, data)

    assert answer.reason is reason
    assert words in answer.sentence
    assert answer.sentence.endswith((".", "senden."))


@pytest.mark.parametrize(
    "rows",
    [
        FAR.replace('"', "'"),
        '<row><c r="A1">' + "<x>" * 100_000 + "</x>" * 100_000 + "</c></row>",
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1"><v>abc</v></c></row>',
        "<row",
    ],
)
def test_what_slips_through_the_guard_is_held_by_the_jail(intake: Intake, rows: str) -> None:
    assert refused(intake, workbook(sheet=sheet(rows))).reason in {
        Reason.DAMAGED, Reason.NOT_OUR_FORM, Reason.TOO_HEAVY, Reason.UNSAFE,
    }  # fmt: skip
    assert isinstance(intake.read(writer().write({})), Report)


def test_macros_links_and_objects_are_remarked_and_never_touched(intake: Intake) -> None:
    values, tables = sample(form())
    data = zipped_with(
        writer().write(values, tables),
        {
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
            "xl/embeddings/oleObject1.bin": "x",
            "xl/connections.xml": f'<connections xmlns="{MAIN}"/>',
        },
    )

    report = intake.read(data)

    assert isinstance(report, Report)
    assert [each.split(".")[0] for each in report.remarks] == [
        "Die Datei enthält Makros",
        "Die Datei enthält Verknüpfungen zu anderen Dateien",
        "Die Datei enthält Datenverbindungen",
        "Die Datei enthält eingebettete Objekte",
    ]
    assert report.get("einnahmen.bund") == values["einnahmen.bund"]


def test_an_xlsm_is_read_and_named(intake: Intake) -> None:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    data = zipped_with(writer().write({"einnahmen.bund": Decimal(5)}), {})
    data = replaced(
        data, "[Content_Types].xml", types, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )

    assert intake.kind(data) is Kind.XLSM
    report = intake.read(data)
    assert isinstance(report, Report)
    assert report.get("einnahmen.bund") == 5


def test_the_namespace_prefix_of_other_programs_is_read(intake: Intake) -> None:
    values, tables = sample(form())
    data = saved(opened(writer().write(values, tables)))
    part = "xl/worksheets/sheet4.xml"
    prefixed = (
        members(data)[part].decode().replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    )
    prefixed = prefixed.replace("<x:?xml", "<?xml").replace("xmlns=", "xmlns:x=")

    report = intake.read(zipped_with(data, {part: prefixed}))

    assert isinstance(report, Report)
    assert {key: report.get(key) for key in values} == values


def members(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped_with(data: bytes, added: dict[str, str | bytes]) -> bytes:
    return zipped({**members(data), **added})


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    text = members(data)[part].decode()
    assert old in text
    return zipped_with(data, {part: text.replace(old, new)})
