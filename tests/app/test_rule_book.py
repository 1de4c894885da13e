"""The printed rule book: whole, honest about its sources, and readable in Word and LibreOffice."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import time
import zipfile
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.table import Table

from kmn_automation.app.rule_book import GROUPS, PAPER, rule_book
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.letters.pdf import LibreOffice, to_pdf
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Certainty, Severity
from kmn_automation.rules.versions import NoVersion
from tests.conftest import unavailable
from tests.rules.builder import rulebook
from tools.draw_book import draw

TOOLBOX = Toolbox(Site(shipped_root(), shipped_root()))
DAY = dt.date(2026, 11, 28)
SECONDS = 5


@cache
def written(year: int | None = None) -> bytes:
    return rule_book(TOOLBOX, year, DAY)


@cache
def opened(year: int | None = None) -> DocumentObject:
    return Document(io.BytesIO(written(year)))


def xml(year: int | None = None) -> str:
    with zipfile.ZipFile(io.BytesIO(written(year))) as archive:
        return archive.read("word/document.xml").decode()


def headings(level: int, year: int | None = None) -> list[str]:
    return [
        each.text for each in opened(year).paragraphs if each.style and each.style.name == f"Heading {level}"
    ]


@cache
def tables(year: int | None = None) -> dict[str, Table]:
    """Spoken title → table."""
    named = re.findall(r'<w:tblCaption w:val="([^"]*)"/>', xml(year))
    return dict(zip(named, opened(year).tables, strict=True))


def lines(rule_id: str, year: int | None = None) -> dict[str, str]:
    """Label → text of the table of a rule."""
    return {row.cells[0].text: row.cells[1].text for row in tables(year)[f"Regel {rule_id}"].rows}


def test_it_has_all_parts_with_real_headings() -> None:
    assert headings(1) == [
        "Fassungen der Richtlinie",
        "Zahlen mit Datum",
        "Regeln",
        "Abrechnung",
        "Verzeichnis der Regeln",
    ]
    assert [each.partition(" (")[0] for each in headings(2)][:9] == list(GROUPS.values())
    assert headings(2)[9:] == [
        "Richtlinie Integration (2012 bis 2016)", "Richtlinie Migrationsberatung (erste Fassung) (2017 bis 2021)",
        "Richtlinie Migrationsberatung (2022 bis 2023)", "Richtlinie Migrationsberatung (2024 bis 2026)",
    ]  # fmt: skip
    assert headings(3) == [f"{rule.id}  {rule.title}" for rule in rulebook().rules]


def test_the_title_page_says_as_of_when_and_which_rule_set() -> None:
    facts = {row.cells[0].text: row.cells[1].text for row in tables()["Stand des Regelbuchs"].rows}

    assert facts == {
        "Stand": "28. November 2026",
        "Regeln": "133 Nummern in 132 Einträgen",
        "Regelsatz (SHA-256)": rulebook().hash,
    }
    assert opened().sections[0].header.paragraphs[0].text == (
        f"Regelbuch · Stand 28.11.2026 · Regelsatz {rulebook().hash[:16]}"
    )


def test_contents_and_index_point_at_headings_that_are_there() -> None:
    marks = re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', xml())
    pointed = set(re.findall(r'w:anchor="([^"]+)"', xml())) | set(re.findall(r"PAGEREF (\S+)", xml()))

    assert len(marks) == len(set(marks))
    assert pointed <= set(marks)
    index = [row.cells[0].text for row in tables()["Verzeichnis"].rows][1:]
    assert index == sorted(each for rule in rulebook().rules for each in rule.ids)


@pytest.mark.parametrize("rule", rulebook().rules, ids=lambda rule: rule.id)
def test_a_source_that_nobody_read_is_never_printed_as_law(rule) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    found = lines(rule.id)

    read = [each.certainty is Certainty.CHECKED for each in rule.sources]
    ground = found["Rechtsgrund" if all(read) else "Grund"]
    assert ("Rechtsgrund" in found) is not ("Grund" in found)
    for each, is_read in zip(rule.sources, read, strict=True):
        assumed = f"angenommen\nkeine gelesene Rechtsquelle; Anhaltspunkt: {each.reference}"
        since = f"ab {each.first_year}\n" if len(rule.sources) > 1 else ""
        assert f"{since}{each.reference if is_read else assumed}" in ground
    told = "Satz an den Träger" if rule.severity in {Severity.ERROR, Severity.NOTE} else "Satz (nur Büro)"
    assert found[told]
    assert found["Zu tun"]
    assert found["Fälle"]
    assert "{" not in "".join(found.values())


def test_a_rule_says_everything_about_itself() -> None:
    assert {label: text.replace("\u00a0", " ") for label, text in lines("ELG-06").items()} == {
        "Förderjahre": "2022 bis 2026",
        "Gewicht": "Fehler, nicht behebbar: begrenzt die Abrechnung; der Bericht geht nicht zurück.",
        "Rechtsgrund": "Richtlinie Migrationsberatung Nr. 5",
        "Es muss gelten": "„Landeszuwendung nach dieser Richtlinie“ (Einnahmen) ≤ (hoechstanteil (Prozent) von "
        "zuwendungsfähige Ausgaben)\neinnahmen.landeszuwendung <= zulaessig\n"
        "dabei zulaessig = percent(hoechstanteil, zahlen.zuwendungsfaehige_ausgaben)",
        "Zahlen": "Höchster Anteil der Zuwendung an den zuwendungsfähigen Gesamtausgaben: 90 % (2022 bis 2026)\nhoechstanteil",
        "Satz an den Träger": "Das Land trägt höchstens ‹hoechstanteil› der zuwendungsfähigen Gesamtausgaben, "
        "hier ‹zulaessig›. Angesetzt sind ‹landeszuwendung›.",
        "Zu tun": "Sie müssen nichts ändern; der Betrag wird in der Abrechnung begrenzt.",
        "Im Formular": "schon beim Ausfüllen zu sehen",
        "Fälle": lines("ELG-06")["Fälle"],
    }


@pytest.mark.parametrize(
    ("rule_id", "label", "text"),
    [
        ("BEL-04", "Je Zeile von", "Belege"),
        ("ARI-03", "Nur Hinweis, wenn", "differenz < 0"),
        ("ARI-10", "Positionen", "gezeigt für die erste; ebenso für jede von 8 Positionen des Blattes"),
        ("BEL-05", "Prüfung", "Das Programm prüft mit einer eigenen Funktion („duplicate_receipts“); was sie findet, zeigen die Fälle."),
        ("BEL-01", "Prüfung", "Die Pflichtangaben dazu sind ausgefüllt."),
        ("FRM-03", "Außerdem", "die Pflichtangaben dazu sind ausgefüllt"),
        ("ELG-01", "Förderjahre", "2012 bis 2021"),
        ("ELG-01", "Im Formular", "schon beim Ausfüllen zu sehen"),
        ("BEL-10", "Gewicht", "intern: nur für das Büro; der Träger liest nichts davon."),
    ],
)  # fmt: skip
def test_the_odd_shapes_of_rules_are_told(rule_id: str, label: str, text: str) -> None:
    assert lines(rule_id).get(label) == text


def test_the_numbers_have_value_period_and_source() -> None:
    rows = [
        [cell.text.replace("\u00a0", " ") for cell in row.cells] for row in tables()["Zahlen mit Datum"].rows
    ]

    assert [
        "",
        "2024 bis 2026",
        "60.000,00 € je Stelle",
        "Richtlinie Migrationsberatung Nr. 5.3, Nds. MBl. 2024 Nr. 6",
    ] in rows
    assert [row[1:3] for row in rows if "\nzahlung_nachlauf" in row[0]] == [["ab 2012", "1 Monat"]]
    assert [row[1:3] for row in rows if "\npersonen_je_stelle_von" in row[0]] == [["ab 2012", "60 je Stelle"]]
    assert [row[1:3] for row in rows if "\nglatte_betraege_ab" in row[0]] == [["ab 2012", "5"]]
    assert ["", "ab 2027", "kein Wert", "Die Richtlinie tritt mit Ablauf des 31.12.2026 außer Kraft"] in rows


def test_the_settlement_of_each_version_has_its_formula_and_examples() -> None:
    text = "\n".join(each.text for each in opened().paragraphs).replace("\u00a0", " ")

    assert "Sachausgaben höchstens 15 % der anerkannten Personalausgaben (ELG-02)." in text
    assert "55.000,00 € je Stelle × Stellen über das Jahr (ELG-04/ELG-05) und 90 % der anerkannten" in text
    assert "60.000,00 € je Stelle × Stellen über das Jahr (ELG-04/ELG-05)" in text
    assert all(f"Beispiele zu {version.id}" in tables() for version in rulebook().versions)


def test_the_book_of_a_year_holds_what_is_in_force_then() -> None:
    held = [rule for rule in rulebook().rules if "RL_MB_2022" in rule.versions]

    assert headings(3, 2023) == [f"{rule.id}  {rule.title}" for rule in held]
    assert headings(2, 2023)[-1] == "Richtlinie Migrationsberatung (2022 bis 2023)"
    assert "55.000,00\u00a0€" in lines("ELG-04/ELG-05", 2023)["Zahlen"]
    assert "60.000,00" not in "".join(lines("ELG-04/ELG-05", 2023).values())
    assert opened(2023).core_properties.title == "Regelbuch, Förderjahr 2023"
    with pytest.raises(NoVersion):
        rule_book(TOOLBOX, 2027, DAY)


def test_headings_of_tables_repeat_and_rows_stay_whole() -> None:
    for title, table in tables().items():
        first = table.rows[0]._tr.xml
        assert ("w:tblHeader" in first) is not title.startswith(("Regel ", "Stand")), title
        assert all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_it_is_german_and_its_headings_stay_with_their_text() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        styles, settings = (archive.read(f"word/{name}.xml").decode() for name in ("styles", "settings"))

    assert '<w:lang w:val="de-DE"' in styles
    assert opened().core_properties.language == "de-DE"
    assert "<w:updateFields" in settings
    for level in (1, 2, 3):
        style = re.search(rf'w:styleId="Heading{level}".*?</w:style>', styles)
        assert style
        assert "<w:keepNext/>" in style[0]


def test_the_same_rules_make_the_same_book_in_seconds() -> None:
    begin = time.process_time()
    again = rule_book(TOOLBOX, None, DAY)

    assert time.process_time() - begin < SECONDS
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert archive.read("word/document.xml").decode() == xml()


def test_an_own_paper_is_used_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    own = tmp_path / PAPER
    own.parent.mkdir(parents=True)
    paper = Document(io.BytesIO(draw()))
    paper.styles["Title"].font.name = "Lato"
    paper.save(str(own))
    toolbox = Toolbox(Site(tmp_path, shipped_root()))
    assert Document(io.BytesIO(rule_book(toolbox, 2024, DAY))).styles["Title"].font.name == "Lato"

    paper.styles["Angabe"].name = "Angaben"
    paper.save(str(own))
    with pytest.raises(Misconfigured, match=r"Formatvorlage „Angabe“ fehlt.*Meinten Sie „Angaben“"):
        rule_book(toolbox, 2024, DAY)

    own.write_bytes(b"kein Word")
    with pytest.raises(Misconfigured, match=r"regelbuch\.docx: Diese Datei ist kein Word-Dokument"):
        rule_book(toolbox, 2024, DAY)


def test_the_shipped_paper_is_what_the_program_draws() -> None:
    with zipfile.ZipFile(io.BytesIO(draw())) as drawn, zipfile.ZipFile(shipped_root() / PAPER) as shipped:
        assert {name: drawn.read(name) for name in drawn.namelist()} == {
            name: shipped.read(name) for name in shipped.namelist()
        }


def test_on_paper_the_index_names_the_page_on_which_a_rule_stands() -> None:
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        unavailable(
            "LibreOffice or pdftotext is missing: apt-get install libreoffice-writer-nogui poppler-utils"
        )
    pdf = to_pdf({"buch.docx": written(2024)}, LibreOffice(silence=120))["buch.docx"]
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607 - the system's own
    pages = done.stdout.decode().split("\f")

    entries = re.findall(r"^ *([A-Z]{3}-\d\d) .* (\d+)$", "\n".join(pages[-5:]), re.MULTILINE)
    assert len(entries) > 100
    for rule_id, number in entries:
        assert re.search(rf"\b{rule_id}\b", pages[int(number) - 1]), (rule_id, number)
    assert re.search(r"A9 Vergleich mit Vorjahren und anderen Trägern \(VGL\)\.+\d+", pages[1])
