from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.model.error import Misconfigured
from kmn_automation.simulation.scenario_folder import MARKER, prepare_folder


def test_a_missing_and_an_empty_folder_are_taken(tmp_path: Path) -> None:
    empty = tmp_path / "leer"
    empty.mkdir()
    for folder in (tmp_path / "neu" / "demo", empty):
        prepare_folder(folder)
        assert (folder / MARKER).is_file()


def test_a_foreign_folder_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_text("wichtig")

    with pytest.raises(Misconfigured, match="nicht leer und stammt nicht von einer früheren Demo"):
        prepare_folder(tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == ["brief.docx"]


def test_the_folder_of_an_older_demo_is_replaced(tmp_path: Path) -> None:
    prepare_folder(tmp_path)
    (tmp_path / "schreiben").mkdir()
    (tmp_path / "schreiben" / "alt.docx").write_text("alt")

    prepare_folder(tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == [MARKER]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("x")

    with pytest.raises(Misconfigured, match="kein Ordner"):
        prepare_folder(tmp_path / "demo")
