"""LibreOffice itself opens, saves and converts our forms, as it does at the desks of those who report."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from kmn_automation.forms.convert import Converter, find_converter
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.kinds import CONVERTIBLE, Kind
from kmn_automation.forms.notes import Note, Target
from kmn_automation.forms.refusal import NotOurs, Reason
from kmn_automation.model.report import FoundBy, Report
from tests.conftest import unavailable
from tests.forms.hostile_files import open_table
from tests.forms.samples import form, sample, writer

pytestmark = pytest.mark.server
VALUES, TABLES = sample(form(), receipts=25)
NOTES = (Note("Die Summe stimmt nicht.", (Target("ausgaben.summe"),), "Bitte rechnen Sie nach.", "ARI-02"),)
FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97", "ods": "ods"}


@pytest.fixture(scope="module")
def soffice() -> str:
    program = shutil.which("soffice")
    if program is None:
        unavailable("LibreOffice is missing: apt-get install libreoffice-calc-nogui")
    return str(program)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profil")


def saved_by(soffice: str, profile: Path, folder: Path, ending: str) -> bytes:
    source = folder / "quelle.xlsx"
    source.write_bytes(writer().write(VALUES, TABLES, NOTES))
    out = folder / "ziel"
    command = [
        soffice,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        FILTERS[ending],
    ]
    subprocess.run(
        [*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120
    )
    return (out / f"quelle.{ending}").read_bytes()


def assert_same(report: Report | NotOurs) -> None:
    assert isinstance(report, Report), report
    assert {key: report.get(key) for key in VALUES} == VALUES
    assert {
        table: [{name: each.value for name, each in line.items()} for line in lines]
        for table, lines in report.tables.items()
    } == TABLES
    assert {each.found_by for each in report.values.values()} == {FoundBy.KEY}


def test_a_file_saved_by_libreoffice_is_read_whole(
    intake: Intake, soffice: str, profile: Path, tmp_path: Path
) -> None:
    report = intake.read(saved_by(soffice, profile, tmp_path, "xlsx"))

    assert_same(report)
    assert isinstance(report, Report)
    assert report.producer.startswith("LibreOffice")
    assert report.remarks == ()
    assert report.number("ausgaben.summe") == sum(
        report.number(each) or 0 for each in form().fields["ausgaben.summe"].sum_of
    )


@pytest.mark.parametrize("kind", [Kind.XLS, Kind.ODS])
def test_other_formats_are_converted_and_read(
    intake: Intake, soffice: str, profile: Path, tmp_path: Path, kind: Kind
) -> None:
    data = saved_by(soffice, profile, tmp_path, CONVERTIBLE[kind])

    assert intake.kind(data) is kind
    assert_same(Intake(intake.jail, intake.forms, find_converter()).read(data))


def test_without_libreoffice_the_answer_says_how_to_save(
    intake: Intake, soffice: str, profile: Path, tmp_path: Path
) -> None:
    answer = intake.read(saved_by(soffice, profile, tmp_path, "ods"))

    assert isinstance(answer, NotOurs)
    assert answer.reason is Reason.OLD_FORMAT
    assert "Speichern unter" in answer.sentence


def test_notes_and_colours_survive_libreoffice(soffice: str, profile: Path, tmp_path: Path) -> None:
    data = tmp_path / "kopie.ods"
    data.write_bytes(saved_by(soffice, profile, tmp_path, "ods"))

    with ZipFile(data) as archive:
        content = archive.read("content.xml").decode()

    assert content.count("<office:annotation ") == 1
    assert "Bitte rechnen Sie nach." in content
    assert content.count("Rückmeldung zu Ihrem Nachweis") == 1
    assert "#f8b9b0" in content


def test_what_a_table_links_to_on_our_disk_is_not_fetched(soffice: str, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.csv"
    secret.write_text("GEHEIM-4711;1\n")
    csv = 'table:filter-name="Text - txt - csv (StarCalc)" table:filter-options="59,34,76,1"'
    link = f'xlink:type="simple" xlink:href="{secret.as_uri()}" {csv} table:refresh-delay="PT1S"'
    formulas = (f"['{secret.as_uri()}'#$geheim.A1]", f"WEBSERVICE(&quot;{secret.as_uri()}&quot;)")
    cells = "".join(
        f'<table:table-cell table:formula="of:={each}" office:value-type="string"><text:p>alt</text:p></table:table-cell>'
        for each in formulas
    )
    area = f'<table:cell-range-source table:name="geheim" {link} table:last-column-spanned="1" table:last-row-spanned="1"/>'
    rows = (
        f'<table:table-source {link} table:table-name="geheim"/><table:table-row>{cells}'
        f'<table:table-cell office:value-type="string">{area}<text:p>alt</text:p></table:table-cell></table:table-row>'
    )

    converted = Converter(soffice).convert(open_table(rows), Kind.ODS)

    assert converted is not None
    with ZipFile(BytesIO(converted)) as archive:
        assert [name for name in archive.namelist() if b"GEHEIM" in archive.read(name)] == []


def test_a_conversion_that_hangs_is_ended(soffice: str) -> None:
    assert (
        Converter(soffice, wall_seconds=0.2).convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, Kind.XLS)
        is None
    )


def test_a_file_that_libreoffice_cannot_read_is_no_workbook(intake: Intake, soffice: str) -> None:
    broken = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "Workbook".encode("utf-16-le")

    answer = Intake(intake.jail, intake.forms, Converter(soffice)).read(broken)

    assert isinstance(answer, NotOurs)
