"""Letters that leave as PDF: made before a person is asked, shown to that person, and sent as they were shown."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kmn_automation.app.letter_again import Verdict, make_again
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.letters.library import Library
from kmn_automation.letters.pdf import is_installed
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.desk import Tools
from kmn_automation.steps.letter_files import stored_files
from kmn_automation.steps.make_pdfs import make_pdfs
from kmn_automation.store import journal, letters
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import Move
from tests.conftest import unavailable
from tests.steps.bench import Bench, shipped_tools
from tests.steps.post import parse, text_of

EVALUATION = "bewertung_ohne_hinweise"


def never() -> bool:
    return False


@cache
def tools_with(format_: str) -> Tools:
    """The shipped tools, but the evaluation leaves as that."""
    files = Site(Path("/nonexistent"), shipped_root()).data("templates/docx/*")
    named = {Path(name).name: data for name, data in files.items()}
    named[f"{EVALUATION}.yaml"] += f"\nformat: {format_}\n".encode()
    return replace(shipped_tools(), library=Library.load(named))


@pytest.fixture
def pdf_bench(bench: Bench) -> Bench:
    if not is_installed():
        unavailable("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    bench.tools = tools_with("pdf")
    return bench


def names_in(mail: bytes) -> list[str]:
    return [str(part.get_filename()) for part in parse(mail).iter_attachments()]


def running_text(mail: bytes) -> str:
    return " ".join(text_of(mail).split())


def kinds_in(mail: bytes) -> list[str]:
    return [Path(name).suffix for name in names_in(mail)]


@pytest.mark.server
def test_a_letter_as_pdf_is_laid_before_a_person_only_with_its_pdf(pdf_bench: Bench) -> None:
    pdf_bench.work(pdf_bench.report(0, pdf_bench.workbook(0)))
    assert pdf_bench.letters()[EVALUATION].state is LetterState.ENTWORFEN
    assert pdf_bench.outgoing("freigabe_bitte") == []

    assert make_pdfs(pdf_bench.desk, never) == 1

    assert pdf_bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert kinds_in(pdf_bench.only("freigabe_bitte")) == [".docx", ".pdf", ".docx"]
    assert make_pdfs(pdf_bench.desk, never) == 0, "a second pass has nothing to do"


@pytest.mark.server
@pytest.mark.parametrize(
    ("format_", "sent"), [("pdf", [".pdf"]), ("beides", [".pdf", ".docx"]), ("docx", [".docx"])]
)
def test_what_was_shown_is_what_leaves(pdf_bench: Bench, format_: str, sent: list[str]) -> None:
    pdf_bench.tools = tools_with(format_)
    pdf_bench.work(pdf_bench.report(0, pdf_bench.workbook(0)))
    make_pdfs(pdf_bench.desk, never)
    request = parse(pdf_bench.only("freigabe_bitte"))
    shown = {str(part.get_filename()): part.get_payload(decode=True) for part in request.iter_attachments()}

    pdf_bench.decide()

    letter = parse(pdf_bench.only("brief"))
    attached = {str(part.get_filename()): part.get_payload(decode=True) for part in letter.iter_attachments()}
    assert [Path(name).suffix for name in attached] == sent
    assert attached.items() <= shown.items()
    assert all(name in str(letter.get_body().get_content()) for name in attached)  # type: ignore[union-attr]


@pytest.mark.server
def test_the_pdf_that_left_is_known_as_the_letter_s_own(pdf_bench: Bench) -> None:
    pdf_bench.work(pdf_bench.report(0, pdf_bench.workbook(0)))
    make_pdfs(pdf_bench.desk, never)
    pdf_bench.decide()
    pdf_bench.clock.forward(minutes=20)
    pdf_bench.send()

    with pdf_bench.store.read() as tx:
        again = make_again(tx, pdf_bench.store, pdf_bench.letters()[EVALUATION])

    assert (again.verdict, again.sent) == (Verdict.SAME, True)


def test_whoever_says_stop_leaves_the_requests_waiting(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken_office(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    bench.tools = tools_with("pdf")
    bench.work(bench.report(0, bench.workbook(0)))

    assert make_pdfs(bench.desk, lambda: True) == 0

    assert bench.letters()[EVALUATION].state is LetterState.ENTWORFEN
    assert bench.outgoing("freigabe_bitte") == []
    make_pdfs(bench.desk, never)
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN


@pytest.mark.server
def test_the_journal_names_the_pdf_and_the_export_holds_it(pdf_bench: Bench) -> None:
    pdf_bench.work(pdf_bench.report(0, pdf_bench.workbook(0)))
    make_pdfs(pdf_bench.desk, never)
    row = pdf_bench.letters()[EVALUATION]

    with pdf_bench.store.read() as tx:
        docx, pdf = stored_files(tx, pdf_bench.store, row)
        (line,) = [each for each in journal.about(tx, f"letter:{row.id}") if each.action == "PDF erstellt"]

    assert pdf.data.startswith(b"%PDF-1.")
    hashes = {"docx": hashlib.sha256(docx.data).hexdigest(), "pdf": hashlib.sha256(pdf.data).hexdigest()}
    assert line.detail == hashes


def test_without_libreoffice_the_letter_goes_as_word_file_and_says_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    bench.tools = tools_with("pdf")

    bench.work(bench.report(0, bench.workbook(0)))
    assert bench.decide() == Counter({"Entscheidung über eine Freigabe": 1})

    number = bench.letters()[EVALUATION].number
    said = f"Das PDF von {number} ließ sich nicht erstellen; versandt wird die Word-Datei."
    assert said in running_text(bench.only("freigabe_bitte"))
    assert kinds_in(bench.only("brief")) == [".docx"]


def broken_office(folder: Path) -> None:
    """A LibreOffice that ends at once without a file."""
    folder.mkdir()
    (folder / "soffice").write_text("#!/bin/sh\nexit 1\n")
    (folder / "soffice").chmod(0o755)


def test_a_libreoffice_that_fails_holds_no_letter_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken_office(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    bench.tools = tools_with("pdf")
    bench.work(bench.report(0, bench.workbook(0)))
    assert bench.outgoing("freigabe_bitte") == []

    assert make_pdfs(bench.desk, never) == 0

    assert "ließ sich nicht erstellen; versandt wird die Word-Datei" in running_text(
        bench.only("freigabe_bitte")
    )
    bench.decide()
    assert kinds_in(bench.only("brief")) == [".docx"]


def test_a_letter_that_was_overtaken_meanwhile_is_not_asked_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken_office(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    bench.tools = tools_with("pdf")
    bench.work(bench.report(0, bench.workbook(0)))
    with bench.store.begin() as tx:
        _void_all(tx, bench)

    assert make_pdfs(bench.desk, never) == 0

    assert bench.outgoing("freigabe_bitte") == []


def _void_all(tx: Transaction, bench: Bench) -> None:
    for row in letters.all_of_year(tx, bench.clock.now.year):
        letters.move(tx, row.id, Move(row.state, LetterState.HINFAELLIG, bench.clock.now))
