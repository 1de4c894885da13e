"""A backup is complete or it is none, and what was restored sends nothing again: checked with real mails and files."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from kmn_automation.app.backup import make_backup, without_password
from kmn_automation.app.backup_file import wanted_blobs
from kmn_automation.app.day import run_pass
from kmn_automation.app.restore import restore_backup
from kmn_automation.app.site_copy import copy_file
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import KmnError, Misconfigured, Unreadable
from kmn_automation.simulation.eml import Person, question
from kmn_automation.simulation.eml_programs import Program
from kmn_automation.steps.standing import Standing
from kmn_automation.store import facts, journal, outbox
from kmn_automation.store.outbox import OutboxState
from tests.cli.small_office import SENT, SmallOffice, Typist, open_small_office

NOON = dt.datetime(2026, 5, 4, 10, 0, tzinfo=dt.UTC)
FILES = {"kmn.db", "kmn.toml", ".kopien.json", "workflows/einladung.yaml"}


def at_noon(home: Path) -> Workplace:
    return Workplace.at(home, lambda: NOON)


def ask(office: SmallOffice, number: int) -> None:
    """A mail that a person has to read."""
    person = Person(office.reporter.name, office.reporter.email)
    raw = question(person, "kmn@kmn.example", SENT + dt.timedelta(minutes=number), Program.OUTLOOK)
    (office.post / f"{number}.eml").write_bytes(raw)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    """An office after a pass with two mails and a report; its relay is away, so everything waits in the outbox."""
    office = open_small_office(tmp_path_factory.mktemp("office"), Typist())
    place = at_noon(office.home)
    copy_file(place.toolbox.site, "workflows/einladung.yaml")  # type: ignore[arg-type]  # the site of an office
    (office.home / "secrets").mkdir()
    (office.home / "secrets" / "imap").write_text("KENNWORT-DAS-NIRGENDS-STEHT")
    ask(office, 1)
    office.lay_in(office.workbook(), "2.eml")
    run_pass(place)
    place.close()
    return office


@pytest.fixture
def copy(office: SmallOffice, tmp_path: Path) -> Path:
    """The folder of the office once more, to be spoiled."""
    return Path(shutil.copytree(office.home, tmp_path / "kopie"))


def waiting(home: Path) -> int:
    place = at_noon(home)
    with place.store.read() as tx:
        rows = outbox.in_state(tx, OutboxState.BEREIT)
    place.close()
    return len(rows)


def test_everything_is_in_it_but_passwords_and_what_is_made_anew(office: SmallOffice, tmp_path: Path) -> None:
    place = at_noon(office.home)
    made = make_backup(place, tmp_path / "sicherung.zip")
    place.close()

    with zipfile.ZipFile(made.path) as archive:
        names = set(archive.namelist())
        everything = b"".join(archive.read(each) for each in names)
    blobs = {path.relative_to(office.home).as_posix() for path in office.home.glob("blobs/??/*")}
    assert names == {*FILES, *blobs, "sicherung.json"}
    assert made.blobs == len(blobs) > 0
    assert b"KENNWORT-DAS-NIRGENDS-STEHT" not in everything
    assert made.path.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".kmn")] == []


def test_every_stored_file_is_known_to_the_database(office: SmallOffice) -> None:
    """So that a file which only a new table refers to cannot be missed by the check."""
    place = at_noon(office.home)
    stored = {path.parent.name + path.name for path in office.home.glob("blobs/??/*")}
    assert wanted_blobs(place.store) == stored
    place.close()


def test_it_says_when_and_keeps_the_figures(office: SmallOffice, tmp_path: Path) -> None:
    place = at_noon(office.home)
    made = make_backup(place, tmp_path)
    with place.store.read() as tx:
        line = journal.last(tx, 1)[0]
    place.close()

    assert made.path.name == "kmn-2026-05-04-120000.zip"
    assert (line.action, line.seq) == ("Gesichert", made.journal_entries + 1)


def test_a_name_that_is_taken_is_refused(office: SmallOffice, tmp_path: Path) -> None:
    (tmp_path / "da.zip").write_text("älter")
    place = at_noon(office.home)
    with pytest.raises(Misconfigured, match="gibt es schon"):
        make_backup(place, tmp_path / "da.zip")
    with pytest.raises(Misconfigured, match="Ordner gibt es nicht"):
        make_backup(place, tmp_path / "fehlt" / "da.zip")
    place.close()

    assert (tmp_path / "da.zip").read_text() == "älter"


@pytest.mark.parametrize("harm", ["gone", "changed", "journal"])
def test_an_office_that_lost_something_gets_no_backup_that_looks_whole(
    copy: Path, tmp_path: Path, harm: str
) -> None:
    place = at_noon(copy)
    blob = next(copy.glob("blobs/??/*"))
    match harm:
        case "gone":
            blob.unlink()
        case "changed":
            blob.write_bytes(blob.read_bytes()[:-1] + b"?")
        case _:
            with place.store.begin() as tx:
                tx.exec_driver_sql("UPDATE journal SET action = 'anderes' WHERE seq = 2")

    with pytest.raises(KmnError, match="nicht vollständig") as refused:
        make_backup(place, tmp_path / "s.zip")
    place.close()

    assert not (tmp_path / "s.zip").exists()
    named = "Eintrag 2" if harm == "journal" else blob.name
    assert named in str(refused.value)


def test_the_password_of_the_database_is_left_out(copy: Path) -> None:
    path = copy / "kmn.toml"
    url = "postgresql+psycopg://kmn:GEHEIM@db.kmn.example/kmn"
    path.write_text(path.read_text().replace("[run]", f'[run]\ndatabase = "{url}"'))

    text = without_password(Workplace.at(copy).settings).decode()

    assert "GEHEIM" not in text
    assert 'database = "postgresql+psycopg://kmn:***@db.kmn.example/kmn"' in text


# ---- back again --------------------------------------------------------------------------------------


def restored(office: SmallOffice, tmp_path: Path) -> Path:
    place = at_noon(office.home)
    made = make_backup(place, tmp_path / "s.zip")
    place.close()
    folder = tmp_path / "neu"
    assert restore_backup(made.path, folder, lambda: NOON).rows == made.rows
    return folder


def test_what_comes_back_is_the_same(office: SmallOffice, tmp_path: Path) -> None:
    folder = restored(office, tmp_path)

    kept = [
        *FILES - {"kmn.db", "kmn.toml"},
        *(path.relative_to(office.home) for path in office.home.glob("blobs/??/*")),
    ]
    for name in kept:
        assert (folder / name).read_bytes() == (office.home / name).read_bytes(), name
    assert list((folder / "secrets").iterdir()) == []
    assert folder.stat().st_mode & 0o077 == 0
    place = at_noon(folder)
    with place.store.read() as tx:
        assert journal.verify(tx).broken_at is None
    place.close()


def test_a_restored_office_touches_nothing_until_a_person_says_so(
    office: SmallOffice, tmp_path: Path
) -> None:
    folder = restored(office, tmp_path)
    ask(office, 3)
    place = at_noon(folder)

    with pytest.raises(Misconfigured, match=r"aus einer Sicherung zurückgeholt.*kmn resume"):
        run_pass(place)

    assert (office.post / "3.eml").exists()
    with place.store.read() as tx:
        assert {row.held[:9] for row in outbox.held(tx)} == {"aus einer"}
        assert outbox.due(tx, now=NOON + dt.timedelta(days=400)) == []
    place.close()
    assert len(outbox_ids(folder)) == waiting(office.home) > 0


def outbox_ids(home: Path) -> list[int]:
    place = at_noon(home)
    with place.store.read() as tx:
        found = [row.id for row in outbox.held(tx)]
    place.close()
    return found


def test_a_copied_folder_does_not_work_at_another_place(copy: Path) -> None:
    place = at_noon(copy)

    with pytest.raises(Misconfigured, match="eine Kopie von einem anderen Ort"):
        run_pass(place)
    place.close()


def test_an_ordinary_restart_is_not_asked_anything(office: SmallOffice) -> None:
    place = at_noon(office.home)
    run_pass(place)
    with place.store.read() as tx:
        assert outbox.held(tx) == []
        assert facts.get(tx, "Installation")
    place.close()


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("blob", lambda data: data[: len(data) // 2]),
        ("text", lambda _: b"das ist keine Sicherung"),
        ("list", lambda data: data.replace(b'"format": 1', b'"format": x')),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    office: SmallOffice, tmp_path: Path, name: str, spoil: object
) -> None:
    place = at_noon(office.home)
    made = make_backup(place, tmp_path / "s.zip")
    place.close()
    assert callable(spoil)
    changed = changed_list(made.path) if name == "list" else spoil(made.path.read_bytes())
    made.path.write_bytes(changed)

    with pytest.raises(Unreadable, match="keine ganze Sicherung"):
        restore_backup(made.path, tmp_path / "neu", lambda: NOON)

    assert not (tmp_path / "neu").exists()
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".kmn")] == []


def changed_list(path: Path) -> bytes:
    """The same archive whose list names another hash for the settings."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["sicherung.json"] = members["sicherung.json"].replace(
        hashlib.sha256(members["kmn.toml"]).hexdigest().encode(), b"0" * 64
    )
    return rewritten(path, members)


