"""Release by moving a file, and a letter changed in Word, in an office whose mailbox is a folder; told by commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.app.wiring import Workplace
from kmn_automation.model.register import Duty
from kmn_automation.simulation.eml import Person, compose, reply_writing
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.store import letters, outbox
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.states import OutboxState
from tests.cli.small_office import SENT, SmallOffice, Typist, open_small_office
from tests.letters.edit_word import replaced


@pytest.fixture
def moving(tmp_path: Path, kmn: Typist) -> SmallOffice:
    """An office that lets a move stand for the word; a report came and its letters wait."""
    folder = tmp_path / "verschieben"
    folder.mkdir()
    office = open_small_office(folder, kmn, {"release_by_folder = false": "release_by_folder = true "})
    office.lay_in(office.workbook())
    assert office.kmn("run", "--no-digest").code == 75
    return office


def states(office: SmallOffice) -> set[str]:
    return {each["state"] for each in office.kmn("letters", "list", "--json").json}


def first_letter(office: SmallOffice) -> tuple[LetterRow, bytes, bytes]:
    """The letter to the Träger, its document, and the mail that asks for its release."""
    place = Workplace.at(office.home)
    with place.store.read() as tx:
        row = next(each for each in letters.all_of_year(tx, 2026) if each.recipient)
        mail = next(each for each in outbox.in_state(tx, *OutboxState) if each.kind == "freigabe_bitte")
    found = row, place.store.blobs.get(row.docx_sha256), place.store.blobs.get(mail.mime_sha256)
    place.close()
    return found


def test_a_file_moved_into_the_folder_of_the_person_releases(moving: SmallOffice) -> None:
    name = moving.releaser.name
    (copy,) = (moving.post / "Freigabe" / name).glob("*.eml")
    copy.rename(moving.post / "Freigegeben" / name / copy.name)

    moving.kmn("run", "--no-digest")

    assert states(moving) == {"freigegeben"}
    assert list((moving.post / "Freigabe" / name).glob("*.eml")) == []
    assert list((moving.post / "Freigegeben" / name).glob("*.eml")) == []


def test_a_trial_run_files_and_moves_nothing(moving: SmallOffice) -> None:
    name = moving.releaser.name
    (copy,) = (moving.post / "Freigabe" / name).glob("*.eml")
    there = moving.post / "Freigegeben" / name / copy.name
    copy.rename(there)

    assert moving.kmn("run", "--dry-run").code == 0

    assert there.is_file()
    assert states(moving) == {"Freigabe erbeten"}


def test_the_selfcheck_says_that_rights_on_folders_release(moving: SmallOffice, office: SmallOffice) -> None:
    assert "wer in diesen Ordner schreiben darf, gibt also frei" in moving.kmn("selfcheck", "--quick").out
    assert "Freigabe durch Verschieben: aus" in office.kmn("selfcheck", "--quick").out


def test_a_letter_changed_in_word_is_told_by_why_and_released_with_the_second_word(
    office: SmallOffice,
) -> None:
    office.lay_in(office.workbook())
    office.kmn("run", "--no-digest")
    row, document, request = first_letter(office)
    person = office.releaser
    writing = reply_writing(request, Person(person.name, person.email), "Geändert", SENT, Program.OUTLOOK)
    changed = replaced(document, "Bei Fragen", "Binnen zwei Wochen. Bei Fragen")
    raw = compose(writing.sending(Enclosure(f"{row.number}.docx", changed)))
    proof = (
        f"Authentication-Results: mx.kmn.example; dmarc=pass header.from={person.email.partition('@')[2]}\r\n"
    )
    (office.post / "2.eml").write_bytes(proof.encode() + raw)
    office.kmn("run", "--no-digest")
    second = next(each for each in office.register.coordinators if each.duty is Duty.ZWEITFREIGABE).email

    told = office.kmn("why", row.number).out
    plain = office.kmn("letters", "release", row.number, "--as", second)
    own = office.kmn("letters", "release", row.number, "--as", person.email, "--despite-drift")
    both = office.kmn("letters", "release", row.number, "--as", second, "--despite-drift")

    assert f"In Word geändert von {person.email}" in told
    assert "Abweichung, Frist: (nichts) → zwei wochen" in told
    assert plain.code == own.code == 2
    assert "mit --despite-drift bestätigen" in plain.err
    assert "nicht um Freigabe gebeten" in own.err
    assert both.code == 0
    assert states(office) == {"freigegeben"}
