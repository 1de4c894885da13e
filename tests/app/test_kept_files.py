"""A bad file never replaces a good one: the office works on with the last good files, and everybody is told."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from docx import Document
from ruamel.yaml import YAML

from kmn_automation.app.day import OVERVIEW, PassResult, run_pass
from kmn_automation.app.kept_files import KeptFiles, Kind
from kmn_automation.app.site import FileSet, Site, shipped_root
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import Misconfigured, TryLater
from kmn_automation.store import journal, letters, outbox, reports
from kmn_automation.store.connect import Store, open_store
from kmn_automation.store.outbox import OutboxState
from tests.cli.small_office import SmallOffice, Typist, open_small_office
from tests.letters.altered import BODY, member, rewritten

MONDAY = dt.datetime(2026, 5, 4, 7, 0, tzinfo=dt.UTC)
RULE = """\
- id: XYZ-01
  title: Probe
  reference: Quelle
  certainty: checked
  severity: note
  mendable: false
  check: einnahmen.summe < 0
  places: [einnahmen.summe]
  text: Der Satz {satz}.
  remedy: Nichts zu tun.
"""
OLD, NEW = RULE.replace("{satz}", "von gestern"), RULE.replace("{satz}", "von heute")
BROKEN = NEW.replace("einnahmen.summe <", "einnahmen.sume <")
SAID = (
    "Prüfregeln und Berichtsbögen: Die geänderten Dateien gelten noch nicht. checks/probe.yaml:7:10: XYZ-01, check: "
    "„einnahmen.sume“ ist nicht bekannt. (Formular 2012) Meinten Sie „einnahmen.summe“? Seit 06.05.2026 um 09:00 Uhr "
    "gilt deshalb die letzte gute Fassung weiter. Bitte berichtigen; alle Fehler nennt: kmn rules check"
)


class Clock:
    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> dt.datetime:
        return self.now


class Worker:
    """The process of an office that runs for days, with what it sent."""

    def __init__(self, office: SmallOffice) -> None:
        self.office = office
        self.clock = Clock()
        self.place = Workplace(Workplace.at(office.home).settings, self.clock)

    def next_day(self) -> PassResult:
        self.clock.now += dt.timedelta(days=1)
        return run_pass(self.place)

    def report(self, number: int) -> PassResult:
        """A day on which one of the prepared reports arrives."""
        self.office.lay_in(self.office.home / f"{number}.xlsx", f"{number}.eml")
        return self.next_day()

    def prepare(self, number: int) -> None:
        """So many reports lie ready, a little different each."""
        for each in range(number):
            workbook = self.office.workbook(lambda values, each=each: _say(values, each))
            workbook.rename(self.office.home / f"{each}.xlsx")

    def mails(self, kind: str) -> list[str]:
        """The texts of all mails of that kind, the oldest first, each on one line."""
        with self.place.store.read() as tx:
            rows = [row for row in outbox.in_state(tx, *OutboxState) if row.kind == kind]
        raw = (self.place.store.blobs.get(row.mime_sha256) for row in sorted(rows, key=lambda row: row.id))
        parts = (message_from_bytes(each, policy=default).get_body(("plain",)) for each in raw)
        return [" ".join(part.get_content().split()) for part in parts if part]

    def own(self, name: str, text: str | bytes) -> Path:
        path = self.office.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


def _say(values: dict[str, object], number: int) -> None:
    values["sachbericht.abweichungen"] = f"Bericht {number}. " + "Die Beratung wurde gut angenommen. " * 12


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    made = Worker(open_small_office(tmp_path, Typist()))
    yield made
    made.place.close()


def shipped(name: str) -> str:
    return (shipped_root() / name).read_text("utf-8")


def test_a_broken_rule_changes_nothing_until_it_is_mended(worker: Worker) -> None:
    worker.prepare(3)
    worker.own("funding_rules/checks/probe.yaml", OLD)
    assert worker.report(0).warnings == ()
    worker.own("funding_rules/checks/probe.yaml", BROKEN)
    found = worker.report(1)
    worker.own("funding_rules/checks/probe.yaml", NEW)
    mended = worker.report(2)

    first, second, third = worker.mails("antwort_bericht")
    assert "Der Satz von gestern." in first
    assert "Der Satz von gestern." in second
    assert "Der Satz von heute." in third
    assert [" ".join(each.split()) for each in found.warnings] == [SAID]
    assert {type(each) for each in found.failures} == {TryLater}, "nobody listens where the relay should be"
    assert mended.warnings == ()
    people = len(worker.mails("tagesbericht")) // 3
    said = [SAID in each for each in worker.mails("tagesbericht")]
    assert said == [*[False] * people, *[True] * people, *[False] * people]


def test_a_letter_names_the_rules_that_were_really_used(worker: Worker) -> None:
    worker.prepare(2)
    worker.own("funding_rules/checks/probe.yaml", OLD)
    worker.report(0)
    good = worker.place.desk().tools.rulebook.hash
    worker.own("funding_rules/checks/probe.yaml", BROKEN)
    worker.report(1)

    with worker.place.store.read() as tx:
        newest = reports.newest_of_year(tx, 2025)[worker.office.bescheid.geschaeftszeichen]
        rows = reports.of_case(tx, newest.case_id)
    assert [row.ruleset for row in rows] == [good, good]


def test_status_selfcheck_and_overview_say_it_until_it_is_mended(worker: Worker) -> None:
    kmn = worker.office.kmn
    worker.next_day()
    quiet = (kmn("status").out, kmn("selfcheck", "--quick").out)
    worker.own("funding_rules/checks/probe.yaml", BROKEN)
    worker.next_day()

    page = " ".join((worker.office.home / OVERVIEW).read_text("utf-8").split())
    assert SAID in page
    assert SAID in " ".join(kmn("status").out.split())
    assert kmn("status", "--json").json["refused_files"][0]["kind"] == "Prüfregeln und Berichtsbögen"
    lines = {each["name"]: each for each in kmn("selfcheck", "--quick", "--json").json}
    assert lines["Prüfregeln"]["exit_code"] == 2
    assert SAID in " ".join(lines["Dateien in Kraft"]["text"].split())
    assert kmn("rules", "check").code == 2
    (worker.office.home / "funding_rules/checks/probe.yaml").unlink()
    worker.next_day()
    assert all("gelten noch nicht" not in each for each in (*quiet, kmn("status").out))
    assert "Dateien in Kraft: die Dateien des Büros, wie sie sind" in kmn("selfcheck", "--quick").out


NOTE = "pruefvermerk.docx"
HEADING = "zum Verwendungsnachweis für das Förderjahr {{ bescheid.foerderjahr }}"


def own_note(heading: str) -> bytes:
    xml = member(docx=NOTE)
    assert HEADING in xml
    return rewritten({BODY: xml.replace(HEADING, heading, 1)}, docx=NOTE)


def test_a_broken_letter_template_changes_nothing_until_it_is_mended(worker: Worker) -> None:
    worker.prepare(3)
    name = f"templates/docx/{NOTE}"
    worker.own(name, own_note(f"Eigene Fassung {HEADING}"))
    worker.report(0)
    worker.own(name, own_note(f"Neuere Fassung {HEADING.replace('foerderjahr', 'foerderjar')}"))
    found = worker.report(1)
    worker.own(name, own_note(f"Neueste Fassung {HEADING}"))
    mended = worker.report(2)

    (said,) = (" ".join(each.split()) for each in found.warnings)
    assert said == (
        "Vorlagen der Schreiben: Die geänderten Dateien gelten noch nicht. pruefvermerk.docx, Text, etwa Seite 1, "
        "Absatz 2 „Neuere Fassung zum Verwendungsnachweis für das Förderjahr {{ …“: Den Platzhalter "
        "„bescheid.foerderjar“ gibt es in diesem Schreiben nicht. Meinten Sie „bescheid.foerderjahr“? Seit 06.05.2026 "
        "um 09:00 Uhr gilt deshalb die letzte gute Fassung weiter. Bitte berichtigen; alle Fehler nennt: "
        "kmn templates check"
    )
    assert mended.warnings == ()
    with worker.place.store.read() as tx:
        rows = [each for each in letters.all_of_year(tx, 2026) if each.kind == "pruefvermerk"]
    texts = [
        Document(io.BytesIO(worker.place.store.blobs.get(each.docx_sha256))).paragraphs[1].text
        for each in rows
    ]
    assert [text.split(" zum")[0] for text in texts] == [
        "Eigene Fassung",
        "Eigene Fassung",
        "Neueste Fassung",
    ]
    assert rows[0].template_sha256 == rows[1].template_sha256 != rows[2].template_sha256
    people = len(worker.mails("tagesbericht")) // 3
    told = [said in each for each in worker.mails("tagesbericht")]
    assert told == [*[False] * people, *[True] * people, *[False] * people]


def test_a_letter_is_explained_with_the_version_it_was_made_with(worker: Worker) -> None:
    worker.prepare(2)
    worker.own("templates/docx/pruefvermerk.ab-2026-05-06.docx", own_note(f"Ab Mai {HEADING}"))
    worker.report(0)
    worker.report(1)

    with worker.place.store.read() as tx:
        rows = [each for each in letters.all_of_year(tx, 2026) if each.kind == "pruefvermerk"]
    files = ["pruefvermerk.docx", "pruefvermerk.ab-2026-05-06.docx"]
    for row, file in zip(rows, files, strict=True):
        story = worker.office.kmn("why", row.number, "--json").json
        shown = worker.office.kmn("letters", "show", row.number).out
        assert story["letters"][0]["template"] == file
        assert f"Vorlage {file} SHA-256 {row.template_sha256}" in shown


BROKEN_FILES = [
    ("workflows/einladung.yaml", "id: [", "Abläufe: ", "workflows/einladung.yaml:1:6: Die Datei ist kein gültiges YAML"),
    ("inbox_rules.yaml", shipped("inbox_rules.yaml").replace("rules:", "regeln:"), "Posteingangsregeln: ", "Das Wort „regeln“ gibt es hier nicht. Möglich sind: version, lists, words, rules,"),
    ("templates/mail/antwort_bericht.txt", "Betreff\n{{ ergebniss }}\n", "Mailtexte: ", "templates/mail/antwort_bericht.txt:2"),
    ("templates/docx/pruefvermerk.docx", b"kein Word", "Vorlagen der Schreiben: ", "pruefvermerk.docx"),
    ("funding_rules/parameters.yaml", shipped("funding_rules/parameters.yaml").replace("value: 90,", "value: 0.9,"), "Prüfregeln", "parameters.yaml:16:20: „0.9“ ist"),
    ("funding_rules/versions.yaml", "Für ä".encode("latin-1"), "Prüfregeln", "funding_rules/versions.yaml:1:2: Die Datei ist nicht als UTF-8 gespeichert."),
]  # fmt: skip


def test_every_kind_of_file_is_kept_by_itself(worker: Worker) -> None:
    worker.prepare(1)
    worker.next_day()
    for name, text, *_ in BROKEN_FILES:
        worker.own(name, text)
    kept = worker.report(0)
    for name, *_ in BROKEN_FILES[:-1]:
        (worker.office.home / name).unlink()
    one_left = worker.next_day()
    (worker.office.home / BROKEN_FILES[-1][0]).unlink()

    assert kept.handled == {"Bericht geprüft": 1}
    assert len(worker.mails("antwort_bericht")) == 1
    assert len(kept.warnings) == len(Kind)
    for _, _, kind, complaint in [*BROKEN_FILES[:4], BROKEN_FILES[5]]:
        assert any(each.startswith(kind) and complaint in each for each in kept.warnings), complaint
    assert [each.split(":")[0] for each in one_left.warnings] == ["Prüfregeln und Berichtsbögen"]
    assert worker.next_day().warnings == ()
    with worker.place.store.read() as tx:
        assert journal.count(tx, "Dateien nicht übernommen") == len(Kind)


@pytest.mark.parametrize(("name", "text", "kind", "complaint"), BROKEN_FILES)
def test_without_a_good_one_a_broken_file_refuses_the_pass(
    worker: Worker, name: str, text: str | bytes, kind: str, complaint: str
) -> None:
    worker.own(name, text)

    answer = worker.office.kmn("run")

    assert answer.code == 2
    assert complaint in answer.err
    assert kind not in answer.err


def test_a_new_process_knows_the_last_good_files(worker: Worker) -> None:
    worker.own("funding_rules/checks/probe.yaml", OLD)
    worker.next_day()
    worker.own("funding_rules/checks/probe.yaml", BROKEN)

    desk = Workplace(worker.place.settings, worker.clock).desk()

    rule = desk.tools.rulebook.rule("XYZ-01")
    assert rule is not None
    assert rule.text == "Der Satz von gestern."
    assert len(desk.tools.warnings) == 1


class Files:
    """Files in memory and a loader that counts."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = open_store(f"sqlite:///{folder / 'kmn.db'}", folder / "blobs")
        self.home = folder / "home"
        self.path = self.home / "inbox_rules.yaml"
        self.home.mkdir()
        self.loads = 0
        self.refused = ""
        self.kept = self.process()

    def process(self) -> KeptFiles[str]:
        return KeptFiles(Site(self.home, self.home / "none"), self.load)

    def load(self, kind: Kind, files: FileSet) -> str:
        self.loads += 1
        text = files.texts(kind.pattern)[kind.pattern]
        if "falsch" in text or text == self.refused:
            raise Misconfigured(
                "\n".join(f"Zeile {each}." for each in range(1, max(2, text.count("falsch") + 1)))
            )
        if "kaputt" in text:
            raise ZeroDivisionError
        return text

    def ask(self, text: str | None = None, day: int = 0) -> tuple[str, str]:
        if text is not None:
            self.path.write_text(text)
        loaded, refusal = self.kept.in_force(Kind.INBOX, self.store, MONDAY + dt.timedelta(days=day))
        return loaded, refusal.sentence if refusal else ""


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    made = Files(tmp_path)
    yield made
    made.store.close()