def rewritten(path: Path, members: dict[str, bytes]) -> bytes:
    other = path.with_suffix(".neu")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return other.read_bytes()


@pytest.mark.parametrize("name", ["../auswaerts", "/etc/kmn", "secrets/imap", "blobs/../x", "templates\\x"])
def test_no_name_in_a_backup_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    listed = {
        "format": 1, "made_at": NOON.isoformat(), "program": "0", "tables": {}, "journal_entries": 0,
        "journal_head": "", "files": {name: hashlib.sha256(b"x").hexdigest()},
    }  # fmt: skip
    path = tmp_path / "böse.zip"
    path.write_bytes(rewritten(path, {name: b"x", "sicherung.json": json.dumps(listed).encode()}))

    with pytest.raises(Unreadable, match="kommt in keiner Sicherung vor"):
        restore_backup(path, tmp_path / "neu", lambda: NOON)
    assert not (tmp_path / "neu").exists()


def test_a_newer_backup_and_a_used_folder_are_refused(office: SmallOffice, tmp_path: Path) -> None:
    place = at_noon(office.home)
    made = make_backup(place, tmp_path / "s.zip")
    place.close()
    with pytest.raises(Misconfigured, match="liegt schon etwas"):
        restore_backup(made.path, office.home, lambda: NOON)
    with zipfile.ZipFile(made.path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["sicherung.json"] = members["sicherung.json"].replace(b'"format": 1', b'"format": 2')
    made.path.write_bytes(rewritten(made.path, members))

    with pytest.raises(Unreadable, match="neueren Fassung"):
        restore_backup(made.path, tmp_path / "neu", lambda: NOON)


def test_a_backup_made_while_others_write_is_whole(office: SmallOffice, tmp_path: Path) -> None:
    """Each file that is packed is the moment at which another process commits."""
    place, other = at_noon(office.home), at_noon(office.home)
    written = 0

    def meanwhile(_: int) -> None:
        nonlocal written
        written += 1
        with other.store.begin() as tx:
            sha = other.store.keep(tx, f"neu {written}".encode())
            journal.write(tx, journal.NewEntry(NOON, "Probe", "schreibt", sha))

    made = make_backup(place, tmp_path / "s.zip", meanwhile)
    place.close()
    other.close()

    assert written > made.blobs
    assert restore_backup(made.path, tmp_path / "neu", lambda: NOON).journal_entries == made.journal_entries


# ---- the commands ------------------------------------------------------------------------------------


def test_the_commands_speak_german_and_json(office: SmallOffice, tmp_path: Path) -> None:
    target, folder = tmp_path / "s.zip", tmp_path / "neu"
    told = office.kmn("backup", "-o", target)
    assert (told.code, told.err) == (0, "")
    assert "Zur Probe zurückgeholt und vollständig" in told.out
    back = office.type_in("restore", target, "--to", folder, "--json")
    assert (back.code, back.json["held"]) == (0, waiting(office.home))
    again = office.type_in("restore", target, "--to", folder)
    assert (again.code, again.out) == (2, "")
    assert office.type_in("restore", office.home / "kmn.toml", "--to", tmp_path / "x").code == 65

    refused = office.type_in("run", "--home", folder)
    assert refused.code == 2
    assert "kmn resume --as ADRESSE" in refused.err
    shown = office.type_in("resume", "--home", folder)
    assert "aus einer Sicherung zurückgeholt" in shown.out
    stranger = office.type_in("resume", "--home", folder, "--as", "fremd@kmn.example")
    assert (stranger.code, "nicht als Koordination" in stranger.err) == (2, True)
    yes = office.type_in("resume", "--home", folder, "--as", office.releaser.email, "--json")
    assert (yes.code, yes.json["standing"], yes.json["decided"]) == (
        0,
        Standing.AT_HOME.value,
        waiting(office.home),
    )
    assert office.type_in("run", "--home", folder, "--dry-run").code == 0
    assert outbox_ids(folder) == []


def test_what_is_held_can_be_dropped_for_good(office: SmallOffice, tmp_path: Path) -> None:
    folder = restored(office, tmp_path)

    said = office.type_in("resume", "--home", folder, "--as", office.releaser.email, "--drop")

    assert "Zurückgezogen:" in said.out
    assert (waiting(folder), waiting(office.home) > 0) == (0, True)
