"""`kmn letters show --again`: a letter made anew from what was kept, and compared."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from kmn_automation.app.wiring import Workplace
from kmn_automation.letters.remake import pack_context, unpack_context
from kmn_automation.store import letters, outbox
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.outbox import OutboxState, Settling
from kmn_automation.store.tables import letter_originals, letter_templates
from kmn_automation.store.tables import letters as letters_table
from tests.cli.small_office import Answer, SmallOffice, Typist, invented_register, open_small_office

BODY = "word/document.xml"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder after a pass with one report whose letters wait for release."""
    office = open_small_office(tmp_path_factory.mktemp("vorlage"), Typist())
    office.lay_in(office.workbook())
    office.kmn("run", "--no-digest")
    return office.home


@pytest.fixture
def drafted(template: Path, tmp_path: Path, kmn: Typist) -> SmallOffice:
    home = tmp_path / "entworfen"
    shutil.copytree(template, home)
    return SmallOffice(home, home.parent, invented_register(), kmn)


def number_of(office: SmallOffice) -> str:
    """The evaluation letter; letters are numbered by the real year."""
    return str(office.kmn("letters", "list", "--json").json[0]["number"])


def again(office: SmallOffice, *words: str) -> Answer:
    return office.kmn("letters", "show", number_of(office), "--again", *words)


def change(office: SmallOffice, work: Callable[[Transaction, Store, LetterRow], None]) -> None:
    number = number_of(office)
    place = Workplace.at(office.home)
    with place.store.begin() as tx:
        row = letters.find(tx, number)
        assert row is not None
        work(tx, place.store, row)
    place.close()


def test_an_untouched_letter_is_the_same(drafted: SmallOffice) -> None:
    answer = again(drafted)

    assert answer.code == 0
    assert "aus den aufbewahrten Angaben: gleich. Die Datei ist Byte für Byte dieselbe." in answer.out
    assert "Versandt wurde" not in answer.out
    assert again(drafted, "--json").json["again"] == {
        "verdict": "gleich",
        "why": "",
        "differences": [],
        "sent": None,
    }


def rewritten(docx: bytes, change_body: Callable[[str], str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change_body(data.decode()).encode() if name == BODY else data)
    return buffer.getvalue()


def replace_document(tx: Transaction, store: Store, row: LetterRow, change_body: Callable[[str], str]) -> str:
    docx = store.keep(tx, rewritten(store.blobs.get(row.docx_sha256), change_body))
    tx.execute(sa.update(letters_table).where(letters_table.c.id == row.id).values(docx_sha256=docx))
    return docx


def test_a_letter_edited_in_word_is_said_to_be_so(drafted: SmallOffice) -> None:
    def edit(tx: Transaction, store: Store, row: LetterRow) -> None:
        replace_document(
            tx, store, row, lambda xml: xml.replace("fachliche Bewertung", "vorläufige Bewertung", 1)
        )

    change(drafted, edit)
    answer = again(drafted)

    assert "von Hand bearbeitet. Das Schreiben wurde nach dem Erstellen in Word geändert" in answer.out
    assert "Text, Absatz " in answer.out
    (sent,) = (line for line in answer.out.splitlines() if line.startswith("    im Schreiben:"))
    (anew,) = (line for line in answer.out.splitlines() if line.startswith("    neu erstellt:"))
    assert "vorläufige Bewertung" in sent
    assert "fachliche Bewertung" in anew


def test_a_file_that_is_only_packed_otherwise_has_the_same_text(drafted: SmallOffice) -> None:
    def pack_anew(tx: Transaction, store: Store, row: LetterRow) -> None:
        docx = replace_document(tx, store, row, lambda xml: xml)
        tx.execute(
            sa.update(letter_originals).values(docx_sha256=docx).where(letter_originals.c.letter_id == row.id)
        )

    change(drafted, pack_anew)

    assert "Text gleich, Datei anders gepackt. Jeder Absatz ist derselbe" in again(drafted).out


def test_other_data_give_another_letter_and_the_place_is_named(drafted: SmallOffice) -> None:
    def spoil(tx: Transaction, store: Store, row: LetterRow) -> None:
        del store
        mine = letter_originals.c.letter_id == row.id
        context = unpack_context(tx.execute(sa.select(letter_originals.c.context).where(mine)).scalar_one())
        context["anrede"] = "Guten Tag, wer immer Sie sind,"
        tx.execute(sa.update(letter_originals).where(mine).values(context=pack_context(context)))

    change(drafted, spoil)
    answer = again(drafted)

    assert answer.code == 0
    assert "weicht ab. Das heutige Programm schriebe anderes" in answer.out
    assert "neu erstellt: „Guten Tag, wer immer Sie sind,“" in answer.out


def test_what_the_program_refuses_today_is_told_with_its_reason(drafted: SmallOffice) -> None:
    def spoil(tx: Transaction, store: Store, row: LetterRow) -> None:
        del store
        mine = letter_originals.c.letter_id == row.id
        tx.execute(sa.update(letter_originals).where(mine).values(context=pack_context({})))

    change(drafted, spoil)

    assert "nicht möglich. Gültig bleibt das Schreiben, wie es ist." in again(drafted).out
    assert (
        "Das heutige Programm lehnt es ab: Für das Schreiben „bewertung_ohne_hinweise“ fehlen"
        in again(drafted).out
    )


def test_a_letter_from_before_says_that_nothing_was_kept(drafted: SmallOffice) -> None:
    def forget(tx: Transaction, store: Store, row: LetterRow) -> None:
        del store, row
        tx.execute(sa.delete(letter_originals))
        tx.execute(sa.delete(letter_templates))

    change(drafted, forget)

    assert "als die Angaben noch nicht aufbewahrt wurden" in again(drafted).out


@pytest.mark.parametrize(
    ("edited", "said"),
    [
        (False, "Versandt wurde genau dieses Dokument."),
        (True, "ACHTUNG: Versandt wurde ein anderes Dokument."),
    ],
    ids=["as kept", "another"],
)
def test_the_mail_that_left_is_compared_with_what_is_kept(
    drafted: SmallOffice,
    edited: bool,  # noqa: FBT001 - a column of the table
    said: str,
) -> None:
    drafted.kmn("letters", "release", number_of(drafted), "--as", drafted.releaser.email)

    def hand_over(tx: Transaction, store: Store, row: LetterRow) -> None:
        (item,) = [each for each in outbox.of_letter(tx, row.id) if each.kind == "brief"]
        at = item.not_before
        assert outbox.claim(tx, item.id, owner="test", now=at)
        outbox.settle(tx, item.id, Settling(OutboxState.IN_UEBERGABE, OutboxState.UEBERGEBEN, at, "250"))
        if edited:
            replace_document(tx, store, row, lambda xml: xml.replace("fachliche", "vorläufige", 1))

    change(drafted, hand_over)

    assert said in again(drafted).out


def test_every_template_is_kept_once(drafted: SmallOffice) -> None:
    place = Workplace.at(drafted.home)
    with place.store.read() as tx:
        rows = tx.execute(sa.select(letter_templates)).all()
        assert [place.store.blobs.get(row.docx_sha256)[:2] for row in rows] == [b"PK"] * 2
    place.close()
