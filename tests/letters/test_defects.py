"""Everything that is wrong with a template is told at once, each thing with file, page, paragraph and what to do."""

from __future__ import annotations

import pytest

from kmn_automation.letters.defect import Defect, Unusable
from kmn_automation.letters.library import Library, examine_files
from tests.letters.altered import BODY, DOCX, YAML, changed, member, rewritten, said, with_paragraph
from tests.letters.cast import FILES, reminder

DELETED = '<w:r><w:t>a</w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>alt</w:delText></w:r></w:del>'
FORMULA = '<w:fldSimple w:instr=" =SUM(ABOVE) "/>'
EVERYTHING = {
    said("Frist: {{ erinnerung.frsit_neu }}"): "Meinten Sie „erinnerung.frist_neu“?",
    said("{{ anrede"): "nicht geschlossen",
    said("{{ anrede } und {{ office.name }}"): "nicht geschlossen",
    said(
        "{{ office name }}"
    ): "Der Befehl {{ office name }} ist nicht zu verstehen. Meinten Sie „office.name“?",
    said("{{ bescheid.foerderjahr + 1 }}"): "Rechnen ist in einer Vorlage nicht erlaubt.",
    said("{{ anlagen|length }}"): "Rechnen ist in einer Vorlage nicht erlaubt: |length.",
    said("{% if anrede > 1 %}x{% endif %}"): "Vergleichen ist in einer Vorlage nicht erlaubt.",
    said("{{ anlagen.name }}"): "„anlagen.name“ gehört zur Liste „anlagen“ und steht hier ohne Wiederholung.",
    said("{{ y.qqname }}{{ zzz }}"): "Alle, die es gibt, zeigt:  kmn templates fields",
    said("{% fro x in anlagen %}"): "Meinten Sie „for“?",
    said("{%p endfor %}"): "Zu {%p endfor %} fehlt davor ein {%p for … %}.",
    said("{% else %}"): "Zu {% else %} fehlt davor ein {% if … %}.",
    FORMULA: "Hier rechnet Word: „=SUM(ABOVE)“.",
    DELETED: "Änderungsverfolgung",
    '<w:r><w:commentReference w:id="0"/></w:r>': "enthält einen Kommentar",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r>": "verborgenen Text",
    "<w:r><w:object/></w:r>": "eingebettetes Objekt",
    said("{%p for x in anlagen %}"): "wird nicht geschlossen: Es fehlt dahinter {%p endfor %}.",
}


def told(files: dict[str, bytes]) -> list[Defect]:
    examined, defects = examine_files(files)
    return [*defects, *(each for one in examined for each in one.defects)]


def test_all_defects_of_a_file_are_told_at_once_each_with_its_paragraph() -> None:
    paragraphs = "".join(f"<w:p>{inner}</w:p>" for inner in EVERYTHING)
    xml = member().replace("<w:sectPr>", f"{paragraphs}<w:sectPr>")
    xml = xml.replace("{{ erinnerung.erste_am }}", "neulich").replace("Die Entscheidung darüber", "Das")
    found = told({DOCX: rewritten({BODY: xml}), YAML: FILES[YAML]})
    first = member().count("<w:p>") + 1

    for number, wanted in enumerate(EVERYTHING.values(), first):
        here = [each for each in found if each.line and each.line.number == number]
        assert any(wanted in str(each) for each in here), (wanted, here)
        assert all(each.where.startswith("erinnerung_2.docx, Text, etwa Seite ") for each in here)
    without_place = [str(each) for each in found if each.line is None]
    assert without_place == [
        "erinnerung_2.docx: In der Vorlage fehlt die Pflichtangabe {{ erinnerung.erste_am }}: Tag der ersten Erinnerung. Bitte den Platzhalter wieder einfügen.",
        "erinnerung_2.docx: In der Vorlage fehlt der vorgeschriebene Satz „Die Entscheidung darüber trifft allein die Bewilligungsbehörde“. Bitte den Satz wörtlich wieder einfügen.",
    ]
    assert all(each.do for each in found), [each for each in found if not each.do]


def test_the_same_thing_at_the_same_place_is_told_once() -> None:
    twice = said("{{ anrde }} {{ anrde }}")
    assert len(told(with_paragraph(twice))) == 1


