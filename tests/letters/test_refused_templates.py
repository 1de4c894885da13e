from __future__ import annotations

import io
import zipfile

import pytest

from kmn_automation.letters.library import Library
from kmn_automation.model.error import Misconfigured
from tests.letters.altered import BODY, DOCX, YAML, changed, member, rewritten, said, with_paragraph
from tests.letters.cast import FILES

SPLIT_DDE = (
    '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDE</w:instrText></w:r>'
    '<w:r><w:instrText>AUTO x</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
)


def refusal(files: dict[str, bytes]) -> str:
    with pytest.raises(Misconfigured) as caught:
        Library.load(files)
    return str(caught.value)


def test_all_shipped_templates_load() -> None:
    assert Library.load(FILES).kinds == (
        "abgabe_ls",
        "absage",
        "anhoerung_entwurf",
        "bewertung_mit_hinweisen",
        "bewertung_ohne_hinweise",
        "einladung",
        "erinnerung_2",
        "mitteilung_ls",
        "nachforderung",
        "protokollversand",
        "pruefvermerk",
        "rundschreiben",
        "teilnahmebescheinigung",
        "verlegung",
    )


def test_a_misspelt_placeholder_is_refused_with_file_place_and_suggestion() -> None:
    message = refusal(changed("{{ erinnerung.frist_neu }}", "{{ erinnerung.frsit_neu }}"))
    assert message.startswith("erinnerung_2.docx, Text, etwa Seite 1, Absatz 31 „Bitte legen Sie")
    assert "Bitte legen Sie den vollständigen Verwendungsnachweis" in message
    assert "„erinnerung.frsit_neu“ gibt es in diesem Schreiben nicht" in message
    assert "Meinten Sie „erinnerung.frist_neu“?" in message


def test_a_misspelt_placeholder_in_the_header_is_refused() -> None:
    message = refusal(changed("schreiben.nummer", "schreiben.numer", "word/header2.xml"))
    assert message.startswith("erinnerung_2.docx, Kopfzeile, Absatz 1")


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (said("{{ anrede "), "nicht geschlossen"),
        (said("{{ anrede }"), "nicht geschlossen"),
        (said("{{ bescheid.foerderjahr + 1 }}"), "Rechnen ist in einer Vorlage nicht erlaubt"),
        (said("{{ -anrede }}"), "Rechnen ist in einer Vorlage nicht erlaubt"),
        (said("{{ anrede.upper() }}"), "nicht erlaubt"),
        (said("{{ anrede['x'] }}"), "nicht erlaubt"),
        (said("{{ ''.__class__ }}"), "nicht erlaubt"),
        (said("{{ cycler.__init__ }}"), "gibt es in diesem Schreiben nicht"),
        (said("{{ anrede|euros }}"), "Meinten Sie „euro“?"),
        (said("{{ anrede|euro }}"), "wird so geschrieben: {{ anrede ohne Filter }}"),
        (said("{{ erinnerung }}"), "ist eine Gruppe"),
        (said("{{ anlagen }}"), "ist eine Liste"),
        (said("{% for x in anrede %}{{ x }}{% endfor %}"), "ist keine Liste"),
        (said("{% set x = anrede %}"), "nicht erlaubt"),
        (said("{% include 'x' %}"), "nicht erlaubt"),
        (
            said("{% if anrede %}x"),
            "{% if anrede %} wird nicht geschlossen: Es fehlt im selben Absatz {% endif %}",
        ),
        (said("{%p if anrede %}"), "{%p if anrede %} wird nicht geschlossen: Es fehlt dahinter {%p endif %}"),
        (said("vorher {%p if anrede %}"), "geht verloren"),
        (said("{% p if anrede %}"), "kein Leerzeichen"),
        (said("{%tr for x in anlagen %}"), "steht nicht in einer Tabelle"),
        (said("{{r anrede }}"), "nicht vorgesehen"),
        (said("{%- if anrede %}{% endif %}"), "nicht vorgesehen"),
        ('<w:ins w:id="1" w:author="x"/>' + said("neu"), "Änderungsverfolgung"),
        ('<w:r><w:commentReference w:id="0"/></w:r>', "Kommentar"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r>", "verborgenen Text"),
        ("<w:r><w:object/></w:r>", "eingebettetes Objekt"),
        ('<w:fldSimple w:instr="INCLUDETEXT &quot;c:/x&quot;"/>', "Feld „INCLUDETEXT"),
        (SPLIT_DDE, "Feld „DDEAUTO x“ ist in einer Vorlage nicht erlaubt"),
    ],
)
def test_what_a_template_may_not_hold_is_refused_with_its_place(inner: str, wanted: str) -> None:
    message = refusal(with_paragraph(inner))
    assert wanted in message
    assert message.startswith("erinnerung_2.docx, Text, etwa Seite ")


