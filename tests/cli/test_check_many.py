"""`kmn check` for several files and folders, with and without an office: texts, return copies, exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kmn_automation.app.check_text import NO_REGISTER
from kmn_automation.app.settings import FILE_NAME
from kmn_automation.app.wiring import Workplace
from kmn_automation.store import outbox
from kmn_automation.store.outbox import OutboxState
from tests.cli.small_office import DAY, SmallOffice, Typist
from tests.servers import free_port
from tests.steps.post import text_of


def unsigned(values: dict[str, Any]) -> None:
    values.pop("bestaetigung.datum")


_made: dict[str, bytes] = {}
"""The register is always the same, so the files are written once."""


@pytest.fixture
def folder(office: SmallOffice, tmp_path: Path) -> Path:
    """A clean report, one with a finding, one with a list of persons, a letter, and what Excel leaves behind."""
    target = tmp_path / "berichte"
    target.mkdir()
    if not _made:
        clean = office.workbook()
        _made["a.xlsx"] = clean.read_bytes()
        book = load_workbook(clean)
        book.create_sheet("Liste").append(["Nr.", "Vorname", "Nachname", "Geburtsdatum"])
        book.save(clean)
        _made["c.xlsx"] = clean.read_bytes()
        _made["b.XLSX"] = office.workbook(unsigned).read_bytes()
    for name, data in (*_made.items(), ("~$a.xlsx", b"lock"), ("brief.txt", b"Guten Tag")):
        (target / name).write_bytes(data)
    return target


def test_a_folder_stands_for_its_workbooks(office: SmallOffice, folder: Path) -> None:
    found = office.kmn("check", folder, "--date", DAY, "--json")

    assert found.code == 1
    assert [(each["file"], each["outcome"], each["quarantine"]) for each in found.json] == [
        ("a.xlsx", "angenommen", False),
        ("b.XLSX", "zur Nachbesserung", False),
        ("c.xlsx", "zur Nachbesserung", True),
    ]


def test_points_are_printed_as_where_what_and_what_to_do(office: SmallOffice, folder: Path) -> None:
    out = office.kmn("check", folder / "b.XLSX", "--date", DAY).out

    assert out.startswith("b.XLSX: zur Nachbesserung (Bogen 2024)\n  Frist: 30.12.2039\n")
    assert (
        "  1. [Fehler] Blatt „Bestätigung“, Zelle C10 (Datum)\n"
        "     Was:     Die Angabe „Datum“ fehlt.\n"
        "              gefunden: leer; erwartet: eine Angabe\n"
        "     Zu tun:  Bitte füllen Sie die Zelle aus.\n"
        "     Regel:   FRM-10 ("
    ) in out
    assert "  Nicht geprüft: FRM-11 (" in out
    assert "Abrechnung nach RL_MB_2024" in out


def test_return_copies_of_several_files_go_into_a_folder(
    office: SmallOffice, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "zurueck"

    answer = office.kmn(
        "check", folder, folder / "a.xlsx", folder / "brief.txt", "--date", DAY, "--return-copy", target
    )

    assert answer.code == 65
    assert sorted(each.name for each in target.iterdir()) == [
        "Rueckmeldung-a-4.xlsx", "Rueckmeldung-a.xlsx", "Rueckmeldung-b.xlsx",
    ]  # fmt: skip
    assert load_workbook(target / "Rueckmeldung-b.xlsx")["Bestätigung"]["C10"].comment is not None
    assert "c.xlsx: Keine Rückmeldung, weil wohl Angaben zu Ratsuchenden darin stehen." in answer.out
    assert "brief.txt: Für diese Datei gibt es keine Rückmeldung." in answer.out
    assert "Quarantäne: Die Koordinierungsstelle würde keine Werte übernehmen" in answer.out


def test_the_return_copy_of_one_file_may_go_into_a_folder_as_well(
    office: SmallOffice, folder: Path, tmp_path: Path
) -> None:
    assert office.kmn("check", folder / "b.XLSX", "--date", DAY, "--return-copy", tmp_path).code == 1

    assert (tmp_path / "Rueckmeldung-b.xlsx").is_file()


def test_a_file_that_is_refused_says_why_and_gives_no_return_copy(office: SmallOffice, folder: Path) -> None:
    target = folder / "zurueck.xlsx"

    answer = office.kmn("check", folder / "brief.txt", "--return-copy", target)

    assert answer.code == 65
    assert "brief.txt: Die Datei ist kein Berichtsbogen (erkannt: " in answer.out
    assert not target.exists()


def test_several_files_need_a_folder_for_their_return_copies(office: SmallOffice, folder: Path) -> None:
    answer = office.kmn("check", folder, "--return-copy", folder / "a.xlsx")

    assert (answer.code, "nennt --return-copy einen Ordner" in answer.err) == (2, True)


def test_a_target_that_cannot_be_written_is_2(office: SmallOffice, folder: Path) -> None:
    answer = office.kmn("check", folder / "b.XLSX", "--return-copy", folder / "brief.txt" / "x.xlsx")

    assert answer.code == 2
    assert "Die Datei ist nicht zugänglich (ein Teil des Pfads ist kein Ordner)." in answer.err


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("leer", "leer: In diesem Ordner liegt kein Berichtsbogen."),
        ("fehlt.xlsx", "fehlt.xlsx: Die Datei lässt sich nicht öffnen: es gibt sie nicht."),
        ("null.xlsx", "null.xlsx: Die Datei ist leer angekommen."),
        ("kaputt.xlsx", "kaputt.xlsx: Die Datei ist beschädigt oder unvollständig"),
    ],
)
def test_what_cannot_be_read_is_65_with_a_sentence(
    kmn: Typist, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "leer").mkdir()
    (tmp_path / "null.xlsx").write_bytes(b"")
    (tmp_path / "kaputt.xlsx").write_bytes(b"PK\x03\x04 und dann nichts mehr")

    answer = kmn("check", tmp_path / name)

    assert (answer.code, answer.err) == (65, "")
    assert answer.out.startswith(sentence)


def test_no_file_at_all_is_a_usage_error(kmn: Typist) -> None:
    assert kmn("check").code == 2


def test_a_traeger_without_an_office_gets_the_same_points(
    office: SmallOffice, kmn: Typist, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KMN_HOME", raising=False)
    inside = office.kmn("check", folder / "b.XLSX", "--date", DAY, "--json").json["findings"]
    outside = kmn("check", folder / "b.XLSX", "--date", DAY, "--json").json["findings"]

    without_register = [each for each in outside if each["rule"] != "FRM-03"]
    assert [each["text"] for each in without_register] == [each["text"] for each in inside]
    out = kmn("check", folder / "b.XLSX", "--date", DAY).out
    assert out.endswith(f"{NO_REGISTER}\n")
    assert NO_REGISTER not in office.kmn("check", folder / "b.XLSX", "--date", DAY).out
    assert not (tmp_path / "kmn.toml").exists()


def test_the_check_says_what_the_answer_to_the_mail_says(office: SmallOffice, folder: Path) -> None:
    office.lay_in(folder / "b.XLSX", "1.eml")
    refused = folder / "kaputt.xlsx"
    refused.write_bytes((folder / "a.xlsx").read_bytes()[:3000])
    office.lay_in(refused, "2.eml")
    office.kmn("run", "--date", DAY, "--no-digest")
    texts = " ".join(answers(office).split())

    finding, broken = office.kmn("check", folder / "b.XLSX", refused, "--date", DAY, "--json").json
    assert finding["findings"][0]["text"] in texts
    assert finding["findings"][0]["remedy"] in texts
    assert broken["refused"]["sentence"] == (
        "Die Datei ist beschädigt oder unvollständig angekommen und lässt sich nicht öffnen. "
        "Bitte speichern Sie sie neu und senden Sie sie noch einmal."
    )
    assert all(part.removesuffix(".") in texts for part in broken["refused"]["sentence"].split(". "))


def answers(office: SmallOffice) -> str:
    """The texts of all mails that wait for the relay."""
    place = Workplace.at(office.home)
    with place.store.read() as tx:
        rows = outbox.in_state(tx, *OutboxState)
    found = "\n".join(text_of(place.store.blobs.get(each.mime_sha256)) for each in rows)
    place.close()
    return found


def test_what_lies_beside_the_form_is_told(office: SmallOffice, folder: Path) -> None:
    book = load_workbook(folder / "a.xlsx")
    book.properties.creator = "Kim Beispiel"
    book["Belegliste"].row_dimensions[9].hidden = True
    book.save(folder / "a.xlsx")

    answer = office.kmn("check", folder / "a.xlsx", "--date", DAY)

    assert answer.code == 0
    assert "  In der Datei: Blatt „Belegliste“: ausgeblendete Zeile 9 mit " in answer.out
    assert "  Dateieigenschaften nennen: Verfasser (Inhalte werden nicht übernommen)." in answer.out
    assert "Kim" not in answer.out


def test_why_says_that_a_report_is_in_quarantine(office: SmallOffice, folder: Path) -> None:
    office.lay_in(folder / "c.xlsx")
    office.kmn("run", "--date", DAY, "--no-digest")

    out = office.kmn("why", "report:1").out

    assert "  In Quarantäne: anscheinend Angaben zu Ratsuchenden; Werte sind nicht gespeichert" in out
    assert "FRM-15" in out


def with_database(office: SmallOffice, address: str) -> None:
    """The office, told to keep its data elsewhere."""
    settings = office.home / FILE_NAME
    settings.write_text(
        settings.read_text("utf-8").replace("[run]", f'[run]\ndatabase = "{address}"', 1), "utf-8"
    )


def test_a_database_that_is_down_is_75(office: SmallOffice) -> None:
    report = office.workbook()
    with_database(office, f"postgresql+psycopg://kmn@127.0.0.1:{free_port()}/kmn")

    answer = office.kmn("check", report)

    assert answer.code == 75
    assert "Der Datenbankserver ist nicht erreichbar" in answer.err
    assert "Traceback" not in answer.err


def test_a_database_that_lost_a_table_is_70_and_tells_whom_to_ask(office: SmallOffice) -> None:
    report = office.workbook()
    place = Workplace.at(office.home)
    with place.store.begin() as tx:
        tx.exec_driver_sql("ALTER TABLE register_entries RENAME TO weg")
    place.close()

    answer = office.kmn("check", report)

    assert answer.code == 70
    assert answer.err.splitlines() == [
        "Unerwarteter Fehler in KMN Automation: OperationalError: (sqlite3.OperationalError) no such table: register_entries",
        "Bitte melden Sie uns diesen Satz und den Befehl.",
    ]