@pytest.mark.parametrize(
    ("slip", "do"),
    [
        ("{{ erinnerung.frsit_neu }}", "Meinten Sie „erinnerung.frist_neu“?"),
        ("{{ erinnerung frist_neu }}", "Meinten Sie „erinnerung.frist_neu“?"),
        ("{{ erinnerung.frist_neu }", "Richtig ist {{ name }} oder {% … %}, alles in einem Absatz."),
    ],
)
def test_a_placeholder_that_was_only_misspelt_is_not_missed_as_well(slip: str, do: str) -> None:
    assert [each.do for each in told(changed("{{ erinnerung.frist_neu }}", slip))] == [do]


def test_defects_are_told_in_the_order_of_reading() -> None:
    files = changed("{{ anrede }}", "{{ anrde }}")
    xml = (
        member()
        .replace("{{ empfaenger.name }}", "{{ empfaenger.name }")
        .replace("{{ anrede }}", "{{ anrde }}")
    )
    head = member("word/header2.xml").replace("schreiben.nummer", "schreiben.numer")
    files[DOCX] = rewritten({BODY: xml, "word/header2.xml": head})
    lines = [each.line for each in told(files) if each.line]
    assert [line.part for line in lines] == ["Text", "Text", "Kopfzeile"]
    assert lines[0].number < lines[1].number


def test_defects_of_several_templates_are_told_together() -> None:
    files = {
        **FILES,
        **changed("{{ anrede }}", "{{ anrde }}"),
        "notiz.txt": b"",
        "einladung.yaml": b"titel: x",
    }
    with pytest.raises(Unusable) as refused:
        Library.load(files)
    message = str(refused.value)
    assert "notiz.txt: Hier liegen nur .docx und .yaml." in message
    assert "einladung.yaml:1:1: Den Schlüssel „titel“ gibt es hier nicht." in message
    assert "Den Platzhalter „anrde“" in message


def test_hints_do_not_stand_in_a_refusal() -> None:
    body = member().replace("{{ anrede }}", "{{ anrde }}")
    with pytest.raises(Unusable) as refused:
        Library.load({DOCX: rewritten({BODY: body, "word/people.xml": "<x/>"}), YAML: FILES[YAML]})
    assert "Namen von Personen" not in str(refused.value)


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (
            said("{%p if anrede %}") + "</w:p><w:p>" + said("{% endif %}"),
            "Zu {% endif %} fehlt davor ein {% if … %}.",
        ),
        (said("{% if anrede %}{% for x in anlagen %}{% endif %}"), "Es fehlt vor {% endif %} {% endfor %}."),
        (said("{% for x in anlagen %}a{% else %}b{% endfor %}"), "Zu {% else %} fehlt davor ein {% if … %}."),
        (
            said("{%p if anrede %}")
            + "</w:p><w:p>"
            + said("{% else %}")
            + "</w:p><w:p>"
            + said("{%p endif %}"),
            "Zu {% else %} fehlt davor ein {% if … %}.",
        ),
        (said("{% for x in anlagen %}{{ anlagen.name }}{% endfor %}"), "steht hier ohne Wiederholung"),
        (said("{% for x in unbekannt %}{{ x.name }}{% endfor %}"), "Den Platzhalter „unbekannt“"),
        (
            said("{% for x, y in anlagen %}{{ x.name }}{% endfor %}"),
            "Das ist in einer Vorlage nicht erlaubt.",
        ),
        (said("{% for %}{% endfor %}"), "Der Befehl {% for %} ist nicht zu verstehen."),
        (said("{% if %}a{% endif %}"), "Der Befehl {% if %} ist nicht zu verstehen."),
        (said("{{ }}"), "Der Befehl {{ }} ist nicht zu verstehen."),
        (said("{% if anrede %}a{% elif anrde %}b{% endif %}"), "Meinten Sie „anrede“?"),
        (said("{{ p.frist_neu }}"), "Meinten Sie"),
        (said("{{ zzzzzzzzzz.name }}"), "„name“ gibt es in der Liste „verteiler“."),
    ],
)
def test_commands_that_do_not_fit_are_told(inner: str, wanted: str) -> None:
    found = [str(each) for each in told(with_paragraph(inner))]
    assert any(wanted in each for each in found)


def test_what_stands_in_an_unknown_loop_is_not_told_on_top() -> None:
    found = told(
        with_paragraph(said("{% for x in unbekannt %}{{ x.name }}{% if x.name %}a{% endif %}{% endfor %}"))
    )
    assert len(found) == 1


def paragraphs_of(files: dict[str, bytes]) -> list[str]:
    return [each.where for each in told(files)]