def test_a_field_that_word_split_over_two_runs_is_still_a_page_number() -> None:
    split = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PA</w:instrText></w:r>'
        '<w:r><w:instrText>GE \\* MERGEFORMAT</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert Library.load(with_paragraph(split)).kinds == ("erinnerung_2",)


def test_a_tag_that_word_split_over_runs_is_understood() -> None:
    files = changed("{{ anrede }}", '{{ an</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>rede }}')
    assert Library.load(files).kinds == ("erinnerung_2",)


def test_a_missing_required_sentence_is_refused_at_load() -> None:
    message = refusal(
        changed("nach §\u00a049 Abs.\u00a03 Satz\u00a01 Nr.\u00a02 VwVfG", "nach Recht und Gesetz")
    )
    assert "fehlt der vorgeschriebene Satz „nach § 49 Abs. 3 Satz 1 Nr. 2 VwVfG" in message


def test_a_missing_required_field_is_refused_at_load() -> None:
    message = refusal(changed("{{ erinnerung.frist_neu }}", "demnächst"))
    assert "In der Vorlage fehlt die Pflichtangabe {{ erinnerung.frist_neu }}: neue Frist." in message


def test_a_required_sentence_that_a_condition_can_leave_out_is_refused_at_load() -> None:
    opening, ending = said("{%p if person.funktion %}"), said("{%p endif %}")
    xml = member()
    start = xml.rindex("<w:p>", 0, xml.index("Die Entscheidung darüber"))
    end = xml.index("</w:p>", start) + len("</w:p>")
    wrapped = f"<w:p>{opening}</w:p>{xml[start:end]}<w:p>{ending}</w:p>"
    message = refusal({DOCX: rewritten({BODY: xml[:start] + wrapped + xml[end:]}), YAML: FILES[YAML]})
    assert "besteht die Probe nicht" in message


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"word/vbaProject.bin": "x"}, "Makros"),
        ({"word/embeddings/x.bin": "x"}, "eingebettetes Objekt"),
        (
            {
                "word/_rels/settings.xml.rels": '<Relationships xmlns="x"><Relationship Id="r" '
                'Type="y/attachedTemplate" Target="file:///c:/firma.dotm" TargetMode="External"/></Relationships>'
            },
            "verweist auf eine fremde Datei: file:///c:/firma.dotm",
        ),
        ({"word/header2.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}, "DOCTYPE"),
        ({"word/header2.xml": "<x>"}, "beschädigt"),
        (
            {
                "[Content_Types].xml": member("[Content_Types].xml").replace(
                    "wordprocessingml.document.main", "wordprocessingml.template.main"
                )
            },
            "ist eine Dokumentvorlage (.dotx)",
        ),
        (
            {
                BODY: member().replace(
                    "schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"
                )
            },
            "im Format „Strict Open XML“ gespeichert",
        ),
    ],
)
def test_foreign_parts_of_the_file_are_refused(changes: dict[str, str], wanted: str) -> None:
    assert wanted in refusal({DOCX: rewritten(changes), YAML: FILES[YAML]})


def test_in_a_letter_that_cannot_be_read_nothing_is_missed() -> None:
    message = refusal({DOCX: rewritten({BODY: "<x>"}), YAML: FILES[YAML]})
    assert message.startswith("erinnerung_2.docx: Der Teil „word/document.xml“ ist beschädigt.")
    assert len(message.splitlines()) == 1


def test_a_zip_without_a_letter_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("anderes.txt", "x")
    assert refusal({DOCX: buffer.getvalue(), YAML: FILES[YAML]}) == (
        "erinnerung_2.docx: Die Datei ist keine Word-Datei (.docx). Bitte in Word neu als .docx speichern."
    )


def test_a_file_that_is_no_zip_is_refused() -> None:
    assert "keine brauchbare Word-Datei" in refusal({DOCX: b"PK nothing", YAML: FILES[YAML]})


def test_an_unknown_key_in_the_sidecar_is_refused_with_line_and_column() -> None:
    yaml = FILES[YAML].replace(b"title:", b"titel: x\ntitle:", 1)
    message = refusal({DOCX: FILES[DOCX], YAML: yaml})
    assert message.startswith(
        "erinnerung_2.yaml:2:1: Den Schlüssel „titel“ gibt es hier nicht. Meinten Sie „title“?"
    )


