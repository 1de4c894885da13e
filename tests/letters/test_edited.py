"""A changed Word file by itself: what is asked back, what is cleaned away, and what stays byte for byte."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from kmn_automation.letters.difference import changes
from kmn_automation.letters.edited import Edited, from_jail, read_foreign, read_in_jail, read_own
from kmn_automation.letters.sheets import Entry, change_sheet, contact_sheet
from tests.conftest import unavailable
from tests.letters.edit_word import DOCUMENT, inserted, parts_of, replaced, saved_by_word, with_parts, zipped
from tests.steps.bench import docx_text

TEMPLATES = Path(__file__).parents[2] / "templates" / "docx"
NS = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"


@cache
def letter() -> bytes:
    return (TEMPLATES / "bewertung_ohne_hinweise.docx").read_bytes()


def styled(definition: str, use: str) -> bytes:
    """The letter with more styles, and a paragraph that uses one."""
    docx = replaced(letter(), "</w:styles>", f"{definition}</w:styles>", "word/styles.xml")
    return inserted(docx, use)


def style(name: str, properties: str = "", based: str = "") -> str:
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}">{parent}<w:rPr>{properties}</w:rPr></w:style>'


def said(text: str, paragraph: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_every_letter_of_ours_passes_and_reads_the_same_after_cleaning(path: Path) -> None:
    docx = path.read_bytes()
    edited = read_foreign(docx)

    assert edited.obstacles == ()
    assert edited.lines == read_own(docx).lines
    assert read_foreign(edited.docx).docx == edited.docx, "a clean file stays as it is"


def test_another_program_that_saves_it_changes_no_word(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        unavailable("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    source = TEMPLATES / "pruefvermerk.docx"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=300)

    saved = read_foreign((tmp_path / source.name).read_bytes())

    assert saved.obstacles == ()
    assert changes(read_own(source.read_bytes()).lines, saved.lines) == (), (
        "page numbers of a program do not count"
    )


def test_a_text_where_a_page_number_should_be_counts() -> None:
    number = '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>{}</w:t></w:r></w:fldSimple></w:p>'
    parts = '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>{}</w:t><w:fldChar w:fldCharType="end"/><w:t> ganz</w:t></w:r></w:p>'
    for field in (number, parts):
        one, nine = (read_foreign(inserted(letter(), field.format(each))) for each in ("1", "9"))
        assert changes(one.lines, nine.lines) == ()
        other = read_foreign(inserted(letter(), field.format("500 €")))
        assert len(changes(one.lines, other.lines)) == 1


def test_nothing_of_the_person_is_left_and_everything_of_the_letter_is() -> None:
    edited = read_foreign(saved_by_word(letter(), "Anna Beispiel"))
    parts = parts_of(edited.docx)

    assert edited.obstacles == ()
    assert set(parts) == set(parts_of(letter()))
    everything = b"".join(parts.values())
    for trace in (
        b"Anna",
        b"rsid",
        b"attachedTemplate",
        b"trackRevisions",
        b"creator",
        b"people.xml",
        b"app.xml",
    ):
        assert trace not in everything
    assert b"removePersonalInformation" in parts["word/settings.xml"]
    assert b"<dc:title>Bewertung</dc:title>" in parts["docProps/core.xml"]
    assert docx_text(edited.docx) == docx_text(letter())


def test_notes_of_programs_between_the_elements_are_dropped() -> None:
    edited = read_foreign(inserted(letter(), "<!-- Anna --><?anna hier?><w:p/>"))

    assert edited.obstacles == ()
    assert b"nna" not in parts_of(edited.docx)[DOCUMENT].replace(b"Annahme", b"")


HIDDEN = {
    "style": styled(style("Still", "<w:vanish/>"), said("x", '<w:pStyle w:val="Still"/>')),
    "style of a style": styled(
        style("Still", "<w:vanish/>") + style("Kind", based="Still"), said("x", '<w:pStyle w:val="Kind"/>')
    ),
    "character style": styled(style("Still", "<w:specVanish/>"), said("x", run='<w:rStyle w:val="Still"/>')),
    "theme colour": inserted(letter(), said("x", run='<w:color w:val="auto" w:themeColor="background1"/>')),
    "tiny style": styled(style("Winzig", '<w:sz w:val="3"/>'), said("x", '<w:pStyle w:val="Winzig"/>')),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_what_nobody_sees_is_asked_back(case: str) -> None:
    (sentence,) = read_foreign(HIDDEN[case]).obstacles

    assert "verborgener Text" in sentence
    assert sentence.startswith(("Text, Absatz", "Text, etwa Seite"))


SEEN = {
    "hidden style without text": styled(
        style("Still", "<w:vanish/>"), said("", '<w:pStyle w:val="Still"/>')
    ),
    "hidden style that nobody uses": styled(style("Still", "<w:vanish/>"), "<w:p/>"),
    "vanish switched off": inserted(letter(), said("x", run='<w:vanish w:val="0"/>')),
    "mark of a paragraph": inserted(letter(), said("x", "<w:rPr><w:vanish/></w:rPr>")),
    "page number": inserted(letter(), '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'),
    "bullet": with_parts(
        letter(), **{"word/numbering.xml": f"<w:numbering {NS}><w:lvl><w:lvlText w:val='%1.'/></w:lvl></w:numbering>".encode()}
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SEEN)
def test_what_a_reader_sees_is_taken(case: str) -> None:
    assert read_foreign(SEEN[case]).obstacles == ()


def test_what_is_no_word_file_is_asked_back() -> None:
    assert "keine brauchbare Word-Datei" in read_foreign(b"%PDF-1.4").obstacles[0]
    assert "keine Word-Datei" in read_foreign(zipped({"[Content_Types].xml": b"<a/>"})).obstacles[0]
    assert "Tabelle hat keine Zeile" in read_foreign(inserted(letter(), "<w:tbl/>")).obstacles[0]


def test_no_more_than_a_dozen_places_are_named() -> None:
    many = "".join(f'<w:p><w:ins w:id="{n}"/><w:r><w:t>{n}</w:t></w:r></w:p>' for n in range(40))

    assert len(read_foreign(inserted(letter(), many)).obstacles) == 12


def test_the_wall_of_the_jail_gives_the_same_and_refuses_another_shape() -> None:
    plain, blobs = read_in_jail(letter(), {})

    assert from_jail(plain, blobs) == read_foreign(letter())
    for broken in ({}, plain | {"drawn": "viele"}, plain | {"lines": 7}):
        with pytest.raises(ValueError, match=r"shape|viele"):
            from_jail(broken, blobs)
    with pytest.raises(ValueError, match="shape"):
        from_jail(plain, [])
    assert Edited().text == ""


def test_a_contact_sheet_has_the_odd_ones_first() -> None:
    plain = Entry(1, "2026-0001", "Ahorn e.V.", "a@ahorn.example", "", ["Sehr geehrte", "vielen Dank"])
    odd = Entry(2, "2026-0002", "Birke\u202e e.V.", "b@birke.example", "1,00 €", ["x"], ["Betrag weit oben"])

    text = docx_text(contact_sheet("Kontaktbogen", [plain, odd]))

    assert text.index("2. Schreiben 2026-0002") < text.index("1. Schreiben 2026-0001")
    assert "Auffällig: Betrag weit oben" in text
    assert "‹U+202E›" in text
    assert "Bitte besonders ansehen (1)" in text
    assert "Bitte besonders" not in docx_text(contact_sheet("Kontaktbogen", [plain]))
    assert "Ohne Auffälligkeit" not in docx_text(contact_sheet("Kontaktbogen", [odd]))


def test_a_table_of_changes_names_no_author_and_has_all_three_columns() -> None:
    sheet = change_sheet("2026-0001", [("Absatz 4", "alt", "neu")])

    assert [line for line in docx_text(sheet).split("\n") if line][1:] == [
        "Stelle",
        "bisher",
        "neu",
        "Absatz 4",
        "alt",
        "neu",
    ]
    assert b"python-docx" not in parts_of(sheet)["docProps/core.xml"]
