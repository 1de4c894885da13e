from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.forms.convert import Converter
from kmn_automation.forms.intake import Intake, parse_jail
from kmn_automation.forms.refusal import NotOurs
from kmn_automation.ground.jail import Jail
from kmn_automation.simulation.eml import Person, report_mail
from kmn_automation.simulation.eml_calendar import ACCEPTED, calendar_answer
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.network import invent_network
from kmn_automation.simulation.scenario_files import Bookkeeper, OdsMaker, zipped
from tests.simulation.invented import FORM, FORMS, draft_of

MOMENT = dt.datetime(2026, 5, 12, 8, tzinfo=dt.UTC)
ANNA = Person("Anna", "anna@mosaikhaus-wolkensiel.example")


@pytest.fixture
def jail() -> Iterator[Jail]:
    with parse_jail() as running:
        yield running


def test_without_libreoffice_the_table_is_an_honest_ods_that_the_office_answers(
    jail: Jail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with OdsMaker(b"PK") as maker:
        data = maker.result()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert "Verwendungsnachweis 2025" in archive.read("content.xml").decode()

    answer = Intake(jail, FORMS, Converter()).read(data)

    assert isinstance(answer, NotOurs)
    assert ".xlsx" in answer.sentence


def test_a_mail_without_a_return_copy_is_not_corrected(jail: Jail) -> None:
    mail = report_mail(ANNA, "kmn@kmn.test", (Enclosure("Bericht.xlsx", b"PK"),), MOMENT, Program.OUTLOOK)
    books = draft_of(invent_network(1), 2)

    assert Bookkeeper(FORM, jail).corrected(mail, books) is None


def test_a_zip_holds_the_file() -> None:
    packed = zipped(Enclosure("Bericht.xlsx", b"abc"), "Bericht.zip")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.read("Bericht.xlsx") == b"abc"


def test_a_mail_without_an_invitation_gets_no_calendar_answer() -> None:
    mail = report_mail(ANNA, "kmn@kmn.test", (), MOMENT, Program.OUTLOOK)

    assert calendar_answer(mail, ANNA, ACCEPTED, MOMENT) is None