def test_what_did_not_change_is_not_loaded_again(files: Files) -> None:
    assert [files.ask("gut"), files.ask(), files.ask()] == [("gut", "")] * 3
    assert files.loads == 1
    refused = [files.ask("falsch")[1], files.ask(day=1)[1], files.ask(day=2)[1]]
    assert len(set(refused)) == 1
    assert files.loads == 2
    assert files.ask("gut") == ("gut", "")
    assert files.loads == 2


def test_a_long_list_of_mistakes_is_cut(files: Files) -> None:
    files.ask("gut")
    assert "Zeile 1. Zeile 2. Zeile 3. Seit" in files.ask("falsch" * 3)[1]
    assert (
        "Zeile 1. Zeile 2. Zeile 3. (und 4 weitere) Seit 04.05.2026 um 09:00 Uhr"
        in files.ask("falsch" * 7, 1)[1]
    )


def test_a_bug_in_a_loader_does_not_stop_the_office(files: Files) -> None:
    files.ask("gut")
    loaded, said = files.ask("kaputt")

    assert loaded == "gut"
    assert said == (
        "Posteingangsregeln: Die geänderten Dateien gelten noch nicht. inbox_rules.yaml: Beim Laden ist ein Fehler im "
        "Programm aufgetreten (ZeroDivisionError). Bitte melden Sie ihn zusammen mit der Datei. Seit 04.05.2026 um "
        "09:00 Uhr gilt deshalb die letzte gute Fassung weiter. Bitte berichtigen; alle Fehler nennt:  kmn inbox check"
    )


