from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from jinja2 import Template as Jinja
from lxml import etree

from kmn_automation.letters.check import check_finished
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.library import Library
from kmn_automation.letters.shadow import cast_shadow
from kmn_automation.letters.story import read_lines, read_text, story_parts
from kmn_automation.letters.template import Template
from kmn_automation.letters.values import visible
from kmn_automation.model.letter import Release
from tests.letters import cast
from tests.letters.altered import BODY, DOCX, YAML, changed, member, rewritten

LIBRARY = cast.library()
ALL = [(kind, who) for kind in LIBRARY.kinds for who in cast.RECIPIENTS]


def read_by_python_docx(docx: bytes) -> str:
    """All text of body, tables, headers and footers, by a library that the rendering does not use."""
    document = Document(io.BytesIO(docx))
    section = document.sections[0]
    stories = [document, section.first_page_header, section.header, section.first_page_footer, section.footer]
    pieces = []
    for story in stories:
        pieces += [paragraph.text for paragraph in story.paragraphs]
        pieces += [cell.text for table in story.tables for row in table.rows for cell in row.cells]
    return "\n".join(pieces)


@pytest.mark.parametrize(("kind", "who"), ALL)
def test_every_letter_names_its_recipient_whole(kind: str, who: str) -> None:
    recipient = cast.RECIPIENTS[who]
    rendered = LIBRARY.render(kind, cast.context_for(kind, recipient))
    assert recipient.traeger.name in rendered.text
    assert recipient.traeger.name in read_by_python_docx(rendered.docx)


@pytest.mark.parametrize("count", [0, 1, 200])
@pytest.mark.parametrize(
    "kind", ["bewertung_mit_hinweisen", "pruefvermerk", "anhoerung_entwurf", "nachforderung", "abgabe_ls"]
)
def test_any_number_of_findings_fits(kind: str, count: int) -> None:
    text = LIBRARY.render(kind, cast.context_for(kind, count=count)).text
    shown = {"pruefvermerk": "Gefunden: 60.000,00 €", "abgabe_ls": "Gefunden: 60.000,00 €"}
    at_least = (
        max(count, 1) if kind in {"nachforderung", "abgabe_ls"} else count
    )  # else there were no such letter
    assert text.count(shown.get(kind, "nicht übersteigen")) == len(
        [each for each in cast.findings(at_least) if each.rule == "ELG-06"]
    )


def test_text_that_looks_like_a_tag_stays_what_it_is() -> None:
    text = LIBRARY.render("erinnerung_2", cast.reminder(cast.RECIPIENTS["hard"])).text
    assert "Sehr geehrter Herr {{7*7}} Ng," in text
    assert "49 Ng" not in text


def test_the_letter_says_who_releases_it_and_what_it_is_about() -> None:
    rendered = LIBRARY.render("anhoerung_entwurf", cast.evaluation())
    assert rendered.release is Release.TWO
    assert rendered.subject == (
        "Abgabe mit Entwurf einer Anhörung, Beratungsverein Musterland e. V., Geschäftszeichen 301.31-04011-0042/2024"
    )
    assert len(rendered.template_sha256) == 64


def test_the_draft_for_the_ls_never_shows_the_address_of_the_traeger_as_its_own() -> None:
    text = LIBRARY.render("anhoerung_entwurf", cast.evaluation()).text
    assert "nachweis@traeger.example" not in text
    assert text.index("Landesamt für Soziales") < text.index("Hafenstraße 7")


@pytest.mark.parametrize("kind", ["bewertung_ohne_hinweise", "bewertung_mit_hinweisen"])
def test_an_evaluation_letter_never_reclaims(kind: str) -> None:
    text = LIBRARY.render(kind, cast.evaluation(count=3)).text
    assert "fachliche Bewertung und kein Verwaltungsakt" in text
    assert "1.590,00\u00a0€" in text
    for word in ("Wir fordern", "Rechtsbehelfsbelehrung", "Rückforderung", "zurückzuzahlen", "überweisen"):
        assert word not in text


def test_without_a_claim_the_letter_says_so() -> None:
    text = LIBRARY.render("bewertung_ohne_hinweise", cast.evaluation(count=0, claim="0")).text
    assert "Aus dieser Abrechnung ergibt sich kein Betrag, der zu erstatten wäre." in text
    assert "über die Zuwendung hinaus" not in text