def test_a_placeholder_name_that_jinja_would_read_as_a_method_is_refused() -> None:
    yaml = FILES[YAML].replace(b"  anrede: text\n", b"  anrede: text\n  office.items: text\n")
    assert "office.items" in refusal({DOCX: FILES[DOCX], YAML: yaml})


def test_an_unknown_placeholder_in_the_subject_is_refused() -> None:
    yaml = FILES[YAML].replace(b"{{ bescheid.foerderjahr }}", b"{{ bescheid.jahr }}", 1)
    assert "Betreff (subject)" in refusal({DOCX: FILES[DOCX], YAML: yaml})


def test_a_template_without_sidecar_is_refused() -> None:
    assert "fehlt „erinnerung_2.yaml“" in refusal({DOCX: FILES[DOCX]})


def test_a_table_that_loses_its_last_row_is_refused_at_load() -> None:
    cell = "<w:tc><w:tcPr/><w:p>{}</w:p></w:tc>"
    rows = "".join(
        f"<w:tr>{cell.format(said(text))}</w:tr>"
        for text in ("{%tr for x in anlagen %}", "{{ x.name }}", "{%tr endfor %}")
    )
    files = changed("<w:sectPr>", f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl><w:p/><w:sectPr>")
    assert "hat keine Zeile mehr" in refusal(files)


def test_where_word_noted_its_pages_the_place_names_the_page() -> None:
    broken = said("x") + "<w:r><w:lastRenderedPageBreak/></w:r>"
    files = changed("<w:sectPr>", f"<w:p>{broken}</w:p><w:p>{said('{{ anrde }}')}</w:p><w:sectPr>")
    assert refusal(files).startswith("erinnerung_2.docx, Text, Seite 2, Absatz ")


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (
            "{% for x in anlagen %}{{ loop.index }}{% if not loop.last %}{{ x.name }}{% endif %}{% endfor %}",
            "",
        ),
        ("{% if anrede and anlagen or verteiler %}a{% elif anrede %}b{% else %}c{% endif %}", ""),
        ("{# eine Notiz #}", ""),
        ("{% for x in anlagen %}{{ loop.indx }}{% endfor %}", "Meinten Sie „index“?"),
        ("{% for x in anlagen if x.name %}{{ x.name }}{% endfor %}", "nicht erlaubt"),
        ("{{ anrede|datum(1) }}", "nicht erlaubt"),
        ("{% if anrede == 'x' %}a{% endif %}", "nicht erlaubt"),
    ],
)
def test_loops_and_conditions_say_only_what_a_template_needs(inner: str, wanted: str) -> None:
    files = with_paragraph(said(inner))
    if not wanted:
        assert Library.load(files).kinds == ("erinnerung_2",)
    else:
        assert wanted in refusal(files)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (b"optional:\n", b"optional:\n  - person.funktino\n", "Meinten Sie „person.funktion“?"),
        (b"title: ", b"title: \xff", "nicht in UTF-8"),
        (b"release: eine Person", b"release: drei Personen", "„drei Personen“ ist hier nicht erlaubt"),
        (b"valid_from: 2024-01-01", b"valid_from: bald", "valid_from"),
        (
            b"  anrede: text\n",
            b"  anrede: text\n  anrede.kurz: text\n",
            "„anrede“ ist schon ein einzelner Platzhalter",
        ),
    ],
)
def test_a_wrong_sidecar_is_refused(old: bytes, new: bytes, wanted: str) -> None:
    yaml = FILES[YAML].replace(old, new, 1)
    yaml = yaml.replace(b"optional:\n", b"optional:\n  - anrede.kurz\n", 1) if b"anrede.kurz" in new else yaml
    assert wanted in refusal({DOCX: FILES[DOCX], YAML: yaml})


def test_the_lock_file_of_an_open_word_is_not_a_template() -> None:
    assert Library.load({**FILES, "~$inladung.docx": b"Kim"}).kinds == Library.load(FILES).kinds


def test_any_other_file_among_the_templates_is_refused() -> None:
    assert refusal({**FILES, "notiz.txt": b""}).startswith("notiz.txt: Hier liegen nur .docx und .yaml.")


def test_text_beside_a_row_command_is_refused() -> None:
    cell = "<w:tc><w:tcPr/><w:p>{}</w:p></w:tc>"
    row = f"<w:tr>{cell.format(said('{%tr for x in anlagen %}'))}{cell.format(said('geht verloren'))}</w:tr>"
    files = changed("<w:sectPr>", f"<w:tbl><w:tblPr/><w:tblGrid/>{row}</w:tbl><w:p/><w:sectPr>")
    assert "darf in der Tabellenzeile nichts stehen" in refusal(files)
