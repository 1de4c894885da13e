"""An office whose letters leave as PDF, from the sidecar to the files on disk; and one without LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.letters.pdf import is_installed
from tests.cli.small_office import SmallOffice
from tests.conftest import unavailable

SIDECAR = "templates/docx/bewertung_ohne_hinweise.yaml"


def wants_pdf(office: SmallOffice) -> None:
    """The office's own sidecar, with one line more."""
    assert office.kmn("site", "copy", SIDECAR).code == 0
    path = office.home / SIDECAR
    path.write_text(path.read_text() + "format: pdf\n")


@pytest.mark.server
def test_one_pass_makes_the_pdf_and_asks_for_release(office: SmallOffice, tmp_path: Path) -> None:
    if not is_installed():
        unavailable("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    wants_pdf(office)
    office.lay_in(office.workbook())

    done = office.kmn("run", "--no-digest")
    number = office.kmn("letters", "list", "--json").json[0]["number"]
    shown = office.kmn("letters", "show", number, "-o", tmp_path / "briefe", "--again")

    assert "PDF erstellt: 1" in done.out
    assert office.kmn("status", "--json").json["letters"] == {"Freigabe erbeten": 2}
    assert sorted(path.suffix for path in (tmp_path / "briefe").iterdir()) == [".docx", ".pdf"]
    assert "gleich" in shown.out
    assert "PDF erstellt (letter:" in office.kmn("why", number).out


def test_without_libreoffice_the_self_check_says_what_that_means(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    out = " ".join(office.kmn("selfcheck").out.split())

    assert "Schreiben gehen als Word-Datei (.docx) hinaus, auch wo PDF vorgesehen ist" in out


def test_a_wrong_format_is_refused_with_its_place(office: SmallOffice) -> None:
    assert office.kmn("site", "copy", SIDECAR).code == 0
    path = office.home / SIDECAR
    path.write_text(path.read_text() + "format: PDF\n")

    answer = office.kmn("templates", "check")

    assert answer.code == 2
    assert "„PDF“ ist hier nicht erlaubt; möglich sind: docx, pdf, beides." in answer.out