def test_equal_data_give_equal_bytes() -> None:
    first, second = (cast.library().render("einladung", cast.invitation()).docx for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", LIBRARY.kinds)
def test_docxtpl_itself_makes_the_same_body(kind: str) -> None:
    context = cast.context_for(kind, cast.RECIPIENTS["long"])
    for findings in ("hinweise", "feststellungen"):  # docxtpl splits runs at line feeds, we do not
        for each in context.get(findings, []):  # type: ignore[attr-defined]  # a list of records
            each["fundstelle"] = "Blatt A1"
    ours = LIBRARY.render(kind, context).docx
    judge = DocxTemplate(io.BytesIO(cast.FILES[f"{kind}.docx"]))
    judge.render(context, autoescape=True)
    buffer = io.BytesIO()
    judge.save(buffer)
    assert body_of(ours) == body_of(buffer.getvalue())


CASES = [
    (kind, who, count)
    for kind, who in ALL
    for count in (
        (0, 3, 200) if kind in cast.COUNTED and who == "hard" else (0, 3) if kind in cast.COUNTED else (3,)
    )
]


@pytest.mark.parametrize(("kind", "who", "count"), CASES)
def test_docxtpl_itself_says_the_same_to_the_whole_cast(kind: str, who: str, count: int) -> None:
    context = cast.context_for(kind, cast.RECIPIENTS[who], count)
    judge = DocxTemplate(io.BytesIO(cast.FILES[f"{kind}.docx"]))
    judge.render(context, autoescape=True)
    buffer = io.BytesIO()
    judge.save(buffer)
    assert stories_of(LIBRARY.render(kind, context).docx) == stories_of(buffer.getvalue())


def stories_of(docx: bytes) -> dict[str, str]:
    """Part → its text, of body, headers and footers."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {
            name: read_text(etree.fromstring(archive.read(name))) for name in story_parts(archive.namelist())
        }


def body_of(docx: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        body = etree.fromstring(archive.read(BODY))[0]
    return bytes(etree.tostring(body, method="c14n", exclusive=True))


WHOLE = st.text(st.characters(codec=None), max_size=60) | st.text(
    st.sampled_from("&<>\"'{}%#\t\n\r\x00\x0b\x1b\u00ad\u202e\u2066\ud800\u0308üÄß€ ]{_}" + "\U0001f600"),
    max_size=60,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=WHOLE, amount=st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_any_name_and_amount_arrives_exactly_or_is_refused(name: str, amount: Decimal) -> None:
    context = copy.deepcopy(REMINDER)
    context["empfaenger"]["name"] = f"[{name}]"
    context["anrede"] = f"Guten Tag {amount},"
    try:
        rendered = LIBRARY.render("erinnerung_2", context)
    except LetterHeld as held:
        assert visible(name) != name.replace("\r\n", "\n").replace("\r", "\n"), held  # noqa: PT017 - refused rightly
        return
    exact = f"[{name}]".replace("\r\n", "\n").replace("\r", "\n")
    read = read_by_python_docx(rendered.docx)
    assert exact in read
    assert exact in rendered.text
    assert f"Guten Tag {amount}," in read


REMINDER: dict[str, dict[str, str]] = cast.reminder()  # type: ignore[assignment]  # the two entries it touches


@pytest.mark.parametrize(
    ("path", "value", "wanted"),
    [
        ("anrede", "a\ud800b", "U+D800"),
        ("anrede", "a\u202eb", "U+202E"),
        ("anrede", "a\x00b", "U+0000"),
        ("anrede", None, "NoneType"),
        ("anrede", 1.5, "float"),
        ("anrede", object(), "object"),
        ("anrede", Decimal("1.5"), "Decimal"),
        ("anrede", True, "bool"),
        ("anlagen", "text", "fehlen Angaben: anlagen"),
        ("anlagen", [{"name": "a\u2028b"}], "„anlagen[1].name“ enthält an Stelle 2"),
    ],
)
def test_a_value_that_is_not_plain_holds_the_letter(path: str, value: object, wanted: str) -> None:
    with pytest.raises(LetterHeld, match=re.escape(wanted)):
        LIBRARY.render("erinnerung_2", {**cast.reminder(), path: value})


def test_a_missing_value_holds_the_letter() -> None:
    context = cast.reminder()
    del context["erinnerung"]
    with pytest.raises(LetterHeld, match=r"erinnerung\.frist_neu"):
        LIBRARY.render("erinnerung_2", context)


def test_an_unknown_kind_is_held_with_a_suggestion() -> None:
    with pytest.raises(LetterHeld, match=r"Meinten Sie „einladung“\?"):
        LIBRARY.render("einladng", {})


def test_a_text_in_place_of_an_amount_holds_the_letter() -> None:
    files = changed("{{ anrede }}", "{{ betrag|euro }} am {{ tag|datum }}")
    files[YAML] = files[YAML].replace(b"  anrede: text\n", b"  betrag: amount\n  tag: day\n")
    library = Library.load(files)
    with pytest.raises(LetterHeld, match="„viel“ ist kein Betrag"):
        library.render("erinnerung_2", {**cast.reminder(), "betrag": "viel", "tag": dt.date(2025, 3, 5)})
    with pytest.raises(LetterHeld, match="„bald“ ist kein Datum"):
        library.render("erinnerung_2", {**cast.reminder(), "betrag": Decimal(1), "tag": "bald"})


def test_amounts_and_days_are_printed_by_their_filters() -> None:
    files = changed("{{ anrede }}", "{{ betrag|euro }} am {{ tag|datum }}")
    files[YAML] = files[YAML].replace(b"  anrede: text\n", b"  betrag: amount\n  tag: day\n")
    context = {**cast.reminder(), "betrag": Decimal("1234.5"), "tag": dt.date(2025, 3, 5)}
    assert "1.234,50\u00a0€ am 05.03.2025" in Library.load(files).render("erinnerung_2", context).text


def faulty(replace: tuple[str, str], *, autoescape: bool = True) -> Template:
    """The second reminder as a program with a fault would render it; its expectation stays right."""
    template = cast.library().templates["erinnerung_2"]
    patched = DocxTemplate(io.BytesIO()).patch_xml(member().replace(*replace))
    word = Environment(autoescape=autoescape, keep_trailing_newline=True).from_string(patched)  # noqa: S701 - the fault
    body, *others = template._parts
    template._parts = [dataclasses.replace(body, word=word), *others]
    return template


ESCAPED, UNESCAPED = True, False


@pytest.mark.parametrize(
    ("replace", "autoescape", "wanted"),
    [
        (("", ""), UNESCAPED, "kein gültiges Word-Dokument|weicht von den Daten ab"),
        (("{{ empfaenger.name }}", "{{ empfaengr.name }}"), ESCAPED, "undefined"),
        (("{{ empfaenger.name }}", "{{ nichts }}"), ESCAPED, "erwartet „Müller & Söhne <e.V.>“, gefunden „“"),
        (
            ("Die Entscheidung darüber trifft", "Entscheidet"),
            True,
            "erwartet „Die Entscheidung darüber trifft",
        ),
        (("{{ anrede }}", "{{ anrede|upper }}"), ESCAPED, "weicht von den Daten ab"),
        (("<w:sectPr>", '<w:p><w:hyperlink r:id="rId9"/></w:p><w:sectPr>'), ESCAPED, "Fremdes"),
        (("</w:body>", "</w:bdy>"), ESCAPED, "kein gültiges Word-Dokument"),
        (("<w:sectPr>", '<w:p><w:fldSimple w:instr="DDE"/></w:p><w:sectPr>'), ESCAPED, "Fremdes"),
    ],
)
def test_a_planted_fault_is_caught_after_rendering(
    replace: tuple[str, str],
    autoescape: bool,  # noqa: FBT001 - a column of the table
    wanted: str,
) -> None:
    with pytest.raises(LetterHeld, match=wanted):
        faulty(replace, autoescape=autoescape).render(cast.reminder(cast.RECIPIENTS["hard"]))


def test_the_planted_faults_start_from_a_sound_template() -> None:
    assert faulty(("", "")).render(cast.reminder()).text


def test_a_sentence_that_is_missing_in_the_finished_text_holds_the_letter() -> None:
    template = cast.library().templates["erinnerung_2"]
    template.sidecar = template.sidecar.model_copy(update={"required_sentences": ("Steht nirgends.",)})
    with pytest.raises(LetterHeld, match=r"fehlt der vorgeschriebene Satz „Steht nirgends\.“"):
        template.render(cast.reminder())


def test_the_name_of_whoever_edited_the_template_stays_in_the_office() -> None:
    core = member("docProps/core.xml").replace(
        "<dc:title>", "<dc:creator>Kim Beispiel</dc:creator><dc:title>"
    )
    files = {DOCX: rewritten({"docProps/core.xml": core}), YAML: cast.FILES[YAML]}
    docx = Library.load(files).render("erinnerung_2", cast.reminder()).docx
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert b"Kim Beispiel" not in archive.read("docProps/core.xml")
        assert b"Zweite Erinnerung" in archive.read("docProps/core.xml")


def test_a_record_without_its_field_holds_the_letter() -> None:
    with pytest.raises(LetterHeld, match="has no attribute 'name'"):
        LIBRARY.render("erinnerung_2", {**cast.reminder(), "anlagen": [{}]})


def test_a_value_that_both_renderings_lose_is_still_missed() -> None:
    template = faulty(("{{ empfaenger.name }}", ""))
    body, *others = template._parts
    assert body.plain is not None
    without_name = cast_shadow_without("{{ empfaenger.name }}")
    template._parts = [dataclasses.replace(body, plain=without_name), *others]
    with pytest.raises(LetterHeld, match=r"fehlt der Wert von „empfaenger\.name“: Müller & Söhne <e\.V\.>"):
        template.render(cast.reminder(cast.RECIPIENTS["hard"]))


def cast_shadow_without(tag: str) -> Jinja:
    lines = read_lines(etree.fromstring(member().encode()), BODY)
    source = cast_shadow(lines, DOCX).source.replace(tag, "")
    return Environment(autoescape=False, keep_trailing_newline=True).from_string(source)  # noqa: S701 - plain text


def test_a_part_that_is_not_the_template_s_own_holds_the_letter() -> None:
    template = cast.library().templates["erinnerung_2"]
    styles = dataclasses.replace(template._members["word/styles.xml"], crc=0)
    finished = template.render(cast.reminder()).docx
    expected: dict[str, str | None] = {"word/document.xml": ""}
    with pytest.raises(LetterHeld, match=r"„word/styles\.xml“ der fertigen Datei weicht von der Vorlage ab"):
        check_finished(finished, {**template._members, "word/styles.xml": styles}, expected, {})
    fewer = {name: each for name, each in template._members.items() if name != "word/styles.xml"}
    with pytest.raises(LetterHeld, match="hat andere Teile als die Vorlage"):
        check_finished(finished, fewer, expected, {})
