"""From a mail in the folder to a released letter, all by commands; and what may no longer be done."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from kmn_automation.app.wiring import Workplace
from kmn_automation.store import outbox
from kmn_automation.store.outbox import OutboxState, Settling
from tests.cli.small_office import SmallOffice, Typist, invented_register, open_small_office


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder after a pass with one report; the relay is away, so nothing has left."""
    office = open_small_office(tmp_path_factory.mktemp("vorlage"), Typist())
    office.lay_in(office.workbook())
    assert office.kmn("run", "--no-digest").code == 75
    return office.home


@pytest.fixture
def drafted(template: Path, tmp_path: Path, kmn: Typist) -> SmallOffice:
    """A report came, its letters wait for release."""
    home = tmp_path / "entworfen"
    shutil.copytree(template, home)
    return SmallOffice(home, home.parent, invented_register(), kmn)


def numbers(office: SmallOffice) -> list[str]:
    return [each["number"] for each in office.kmn("letters", "list", "--json").json]


def states(office: SmallOffice) -> list[str]:
    return [each["state"] for each in office.kmn("letters", "list", "--json").json]


def test_a_pass_without_a_relay_does_everything_else_and_ends_with_75(office: SmallOffice) -> None:
    office.lay_in(office.workbook())

    answer = office.kmn("run", "--json")

    assert answer.code == 75
    assert answer.json["handled"] == {"Bericht geprüft": 1}
    assert answer.json["filed"] == 1
    assert [each["exit_code"] for each in answer.json["failures"]] == [75]
    assert "127.0.0.1:9: Der Mailserver ist nicht erreichbar" in answer.err
    assert list(office.post.glob("*.eml")) == []
    assert len(list((office.post / "Erledigt").glob("*.eml"))) == 1


def test_the_status_counts_what_waits(drafted: SmallOffice) -> None:
    found = drafted.kmn("status", "--json").json

    assert found["mails"] == {"abgelegt": 1}
    assert found["letters"] == {"Freigabe erbeten": 2}
    assert [each["persons"] for each in found["waiting"]] == [[drafted.releaser.email]] * 2
    assert "Wartet auf Freigabe: 2" in drafted.kmn("status").out


def test_a_release_can_be_taken_back_and_then_nothing_leaves(drafted: SmallOffice) -> None:
    person, first = drafted.releaser.email, numbers(drafted)[0]

    released = drafted.kmn("letters", "release", first, "--as", person)
    withdrawn = drafted.kmn("letters", "withdraw", first, "--as", person)
    again = drafted.kmn("letters", "withdraw", first, "--as", person)

    assert (released.code, withdrawn.code) == (0, 0)
    assert "freigegeben" in released.out
    assert states(drafted) == ["widerrufen", "freigegeben"]
    assert again.code == 2
    assert "nicht freigegeben, sondern „widerrufen“" in again.err
    place = Workplace.at(drafted.home)
    with place.store.read() as tx:
        letters = [row for row in outbox.in_state(tx, *OutboxState) if row.kind == "brief"]
    place.close()
    assert [row.state for row in letters] == [OutboxState.ZURUECKGEZOGEN]


def test_a_letter_on_its_way_cannot_be_taken_back(drafted: SmallOffice) -> None:
    person, first = drafted.releaser.email, numbers(drafted)[0]
    drafted.kmn("letters", "release", first, "--as", person)
    place = Workplace.at(drafted.home)
    later = place.clock() + dt.timedelta(hours=1)
    with place.store.begin() as tx:
        row = next(row for row in outbox.in_state(tx, OutboxState.BEREIT) if row.kind == "brief")
        assert outbox.claim(tx, row.id, owner="test", now=later)
    place.close()

    answer = drafted.kmn("letters", "withdraw", first, "--as", person)

    assert answer.code == 2
    assert "zurückholen lässt es sich nicht mehr" in answer.err
    assert states(drafted)[0] == "freigegeben"


def test_what_is_not_allowed_gets_a_sentence(drafted: SmallOffice) -> None:
    first = numbers(drafted)[0]
    for words, sentence in (
        (("release", first, "--as", "fremd@kmn.test"), "Diese Person wurde nicht um Freigabe gebeten"),
        (
            ("reject", first, "--as", "fremd@kmn.test", "--reason", "x"),
            "Diese Person wurde nicht um Freigabe",
        ),
        (("withdraw", first, "--as", "fremd@kmn.test"), "ist heute nicht als Koordination eingetragen"),
        (("show", "2026-9999"), "Ein Schreiben mit der Nummer 2026-9999 gibt es nicht."),
        (("list", "--state", "freigeben"), "Meinten Sie „freigegeben“?"),
        (("resolve", "1", "--as", "a@kmn.test"), "Bitte genau eines angeben"),
    ):
        answer = drafted.kmn("letters", *words)
        assert (answer.code, sentence in answer.err) == (2, True), answer
    assert states(drafted) == ["Freigabe erbeten"] * 2


