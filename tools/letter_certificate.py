"""The Teilnahmebescheinigung: one quiet page without address field."""

from __future__ import annotations

from tools.letter_paper import ACCENT, Sheet, page_of_pages, para

_KEEP = "<w:keepNext/><w:keepLines/>"


def certificate_sheet() -> Sheet:
    """The page of a certificate: the name of the office above, a frame around, its number below."""
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="5" w:color="{ACCENT}"/></w:pBdr>'
    head = para("{{ office.name }}", "Briefkopf", rule)
    foot = page_of_pages("{{ office.name }} · Bescheinigung {{ schreiben.nummer }}")
    return Sheet(
        {"header1": head, "header2": head, "footer1": foot, "footer2": foot},
        top=45,
        header=18,
        footer=16,
        framed=True,
    )


def certificate() -> str:
    """Who took part, in what, when, for how long; issued by whom."""
    return "".join(
        (
            para("Teilnahmebescheinigung", "Title", '<w:spacing w:before="700" w:after="560"/><w:jc w:val="center"/>'),
            para("{{ teilnahme.name }}", "Ausgezeichnet"),
            para("{{ empfaenger.name }}", "Mitte", '<w:spacing w:after="320"/>'),
            para("hat {{ sitzung.anlass_dativ }} teilgenommen:", "Mitte"),
            para("{{ sitzung.titel }}", "Veranstaltung"),
            para("**Termin**\t{{ sitzung.tag }}", "Termin"),
            para("**Uhrzeit**\t{{ sitzung.zeit }}", "Termin"),
            para("{%p if teilnahme.umfang %}", "Termin"),
            para("**Umfang**\t{{ teilnahme.umfang }}", "Termin"),
            para("{%p endif %}", "Termin"),
            para("**Ort**\t{{ sitzung.ort }}", "Termin"),
            para("{%p if tagesordnung %}"),
            para("Inhalte", "Heading2"),
            para("{%p for punkt in tagesordnung %}"),
            para("–\t{{ punkt.text }}", "Liste"),
            para("{%p endfor %}"),
            para("{%p endif %}"),
            para("{{ office.ort }}, {{ schreiben.datum }}", "Unterschrift",
                 '<w:spacing w:before="560" w:after="360"/>'),
            para("{{ person.name }}", "Unterschrift"),
            para("{%p if person.funktion %}", "Unterschrift"),
            para("{{ person.funktion }}", "Unterschrift"),
            para("{%p endif %}", "Unterschrift"),
            para("{{ office.name }}", "Unterschrift", _KEEP),
            para("Diese Bescheinigung wurde elektronisch erstellt und gilt ohne Unterschrift.", "Klein"),
        )
    )  # fmt: skip
