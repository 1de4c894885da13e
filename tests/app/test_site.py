"""Which file wins: whole file by relative name, hidden files and lock files never."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt

from kmn_automation.app.site import Site, shipped_cases
from kmn_automation.app.site_copy import Origin, compare_file, copy_file, list_files
from kmn_automation.model.error import Misconfigured


@pytest.fixture
def site(tmp_path: Path) -> Site:
    for name, text in (("workflows/a.yaml", "a"), ("workflows/b.yaml", "b"), ("inbox_rules.yaml", "rules")):
        path = tmp_path / "shipped" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "home" / "workflows").mkdir(parents=True)
    return Site(tmp_path / "home", tmp_path / "shipped")


def test_the_offices_own_file_wins_as_a_whole(site: Site) -> None:
    (site.home / "workflows" / "a.yaml").write_text("eigen")

    assert site.texts("workflows/*.yaml") == {"workflows/a.yaml": "eigen", "workflows/b.yaml": "b"}


def test_hidden_files_and_lock_files_of_word_are_no_files(site: Site) -> None:
    for name in (".versteckt.yaml", "~$a.yaml"):
        (site.home / "workflows" / name).write_text("x")

    assert list(site.files("workflows/*")) == ["workflows/a.yaml", "workflows/b.yaml"]


def test_origins_are_told_apart(site: Site) -> None:
    copy_file(site, "workflows/a.yaml")
    (site.home / "workflows" / "c.yaml").write_text("c")
    before = {each.name: each.origin for each in list_files(site)}
    (site.shipped / "workflows" / "a.yaml").write_text("a, neue Fassung")
    after = {each.name: each.origin for each in list_files(site)}

    assert before == {
        "inbox_rules.yaml": Origin.SHIPPED,
        "workflows/a.yaml": Origin.OWN,
        "workflows/b.yaml": Origin.SHIPPED,
        "workflows/c.yaml": Origin.ADDED,
    }
    assert after["workflows/a.yaml"] is Origin.DRIFTED


def test_the_difference_is_shown_line_by_line(site: Site) -> None:
    copy_file(site, "workflows/a.yaml")
    same = compare_file(site, "workflows/a.yaml")
    (site.home / "workflows" / "a.yaml").write_text("anders")

    assert same == []
    assert compare_file(site, "workflows/a.yaml")[-2:] == ["-a", "+anders"]


def word_file(text: str, root: Path) -> None:
    path = root / "templates" / "docx" / "brief.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    document = Document()
    document.add_paragraph("Sehr geehrte Damen und Herren,")
    document.add_paragraph(text)
    document.save(str(path))


def test_the_difference_of_two_word_files_is_shown_paragraph_by_paragraph(site: Site) -> None:
    name = "templates/docx/brief.docx"
    word_file("wir laden Sie ein.", site.shipped)
    copy_file(site, name)
    same = compare_file(site, name)
    word_file("wir laden Sie herzlich ein.", site.home)
    (site.shipped / name).write_bytes(b"inzwischen eine andere")
    drifted = {each.name: each.origin for each in list_files(site)}[name]
    word_file("wir laden Sie ein.", site.shipped)

    assert same == []
    assert drifted is Origin.DRIFTED
    assert compare_file(site, name)[-2:] == ["-wir laden Sie ein.", "+wir laden Sie herzlich ein."]


def test_word_files_that_differ_in_looks_only_are_said_to(site: Site) -> None:
    name = "templates/docx/brief.docx"
    for root, size in ((site.shipped, 10), (site.home, 12)):
        word_file("wir laden Sie ein.", root)
        document = Document(str(root / name))
        document.styles["Normal"].font.size = Pt(size)
        document.save(str(root / name))

    assert compare_file(site, name) == [
        "Der Text ist gleich; verschieden sind Gestaltung oder Einstellungen der Datei."
    ]


def test_a_broken_word_file_is_named(site: Site) -> None:
    name = "templates/docx/brief.docx"
    word_file("wir laden Sie ein.", site.shipped)
    copy_file(site, name)
    (site.home / name).write_bytes(b"kein Word")

    with pytest.raises(Misconfigured, match=r"brief\.docx: Die Datei ist keine brauchbare Word-Datei"):
        compare_file(site, name)


def test_an_installed_wheel_carries_the_cases_of_the_rules(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)

    packed = tmp_path / "kmn_automation" / "_defaults"

    assert shipped_cases(packed) == shipped_cases(root) != {}
    assert Site(packed, packed).texts("*.yaml").keys() == Site(root, root).texts("*.yaml").keys()


def test_a_name_outside_the_site_is_no_file(site: Site) -> None:
    with pytest.raises(Misconfigured, match="gibt es nicht"):
        copy_file(site, "../kmn.toml")
