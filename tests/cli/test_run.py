"""`kmn run --dry-run`: the same pass, and nothing of it stays."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.cli.small_office import SmallOffice


def picture_of(folder: Path) -> dict[str, str]:
    """Every file of the office but the log files of SQLite: name → hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("kmn.db-")
    }


def test_a_dry_run_lists_what_would_be_answered_and_changes_nothing(office: SmallOffice) -> None:
    office.lay_in(office.workbook())
    office.kmn("status")
    before = picture_of(office.home.parent)

    answer = office.kmn("run", "--dry-run", "--json")

    found = answer.json
    assert (answer.code, answer.err) == (0, "")
    assert picture_of(office.home.parent) == before
    assert found["handled"] == {"Bericht geprüft": 1}
    assert [each["kind"] for each in found["letters"]] == ["bewertung_ohne_hinweise", "pruefvermerk"]
    mails = {each["kind"]: each for each in found["mails"]}
    assert mails["antwort_bericht"]["recipient"] == office.reporter.email
    assert "angenommen" in mails["antwort_bericht"]["subject"]
    assert mails["freigabe_bitte"]["recipient"] == office.releaser.email
    assert office.kmn("status", "--json").json["mails"] == {}


def test_a_dry_run_says_the_same_as_the_run_that_follows(office: SmallOffice) -> None:
    office.lay_in(office.workbook())

    trial = office.kmn("run", "--dry-run", "--json").json
    real = office.kmn("run", "--json").json

    assert {key: trial[key] for key in ("stored", "handled", "steps", "digests")} == {
        key: real[key] for key in ("stored", "handled", "steps", "digests")
    }


def test_a_dry_run_reads_what_earlier_passes_stored(office: SmallOffice) -> None:
    office.lay_in(office.workbook())
    office.kmn("run", "--no-digest")

    answer = office.kmn("run", "--dry-run", "--no-digest")

    assert answer.code == 0
    assert f"an {office.reporter.email}: " in answer.out
    assert "Probelauf: nichts wurde gesendet" in answer.out


def test_on_postgresql_a_dry_run_is_refused_with_a_sentence(office: SmallOffice) -> None:
    path = office.home / "kmn.toml"
    path.write_text(path.read_text("utf-8") + 'database = "postgresql+psycopg://kmn@127.0.0.1:1/kmn"\n')

    answer = office.kmn("run", "--dry-run")

    assert answer.code == 2
    assert "das geht nur mit SQLite" in answer.err
