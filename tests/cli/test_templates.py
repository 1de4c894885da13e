"""`kmn templates`: versions and their origin, all defects at once, placeholders for people, previews."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document

from kmn_automation.app.site import shipped_root
from tests.cli.small_office import SmallOffice, Typist
from tests.conftest import unavailable
from tests.letters.altered import BODY, member, rewritten

INVITATION = "einladung.docx"
CAST = ["gewoehnlich", "langer_name", "sonderzeichen", "ohne_ansprechperson"]


def broken_invitation() -> bytes:
    xml = member(docx=INVITATION)
    xml = xml.replace("{{ sitzung.ort }}", "{{ sitzung.otr }}").replace("{{ anrede }}", "{{ anrede")
    return rewritten({BODY: xml}, docx=INVITATION)


def docx_folder(office: SmallOffice) -> Path:
    folder = office.home / "templates" / "docx"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def shipped(name: str) -> bytes:
    return (shipped_root() / "templates" / "docx" / name).read_bytes()


def test_the_list_shows_each_version_with_its_first_day_and_origin(office: SmallOffice) -> None:
    (docx_folder(office) / "einladung.ab-2026-07-01.docx").write_bytes(shipped(INVITATION))
    office.kmn("site", "copy", "templates/docx/absage.yaml")

    lines = office.kmn("templates", "list", "--date", "2026-06-30", "--json").json
    later = office.kmn("templates", "list", "--date", "2026-07-01", "--json").json
    out = office.kmn("templates", "list", "--date", "2026-06-30").out

    invitations = [each for each in lines if (each["name"], each["sort"]) == ("einladung", "Schreiben")]
    assert [(each["valid_from"], each["in_force"], each["origin"]) for each in invitations] == [
        ("2024-01-01", True, "mitgeliefert"),
        ("2026-07-01", False, "eigene Datei"),
    ]
    assert [each["in_force"] for each in later if each["name"] == "einladung"] == [False, True, True], (
        "two letters, one mail"
    )
    assert invitations[1]["file"] == "templates/docx/einladung.ab-2026-07-01.docx"
    assert "01.07.2026 (gilt heute nicht)" in out
    assert "mitgeliefert; Beiblatt: eigene Fassung" in out


def test_the_check_tells_all_defects_of_all_templates(office: SmallOffice) -> None:
    (docx_folder(office) / INVITATION).write_bytes(broken_invitation())

    answer = office.kmn("templates", "check")
    found = office.kmn("templates", "check", "--json")
    other = office.kmn("templates", "check", "pruefvermerk")

    assert answer.code == found.code == 1
    assert "Fehler  einladung.docx, Text, etwa Seite 1, Absatz 35 „Ort {{ sitzung.otr }}“" in answer.out
    assert "2 Fehler. Bis sie behoben sind, gilt die letzte gute Fassung weiter." in answer.out
    assert found.json["findings"][1] == {
        "file": "einladung.docx",
        "part": "Text",
        "page": 1,
        "page_is_guess": True,
        "paragraph": 35,
        "words": "Ort {{ sitzung.otr }}",
        "what": "Den Platzhalter „sitzung.otr“ gibt es in diesem Schreiben nicht.",
        "do": "Meinten Sie „sitzung.ort“?",
        "hint": False,
    }
    assert (other.code, other.out) == (0, "1 Vorlage ist in Ordnung.\n")


def test_a_wrong_sidecar_does_not_hide_a_wrong_word_file(office: SmallOffice) -> None:
    (docx_folder(office) / INVITATION).write_bytes(broken_invitation())
    (docx_folder(office) / "absage.yaml").write_text("title: [")

    answer = office.kmn("templates", "check")

    assert answer.code == 2
    assert "sitzung.otr" in answer.out
    assert "absage.yaml:1:9: Die Datei ist kein gültiges YAML" in answer.out


def test_a_word_file_anywhere_is_checked_as_the_letter_of_its_name(
    office: SmallOffice, tmp_path: Path
) -> None:
    good, bad, other = (
        tmp_path / name for name in (INVITATION, "einladung.ab-2027-01-01.docx", "Neu (2).docx")
    )
    good.write_bytes(shipped(INVITATION))
    bad.write_bytes(broken_invitation())
    other.write_bytes(shipped(INVITATION))

    assert office.kmn("templates", "check", good).code == 0
    assert office.kmn("templates", "check", bad).code == 1
    assert office.kmn("templates", "check", other, "--letter", "einladung").code == 0
    lost = office.kmn("templates", "check", other)
    assert (lost.code, "Bitte angeben mit:  --letter NAME." in lost.err) == (2, True)
    wrong = office.kmn("templates", "check", other, "--letter", "einladng")
    assert (wrong.code, "Meinten Sie „einladung“?" in wrong.err) == (2, True)


def test_the_sidecar_beside_a_word_file_counts(office: SmallOffice, tmp_path: Path) -> None:
    path = tmp_path / "neu.docx"
    path.write_bytes(shipped(INVITATION))
    text = shipped("einladung.yaml").decode()
    path.with_suffix(".yaml").write_text(
        text.replace("required_sentences:", "required_sentences:\n  - Fehlt hier.")
    )

    answer = office.kmn("templates", "check", path)

    assert answer.code == 1
    assert "fehlt der vorgeschriebene Satz „Fehlt hier.“" in answer.out


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "Die Datei lässt sich nicht lesen: es gibt sie nicht."),
        (b"kein Word", "keine brauchbare Word-Datei"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be_so(
    office: SmallOffice, tmp_path: Path, data: bytes | None, words: str
) -> None:
    path = tmp_path / INVITATION
    if data:
        path.write_bytes(data)
    for command in ("check", "preview"):
        answer = office.kmn("templates", command, path)
        assert (answer.code, words in answer.err) == (65, True), answer


def test_a_word_file_with_macros_is_told_so(office: SmallOffice, tmp_path: Path) -> None:
    path = tmp_path / "einladung.docm"
    path.write_bytes(rewritten({"word/vbaProject.bin": "x"}, docx=INVITATION))

    answer = office.kmn("templates", "check", path)

    assert answer.code == 1
    assert (
        "Die Vorlage enthält Makros. Bitte in Word als „Word-Dokument (*.docx)“ ohne Makros speichern."
        in answer.out
    )


def test_hints_are_told_and_are_no_findings(office: SmallOffice, tmp_path: Path) -> None:
    path = tmp_path / INVITATION
    path.write_bytes(rewritten({"word/people.xml": "<x/>"}, docx=INVITATION))

    answer = office.kmn("templates", "check", path)

    assert answer.code == 0
    assert answer.out.startswith("Hinweis  einladung.docx: Die Vorlage enthält Namen von Personen")


def test_a_mail_is_checked_by_its_name(kmn: Typist) -> None:
    assert kmn("templates", "check", "brief").out == "1 Vorlage ist in Ordnung.\n"


def test_the_placeholders_are_told_in_words_with_spelling_and_example(kmn: Typist) -> None:
    found = {
        each["name"]: each for each in kmn("templates", "fields", "einladung", "--json").json["Schreiben"]
    }
    out = kmn("templates", "fields", "einladung").out

    assert found["sitzung.ort"] == {
        "name": "sitzung.ort",
        "shape": "Text",
        "needed": True,
        "spelling": "{{ sitzung.ort }}",
        "meaning": "Ort",
        "example": "Haus der Begegnung, Großer Saal, Marktplatz 3, 99999 Musterstadt",
    }
    assert found["tagesordnung"]["spelling"] == "{%p for x in tagesordnung %} … {%p endfor %}"
    assert found["tagesordnung.text"]["spelling"] == "{{ x.text }}"
    assert "Postleitzahl des Trägers" in out


def test_a_preview_is_written_for_the_whole_cast(kmn: Typist, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        unavailable("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
    answer = kmn("templates", "preview", "einladung", "-o", tmp_path / "v")

    assert answer.code == 0
    assert sorted(path.name for path in (tmp_path / "v").iterdir()) == sorted(
        f"einladung-{who}.{suffix}" for who in CAST for suffix in ("docx", "pdf")
    )
    assert f"sehr langer Name des Trägers: {tmp_path / 'v' / 'einladung-langer_name.pdf'}" in answer.out


def test_without_libreoffice_a_preview_is_in_word_only(
    kmn: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    path = tmp_path / "Neu.docx"
    path.write_bytes(rewritten({"word/people.xml": "<x/>"}, docx=INVITATION))

    answer = kmn("templates", "preview", path, "--letter", "einladung")
    found = kmn("templates", "preview", path, "--letter", "einladung", "--json").json

    assert answer.code == 0
    assert "Ohne PDF. soffice: LibreOffice ist nicht installiert" in answer.out
    assert "Hinweis: Neu.docx: Die Vorlage enthält Namen von Personen" in answer.out
    assert [each["docx"] for each in found["letters"]] == [f"vorschau/einladung-{who}.docx" for who in CAST]
    assert len(found["hints"]) == 1
    letter = Document(str(tmp_path / found["letters"][2]["docx"]))
    assert "Sehr geehrter Herr {{ 7*7 }} Ng," in [each.text for each in letter.paragraphs]


def test_a_preview_of_a_template_that_cannot_be_used_says_all_that_is_wrong(
    kmn: Typist, tmp_path: Path
) -> None:
    path = tmp_path / INVITATION
    path.write_bytes(broken_invitation())

    answer = kmn("templates", "preview", path, "-o", tmp_path / "v")

    assert answer.code == 2
    assert "sitzung.otr" in answer.err
    assert "nicht geschlossen" in answer.err
    assert not (tmp_path / "v").exists()


def test_a_preview_shows_the_version_of_today(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    xml = member(docx=INVITATION)
    for day, words in (("2025-01-01", "für die Federführung"), ("2999-01-01", "als Federführung")):
        data = rewritten({BODY: xml.replace("im Namen der Federführung", words)}, docx=INVITATION)
        (docx_folder(office) / f"einladung.ab-{day}.docx").write_bytes(data)

    office.kmn("templates", "preview", "einladung", "-o", office.home / "v")

    letter = Document(str(office.home / "v" / "einladung-gewoehnlich.docx"))
    assert any(each.text.startswith("für die Federführung (Alex Musterfeder)") for each in letter.paragraphs)


@pytest.mark.parametrize("words", [("check", "einladng"), ("preview", "einladng"), ("fields", "einladng")])
def test_an_unknown_name_gets_the_nearest(kmn: Typist, words: tuple[str, str]) -> None:
    answer = kmn("templates", *words)

    assert (answer.code, "Meinten Sie „einladung“?" in answer.err) == (2, True)


def test_list_and_placeholders_are_there_while_a_word_file_is_broken(office: SmallOffice) -> None:
    (docx_folder(office) / INVITATION).write_bytes(b"kein Word")

    listed = office.kmn("templates", "list", "--json")
    fields = office.kmn("templates", "fields", "einladung", "--json")

    assert (listed.code, fields.code) == (0, 0)
    assert any(each["file"] == f"templates/docx/{INVITATION}" for each in listed.json)
    assert fields.json["Schreiben"]


def test_the_list_names_a_file_whose_version_nobody_can_know(office: SmallOffice) -> None:
    (docx_folder(office) / "einladung.neu.docx").write_bytes(shipped(INVITATION))

    answer = office.kmn("templates", "list")

    assert answer.code == 2
    assert "einladung.neu.docx: Aus dem Dateinamen geht die Fassung nicht hervor." in answer.err


def test_what_an_office_puts_aside_in_a_folder_does_not_count(office: SmallOffice) -> None:
    aside = docx_folder(office) / "zurückgelegt"
    aside.mkdir()
    (aside / INVITATION).write_bytes(b"kein Word")
    (aside / "notiz.txt").write_text("alte Fassungen")

    assert office.kmn("templates", "check").code == 0
