"""Formulas that nobody had calculated: LibreOffice does it, and where it cannot the cell stays a finding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from kmn_automation.forms.convert import Converter, find_converter
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.kinds import Kind
from kmn_automation.forms.read_value import NO_RESULT
from kmn_automation.model.report import Report
from tests.conftest import unavailable
from tests.forms.samples import form, opened, sample, saved, writer

FIELD = "ausgaben.dezember"
CELL = "C18"


def workbook(formula: str) -> bytes:
    book = opened(writer().write(*sample(form())))
    book["Ausgaben"][CELL] = formula
    return saved(book)


def read(intake: Intake, converter: Converter, formula: str = "=700+31.52") -> Report:
    report = Intake(intake.jail, intake.forms, converter).read(workbook(formula))
    assert isinstance(report, Report), report
    return report


@dataclass(frozen=True, slots=True)
class Broken(Converter):
    """A LibreOffice whose output is of no use."""

    output: bytes | None = None

    def convert(self, data: bytes, kind: Kind) -> bytes | None:
        del data, kind
        return self.output


@pytest.mark.server
def test_libreoffice_calculates_what_nobody_had(intake: Intake) -> None:
    converter = find_converter()
    if not converter.is_there:
        unavailable("LibreOffice is missing: apt-get install libreoffice-calc-nogui")

    report = read(intake, converter)

    assert (report.get(FIELD), report.values[FIELD].place.cell) == (Decimal("731.52"), CELL)
    assert "Formeln ohne gespeichertes Ergebnis wurden mit LibreOffice berechnet." in report.remarks


@pytest.mark.parametrize("output", [None, b"", b"PK\x03\x04 nichts"])
def test_without_a_usable_result_the_report_stands_with_its_finding(
    intake: Intake, output: bytes | None
) -> None:
    report = read(intake, Broken("soffice", output=output))

    assert report.values[FIELD].problem == NO_RESULT
    assert report.number("einnahmen.summe") is not None


def test_a_value_from_the_net_is_never_asked_for(intake: Intake) -> None:
    report = read(intake, Broken("soffice", output=workbook("=1")), '=WEBSERVICE("https://daten.example")')

    assert report.values[FIELD].problem == NO_RESULT
    assert report.remarks == ("Die Datei enthält Datenverbindungen. Sie wurden nicht aufgebaut.",)