def test_a_link_to_nothing_is_no_deletion(files: Files) -> None:
    files.ask("gut")
    files.path.unlink()
    files.path.symlink_to(files.home / "weg")

    loaded, said = files.ask()

    assert loaded == "gut"
    assert "inbox_rules.yaml: Die Datei lässt sich nicht lesen: es gibt sie nicht." in said


def test_good_files_that_a_newer_program_cannot_load_do_not_serve(files: Files) -> None:
    files.ask("gut")
    files.kept, files.refused = files.process(), "gut"

    with pytest.raises(Misconfigured, match="Zeile 1"):
        files.ask("falsch")


def test_kept_files_that_were_damaged_do_not_serve(files: Files) -> None:
    files.ask("gut")
    files.store.blobs.path(hashlib.sha256(b"gut").hexdigest()).write_text("etwas anderes")
    files.kept = files.process()

    with pytest.raises(Misconfigured, match="Zeile 1"):
        files.ask("falsch")


def test_a_saved_file_reads_the_same_from_every_editor(tmp_path: Path) -> None:
    (tmp_path / "inbox_rules.yaml").write_bytes("\ufeffa: ä\r\nb: 1\rc: 2\n".encode())
    texts = Site(tmp_path, tmp_path / "none").texts("*.yaml")
    assert texts == {"inbox_rules.yaml": "a: ä\nb: 1\nc: 2\n"}
    assert YAML(typ="safe").load(texts["inbox_rules.yaml"]) == {"a": "ä", "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("data", "where"),
    [(b"\xe4", "1:1"), (b"a: \xe4", "1:4"), (b"a: 1\n\xe4: 2", "2:1"), (b"a: 1\nb: 2\n  c\xff", "3:4")],
)
def test_the_first_character_that_is_not_utf_8_is_named(data: bytes, where: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        FileSet({"x.yaml": data}).texts("*")
    assert str(refused.value) == (
        f"x.yaml:{where}: Die Datei ist nicht als UTF-8 gespeichert. "
        "Bitte im Editor die Kodierung „UTF-8“ wählen und neu speichern."
    )
