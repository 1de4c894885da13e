"""Changed rule files: which are taken, under which name, and which are refused because they would do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.app.rule_files import read_changed, read_forms, read_rulebook
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.model.error import Misconfigured

IN_FORCE = Site(shipped_root(), shipped_root()).texts("funding_rules/*.yaml")


def lay(folder: Path, name: str, data: bytes = b"[]") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize("below", ["", "funding_rules/"])
def test_a_folder_holds_the_files_or_a_folder_funding_rules(tmp_path: Path, below: str) -> None:
    lay(tmp_path, f"{below}parameters.yaml", b"a")
    lay(tmp_path, f"{below}checks/neu.yaml", b"\xef\xbb\xbfb\r\n")
    lay(tmp_path, f"{below}liesmich.txt")

    assert read_changed(tmp_path, IN_FORCE) == {
        "funding_rules/checks/neu.yaml": "b\n", "funding_rules/parameters.yaml": "a",
    }  # fmt: skip


def test_a_changed_form_changes_what_the_rules_ask_for() -> None:
    name = "funding_rules/forms/2024.yaml"
    assert "Neuer Titel" not in IN_FORCE[name]
    title = next(line for line in IN_FORCE[name].splitlines() if line.startswith("title:"))
    forms = read_forms({**IN_FORCE, name: IN_FORCE[name].replace(title, "title: Neuer Titel")})

    assert read_rulebook(IN_FORCE, forms).forms["2024"].title == "Neuer Titel"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("check/belege.yaml", "Eine Regeldatei „check/belege.yaml“ gibt es nicht"),
        ("parameter.yaml", "Meinten Sie „parameters.yaml“?"),
        ("belege.yml", "Eine Regeldatei „belege.yml“ gibt es nicht"),
        ("notizen.txt", "In diesem Ordner liegt keine Regeldatei."),
        (".git/alt.yaml", "In diesem Ordner liegt keine Regeldatei."),
        ("weg/", "Diesen Ordner gibt es nicht."),
    ],
)
def test_what_would_be_without_effect_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    if not name.endswith("/"):
        lay(tmp_path, name)
    folder = tmp_path / name if name.endswith("/") else tmp_path

    with pytest.raises(Misconfigured) as refused:
        read_changed(folder, IN_FORCE)

    assert sentence in str(refused.value)


def test_a_file_that_is_no_text_or_cannot_be_read_is_refused(tmp_path: Path) -> None:
    lay(tmp_path / "latin", "parameters.yaml", "ü".encode("latin-1"))
    with pytest.raises(Misconfigured, match=r"parameters\.yaml:1:1: Die Datei ist nicht als UTF-8"):
        read_changed(tmp_path / "latin", IN_FORCE)