def test_a_page_that_word_noted_at_the_begin_of_a_paragraph_is_its_page() -> None:
    noted = "<w:r><w:lastRenderedPageBreak/></w:r>"
    files = changed(
        "<w:sectPr>", f"<w:p>{noted}{said('{{ a }}')}</w:p><w:p>{said('{{ b }}')}</w:p><w:sectPr>"
    )
    assert [where.split(", ")[2] for where in paragraphs_of(files)] == ["Seite 2", "Seite 2"]


@pytest.mark.parametrize(
    "end",
    [
        '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
        '<w:p><w:pPr><w:sectPr><w:type w:val="nextPage"/></w:sectPr></w:pPr></w:p>',
        "<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>",
        "<w:p/>" * 46,
        "<w:tbl><w:tblPr/><w:tblGrid/>"
        + f"<w:tr><w:tc><w:p>{said('x' * 60)}</w:p></w:tc></w:tr>" * 23
        + "</w:tbl>",
    ],
)
def test_without_noted_pages_the_page_is_guessed_by_breaks_and_lines(end: str) -> None:
    xml = member().replace(
        "<w:body>", f"<w:body><w:p>{said('{{ a }}')}</w:p>{end}<w:p>{said('{{ b }}')}</w:p>"
    )
    first, second = paragraphs_of({DOCX: rewritten({BODY: xml}), YAML: FILES[YAML]})
    assert first.split(", ")[2] == "etwa Seite 1"
    assert second.split(", ")[2] == "etwa Seite 2"


def with_part(name: str, old: str, new: str) -> dict[str, bytes]:
    return changed(old, new, name)


RELATION = '<Relationships xmlns="x"><Relationship Id="r" Type="y/hyperlink" Target="{}" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("target", "is_refused"),
    [
        ("https://kmn.example", False),
        ("mailto:kmn@kmn.example", False),
        ("file:///c:/x.docx", True),
        ("\\\\x", True),
    ],
)
def test_a_link_to_the_web_may_stay_and_one_to_a_file_may_not(target: str, is_refused: bool) -> None:  # noqa: FBT001 - a column of the table
    changes = {"word/_rels/footnotes.xml.rels": RELATION.format(target)}
    found = told({DOCX: rewritten(changes), YAML: FILES[YAML]})
    assert bool(found) is is_refused


def test_text_that_a_style_hides_is_found_where_it_stands() -> None:
    styles = member("word/styles.xml").replace(
        "</w:styles>",
        '<w:style w:type="character" w:styleId="Geheim"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>',
    )
    run = '<w:p><w:r><w:rPr><w:rStyle w:val="Geheim"/></w:rPr><w:t>x</w:t></w:r></w:p>'
    body = member().replace("<w:sectPr>", f"{run}<w:sectPr>")
    (found,) = told({DOCX: rewritten({"word/styles.xml": styles, BODY: body}), YAML: FILES[YAML]})
    assert "verborgenen Text" in found.what
    assert found.line


def test_text_that_is_marked_as_not_hidden_is_not_hidden() -> None:
    assert told(with_paragraph('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>x</w:t></w:r>')) == []


def test_comments_that_lost_their_place_are_still_comments() -> None:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:comments>'
    )
    for inner, count in (('<w:comment w:id="1"/>', 1), ("", 0)):
        files = {DOCX: rewritten({"word/comments.xml": comments.format(inner)}), YAML: FILES[YAML]}
        assert len(told(files)) == count


DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Bild"{}/>{}</wp:inline></w:drawing></w:r></w:p>'
)
PICTURE = '<p:pic xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'
TABLE = (
    "<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{}<w:tc><w:p><w:r><w:t>Kopf</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>{{%tr for x in anlagen %}}</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>{{{{ x.name }}}}</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>{{%tr endfor %}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
)