def test_a_rejection_keeps_its_reason(drafted: SmallOffice) -> None:
    first = numbers(drafted)[0]
    answer = drafted.kmn(
        "letters", "reject", first, "--as", drafted.releaser.email, "--reason", "Betrag prüfen", "--json"
    )

    assert answer.json["verdict"] == "zurückgewiesen"
    assert states(drafted) == ["zurückgewiesen", "zurückgewiesen"]
    assert "Betrag prüfen" in drafted.kmn("why", first).out
    assert (
        "bereits entschieden" in drafted.kmn("letters", "release", first, "--as", drafted.releaser.email).err
    )


def test_the_document_is_written_out(drafted: SmallOffice, tmp_path: Path) -> None:
    first = numbers(drafted)[0]

    answer = drafted.kmn("letters", "show", first, "-o", tmp_path / "briefe")

    assert answer.code == 0
    assert [path.read_bytes()[:2] for path in (tmp_path / "briefe").iterdir()] == [b"PK"]


def test_a_doubt_is_settled_by_the_word_of_a_registered_person(drafted: SmallOffice) -> None:
    place = Workplace.at(drafted.home)
    with place.store.begin() as tx:
        row = outbox.in_state(tx, OutboxState.BEREIT)[0]
        outbox.claim(tx, row.id, owner="test", now=place.clock())
        states = (OutboxState.IN_UEBERGABE, OutboxState.UNGEKLAERT)
        outbox.settle(tx, row.id, Settling(*states, place.clock(), "Verbindung unterbrochen"))
    place.close()
    person = drafted.releaser.email

    listed = drafted.kmn("letters", "list", "--unclear", "--json").json
    stranger = drafted.kmn("letters", "resolve", row.id, "--arrived", "--as", "fremd@kmn.test")
    settled = drafted.kmn("letters", "resolve", row.id, "--arrived", "--as", person)
    again = drafted.kmn("letters", "resolve", row.id, "--send-again", "--as", person)

    assert [each["id"] for each in listed] == [row.id]
    assert (stranger.code, settled.code, again.code) == (2, 0, 2)
    assert "besteht kein Zweifel" in again.err
    assert drafted.kmn("letters", "list", "--unclear", "--json").json == []


def test_why_follows_every_id_to_the_same_chain(drafted: SmallOffice) -> None:
    story = drafted.kmn("why", numbers(drafted)[0], "--json").json
    report, mail = story["reports"][0]["row"], story["mails"][0]

    for word in (
        story["case"]["number"], report["file_sha256"], mail["sha256"], f"KMN-{mail['id']:06d}", f"report:{report['id']}",
        f"mail:{mail['id']}", f"letter:{story['letters'][0]['row']['id']}", f"outbox:{story['answers'][0]['id']}",
    ):  # fmt: skip
        found = drafted.kmn("why", word, "--json").json
        assert found["case"] == story["case"], word
        assert [each["row"]["id"] for each in found["reports"]] == [report["id"]], word


def test_why_tells_the_chain_in_german(drafted: SmallOffice) -> None:
    out = drafted.kmn("why", numbers(drafted)[0]).out

    for piece in (
        f"von {drafted.reporter.email}", "Regel „bericht“", "Bericht 1, Fassung 1: Bericht.xlsx", "Regelwerk ",
        "Abrechnung nach RL_MB_2024", "Vorlage bewertung_ohne_hinweise.docx SHA-256", f"Freigabe erbeten von {drafted.releaser.email}",
        "Antwort ", "Protokoll", "Schreiben entworfen",
    ):  # fmt: skip
        assert piece in out, piece


def test_why_says_what_it_can_be_asked(office: SmallOffice) -> None:
    for word in ("2026-4711", "V-2025-9999", "KMN-000099", "f" * 64, "Müller", "report:99"):
        answer = office.kmn("why", word)

        assert answer.code == 2, word
        assert "Möglich sind: Nummer eines Schreibens" in answer.err, word


def test_the_journal_is_whole_until_somebody_changes_a_line(drafted: SmallOffice) -> None:
    whole = drafted.kmn("journal", "verify", "--json")
    place = Workplace.at(drafted.home)
    with place.store.begin() as tx:
        tx.exec_driver_sql("UPDATE journal SET action = 'nichts' WHERE seq = 2")
    place.close()
    broken = drafted.kmn("journal", "verify")

    assert (whole.code, whole.json["broken_at"]) == (0, None)
    assert (broken.code, broken.out.startswith("Eintrag 2 wurde verändert")) == (1, True)