@pytest.mark.parametrize(
    ("part", "old", "new", "wanted"),
    [
        (
            "word/settings.xml",
            "<w:zoom",
            "<w:trackRevisions/><w:zoom",
            "Die Änderungsverfolgung ist eingeschaltet.",
        ),
        ("word/settings.xml", "<w:zoom", '<w:trackRevisions w:val="0"/><w:zoom', ""),
        ("word/settings.xml", "<w:autoHyphenation/>", "", "Die Silbentrennung ist ausgeschaltet."),
        (
            "word/styles.xml",
            'w:lang w:val="de-DE"',
            'w:lang w:val="en-US"',
            "nicht als Deutsch gekennzeichnet",
        ),
        (
            BODY,
            "<w:sectPr>",
            DRAWING.format("", PICTURE) + "<w:sectPr>",
            "Ein Bild hat keinen Alternativtext.",
        ),
        (BODY, "<w:sectPr>", DRAWING.format(" descr='Wappen'", PICTURE) + "<w:sectPr>", ""),
        (BODY, "<w:sectPr>", DRAWING.format("", "") + "<w:sectPr>", ""),
        (BODY, "<w:sectPr>", TABLE.format("") + "<w:sectPr>", "wiederholt sich auf der nächsten Seite nicht"),
        (BODY, "<w:sectPr>", TABLE.format("<w:trPr><w:tblHeader/></w:trPr>") + "<w:sectPr>", ""),
        ("docProps/custom.xml", "", "<x/>", "enthält eigene Dateieigenschaften"),
        ("word/people.xml", "", "<x/>", "enthält Namen von Personen"),
    ],
)
def test_what_could_be_better_is_a_hint_and_no_refusal(part: str, old: str, new: str, wanted: str) -> None:
    files = changed(old, new, part) if old else {DOCX: rewritten({part: new}), YAML: FILES[YAML]}
    hints = told(files)
    assert [wanted in each.what for each in hints] == ([True] if wanted else [])
    assert all(each.is_hint and each.do for each in hints)
    assert Library.load(files).kinds == ("erinnerung_2",)


def test_a_letter_without_page_numbers_gets_a_hint() -> None:
    foot = '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p/></w:ftr>'
    found = told({DOCX: rewritten({f"word/footer{n}.xml": foot for n in (1, 2)}), YAML: FILES[YAML]})
    assert "Weder Kopf- noch Fußzeile nennt eine Seitenzahl." in [each.what for each in found if each.is_hint]


def test_nothing_is_to_be_said_about_the_shipped_templates() -> None:
    assert told(FILES) == []


NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def text_box(text: str) -> str:
    """A text box as Word writes it: twice, once for older programs."""
    box = f"<w:txbxContent><w:p>{said(text)}</w:p></w:txbxContent>"
    modern = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    return f"<w:p {NAMESPACES}><w:r><mc:AlternateContent>{modern}<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"


def test_a_text_box_may_hold_placeholders_and_is_checked() -> None:
    files = changed("<w:sectPr>", text_box("Haus {{ office.name }}") + "<w:sectPr>")
    assert "Haus Koordinierungsstelle" in Library.load(files).render("erinnerung_2", reminder()).text
    wrong = told(changed("<w:sectPr>", text_box("{{ offce.name }}") + "<w:sectPr>"))
    assert {each.do for each in wrong} == {"Meinten Sie „office.name“?"}


HALF = "<w:r><w:t>{{{{ office</w:t></w:r><{0}><w:r><w:t>.name }}}} b</w:t></w:r></{1}>"


@pytest.mark.parametrize(
    "inner",
    [
        HALF.format('w:hyperlink w:anchor="x"', "w:hyperlink"),
        HALF.format('w:smartTag w:element="x"', "w:smartTag"),
        "<w:r><w:t>{{ office</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>.name }}</w:t></w:r></w:sdtContent></w:sdt>",
    ],
)
def test_a_tag_that_a_link_covers_by_half_is_told_with_its_place(inner: str) -> None:
    (found,) = told(with_paragraph(inner))
    assert (
        found.what
        == "{{ office.name }} ist zerlegt: Ein Link oder Inhaltssteuerelement reicht nur über einen Teil."
    )
    assert found.line
    assert found.line.words.startswith("{{ office.name }}")


@pytest.mark.parametrize(
    "inner",
    [
        '<w:bookmarkStart w:id="0" w:name="x"/>',
        "<w:r><w:lastRenderedPageBreak/></w:r>",
        '<w:proofErr w:type="spellStart"/>',
        '<w:hyperlink w:anchor="x"><w:r><w:t>.na</w:t></w:r></w:hyperlink><w:r><w:t>me }}</w:t></w:r>',
    ],
)
def test_a_tag_that_is_cut_within_the_same_text_is_mended_silently(inner: str) -> None:
    rest = "" if "hyperlink" in inner else "<w:r><w:rPr><w:b/></w:rPr><w:t>.name }}</w:t></w:r>"
    files = with_paragraph(f"<w:r><w:t>{{{{ office</w:t></w:r>{inner}{rest}")
    assert Library.load(files).render("erinnerung_2", reminder()).text.count("Koordinierungsstelle der") > 3
