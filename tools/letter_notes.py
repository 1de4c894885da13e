"""What stands in the papers that no Träger gets: Prüfvermerk, draft of an Anhörung, and the parts they share."""

from __future__ import annotations

from tools.letter_paper import Column, Sheet, address_block, cell, each_row, page_of_pages, para, row, table
from tools.letter_texts import CASE_FACTS, STAY, listing, settlement, signature

_FACTS = (Column("Angabe", 50), Column("Inhalt", 115))
_FINDINGS = (
    Column("Regel", 19), Column("Art", 18), Column("Fundstelle", 34), Column("Feststellung", 69),
    Column("Betrag", 25, "ZelleBetrag"),
)  # fmt: skip
_VERSIONS = (Column("Fassung", 20), Column("Eingang", 40), Column("Ergebnis der Prüfung", 105))
_REASONS = (Column("Fundstelle", 43), Column("Feststellung", 122))
LS = ("{{ behoerde.name }}", "{{ behoerde.strasse }}", "{{ behoerde.plz }} {{ behoerde.ort }}")


def note_sheet() -> Sheet:
    """A file note: one line above, page numbers below."""
    head = para("{{ office.name }} · intern, zur Akte · Vorgang {{ schreiben.vorgang }}", "Header")
    return Sheet(
        {"header1": head, "header2": head, "footer1": page_of_pages(), "footer2": page_of_pages()}, top=25
    )


def _fact(label: str, value: str, style: str = "Zelle") -> str:
    return row(
        [cell([para(f"**{label}**", "Zelle")], _FACTS[0].width), cell([para(value, style)], _FACTS[1].width)]
    )


def note() -> str:
    """The Prüfvermerk: who, what, by which rules, with which result, signed by two persons."""
    return "".join(
        (
            para("Prüfvermerk", "Title"),
            para("zum Verwendungsnachweis für das Förderjahr {{ bescheid.foerderjahr }}, Stand {{ schreiben.datum }}, "
                 "Nr. {{ schreiben.nummer }}", extra='<w:spacing w:after="240"/>'),
            para("1  Vorgang", "Heading2"),
            _note_facts(),
            para("2  Gesehene Unterlagen", "Heading2"),
            para("{%p for teil in nachweis.teile %}"),
            para("–\t{{ teil.name }}", "Liste"),
            para("{%p endfor %}"),
            para("3  Umfang der Prüfung", "Heading2"),
            para("Kursorische Prüfung: Vollständigkeit, rechnerische Richtigkeit, Plausibilität und Anzeichen für eine "
                 "Erstattung. Die Prüfung erfolgte maschinell nach den angewandten Regeln; das Ergebnis verantwortet "
                 "die prüfende Person. {{ pruefung.stichprobe }}"),
            para("Vertiefte Prüfung:\t☐ nein\t☐ ja, Umfang siehe Anlage", extra=_BOXES),
            para("{%p if pruefung.nicht_gelaufen %}"),
            para("Nicht ausführbar, weil Angaben fehlen oder nicht lesbar sind: {{ pruefung.nicht_gelaufen }}."),
            para("{%p endif %}"),
            para("4  Feststellungen", "Heading2"),
            findings_table(),
            para("5  Äußerung des Trägers", "Heading2"),
            _versions(),
            para("Weitere Äußerungen (Schreiben, Telefon): ________________________________________",
                 extra='<w:spacing w:before="160"/>'),
            para("6  Abrechnung", "Heading2"),
            settlement(with_difference=True),
            *_note_result(),
            para("8  Unterschriften", "Heading2"),
            _signatures(),
        )
    )  # fmt: skip


_BOXES = (
    '<w:keepNext/><w:tabs><w:tab w:val="left" w:pos="4252"/><w:tab w:val="left" w:pos="5386"/>'
    '<w:tab w:val="left" w:pos="7087"/></w:tabs>'
)


def _note_facts() -> str:
    facts = [
        _fact("Vorgang", "{{ schreiben.vorgang }}"),
        _fact("Geschäftszeichen", "{{ bescheid.geschaeftszeichen }}"),
        _fact("Träger", "{{ empfaenger.name }}, {{ empfaenger.plz }} {{ empfaenger.ort }}"),
        _fact("Zuwendungsbescheid", "vom {{ bescheid.datum }} über {{ bescheid.bewilligt }} einschließlich Änderungen; "
              "Fördersatz {{ bescheid.foerdersatz }}; Stellenanteile {{ bescheid.stellenanteile }}"),
        _fact("Bewilligungszeitraum", "{{ bescheid.von }} bis {{ bescheid.bis }} "
              "(Förderjahr {{ bescheid.foerderjahr }})"),
        _fact("Nachweis", "zuerst eingegangen am {{ nachweis.erster_eingang }}, vollständig am "
              "{{ nachweis.eingang }} (Fassung {{ nachweis.fassung }})"),
        _fact("Prüfsumme der Datei", "{{ nachweis.pruefsumme }}", "Pruefsumme"),
        _fact("Angewandte Regeln", "{{ bescheid.richtlinie }} ({{ pruefung.regelfassung }})"),
        _fact("Prüfsumme der Regeln", "{{ pruefung.regelstand }}", "Pruefsumme"),
    ]  # fmt: skip
    return table(_FACTS, facts, "Angaben zum Vorgang")


def _versions() -> str:
    rows = each_row(
        "stand in nachweis.fassungen",
        _VERSIONS,
        (
            [para("{{ stand.nummer }}", "Zelle")],
            [para("{{ stand.eingang }}", "Zelle")],
            [para("{{ stand.ergebnis }}", "Zelle")],
        ),
    )
    return table(_VERSIONS, rows, "Fassungen des Nachweises, die der Träger vorgelegt hat")


def _note_result() -> tuple[str, ...]:
    return (
        para("7  Ergebnis", "Heading2"),
        para("Ergebnis der Prüfung: **{{ pruefung.ergebnis }}**."),
        para("{%p if abrechnung.ueberzahlung %}"),
        para("Rechnerisch ausgezahlt über die Zuwendung hinaus: **{{ abrechnung.ueberzahlung }}**. Der Vorgang "
             "wird mit dem Entwurf einer Anhörung an die Bewilligungsbehörde ({{ behoerde.name }}, kurz LS) "
             "abgegeben; über Widerruf und Erstattung entscheidet allein das LS."),
        para("{%p endif %}"),
        para("Zweck nach dem Sachbericht erreicht:\t☐ ja\t☐ teilweise\t☐ nein", extra=_BOXES),
    )  # fmt: skip


def fact_table() -> str:
    """The Bescheid that a letter to the LS is about, for somebody who does not know the case."""
    facts = [
        _fact("Träger", "{{ empfaenger.name }}, {{ empfaenger.strasse }}, {{ empfaenger.plz }} {{ empfaenger.ort }}"),
        _fact("Zuwendungsbescheid", "vom {{ bescheid.datum }}, {{ bescheid.geschaeftszeichen }}"),
        _fact("Bewilligungszeitraum", "{{ bescheid.von }} bis {{ bescheid.bis }} "
              "(Förderjahr {{ bescheid.foerderjahr }})"),
        _fact("Zuwendung", "bewilligt bis zu {{ bescheid.bewilligt }}, ausgezahlt {{ bescheid.ausgezahlt }}; "
              "Fördersatz {{ bescheid.foerdersatz }}; Stellenanteile {{ bescheid.stellenanteile }}"),
    ]  # fmt: skip
    return table(_FACTS, facts, "Angaben zur Zuwendung")


def findings_table() -> str:
    """All findings with rule, place and the amount that the settlement has for the rule, or a sentence."""
    rows = each_row(
        "punkt in feststellungen",
        _FINDINGS,
        (
            [para("{{ punkt.regel }}", "Zelle")],
            [para("{{ punkt.art }}", "Zelle")],
            [para("{{ punkt.fundstelle }}", "Zelle")],
            [
                para("{{ punkt.text }}", "Zelle"),
                para("{%p if punkt.gefunden %}", "ZelleKlein"),
                para("Gefunden: {{ punkt.gefunden }} · Erwartet: {{ punkt.erwartet }}", "ZelleKlein"),
                para("{%p endif %}", "ZelleKlein"),
                para("{{ punkt.quelle }}", "ZelleKlein"),
            ],
            [para("{{ punkt.betrag }}", "ZelleBetrag")],
        ),
    )
    return "".join(
        (
            para("{%p if feststellungen %}"),
            table(_FINDINGS, rows, "Feststellungen der Prüfung mit Regel und Fundstelle"),
            para("{%p else %}"),
            para("Keine Feststellungen."),
            para("{%p endif %}"),
        )
    )


def _signatures() -> str:
    line = '<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="left" w:pos="4960"/></w:tabs>'
    return "".join(
        (
            para("Geprüft (sachlich und rechnerisch):\tMitgezeichnet (zweite Person):", "Unterschrift", line),
            para("", "Unterschrift", line + '<w:spacing w:before="560"/>'),
            para("______________________________\t______________________________", "Unterschrift", line),
            para("Datum, Name, Unterschrift\tDatum, Name, Unterschrift", "Klein",
                 '<w:tabs><w:tab w:val="left" w:pos="4960"/></w:tabs><w:spacing w:before="40"/>'),
        )
    )  # fmt: skip


def hearing_draft() -> str:
    """What the LS may send or not: the draft of an Anhörung, framed by our note to the LS."""
    return "".join(
        (
            address_block((), LS, CASE_FACTS),
            para("Abgabe mit Entwurf einer Anhörung nach § 28 VwVfG\n"
                 "Förderjahr {{ bescheid.foerderjahr }}, {{ empfaenger.name }}", "Heading1"),
            para("Sehr geehrte Damen und Herren,", "Anrede"),
            para("die Prüfung des Verwendungsnachweises des oben genannten Trägers ergibt rechnerisch, dass "
                 "**{{ abrechnung.ueberzahlung }}** über die Zuwendung hinaus ausgezahlt sind. Nachstehend erhalten "
                 "Sie den Entwurf eines Anhörungsschreibens. Er ist ein Vorschlag und wurde nicht an den Träger "
                 "gesandt. Ob und mit welchem Inhalt angehört wird, entscheidet das LS."),
            para("Bitte insbesondere prüfen: Rechtsgrundlage und Ermessen, die Jahresfrist nach § 49 Abs. 3 Satz 2 in "
                 "Verbindung mit § 48 Abs. 4 VwVfG, Zinsen nach § 49a Abs. 3 und 4 VwVfG sowie die Frist zur "
                 "Äußerung. Eine Rechtsbehelfsbelehrung enthält der Entwurf nicht, weil eine Anhörung kein "
                 "Verwaltungsakt ist; ein späterer Bescheid braucht sie (§ 37 Abs. 6 VwVfG).", extra=STAY),
            signature(),
            listing("Anlagen", "anlagen"),
            listing("Verteiler", "verteiler"),
            para("Entwurf des Anhörungsschreibens", "Heading2", "<w:pageBreakBefore/>"),
            *(para(text, "Entwurf") for text in _HEARING),
            _reasons(),
            para("Berechnung", "Heading2"),
            settlement(),
            para("Ihre Äußerung", "Heading2"),
            *(para(text, "Entwurf", STAY) for text in _HEARING_END),
        )
    )  # fmt: skip


def _reasons() -> str:
    rows = each_row(
        "grund in gruende",
        _REASONS,
        (
            [para("{{ grund.fundstelle }}", "Zelle")],
            [para("{{ grund.text }}", "Zelle"), para("{{ grund.quelle }}", "ZelleKlein")],
        ),
    )
    return "".join(
        (
            para("{%p if gruende %}"),
            para("Feststellungen", "Heading2"),
            table(_REASONS, rows, "Feststellungen, auf denen die Berechnung beruht"),
            para("{%p endif %}"),
        )
    )


_HEARING = (
    """{{ empfaenger.name }}
{{ empfaenger.strasse }}
{{ empfaenger.plz }} {{ empfaenger.ort }}""",
    """**Anhörung zum beabsichtigten teilweisen Widerruf und zur Erstattung**
Zuwendungsbescheid vom {{ bescheid.datum }} ({{ bescheid.geschaeftszeichen }}), \
Förderjahr {{ bescheid.foerderjahr }}""",
    "{{ anrede }}",
    """mit dem genannten Bescheid wurde Ihnen für den Zeitraum vom {{ bescheid.von }} bis {{ bescheid.bis }} eine \
Zuwendung von bis zu {{ bescheid.bewilligt }} bewilligt; {{ bescheid.ausgezahlt }} wurden ausgezahlt. Ihr \
Verwendungsnachweis ging am {{ nachweis.eingang }} ein. Nach seiner Prüfung beträgt die Zuwendung \
{{ abrechnung.zuwendung }}; ausgezahlt sind damit {{ abrechnung.ueberzahlung }} zu viel.""",
    """Es ist beabsichtigt, den Bescheid in Höhe von {{ abrechnung.ueberzahlung }} mit Wirkung für die Vergangenheit \
teilweise zu widerrufen, soweit er nicht bereits durch Eintritt einer auflösenden Bedingung unwirksam geworden ist, \
und die Erstattung dieses Betrags zu verlangen.""",
    """Rechtsgrundlage sind §§ 49 Abs. 3 und 49a Abs. 1 VwVfG in Verbindung mit § 1 Abs. 1 NVwVfG sowie die \
Nebenbestimmungen Ihres Bescheids ({{ bescheid.nebenbestimmungen }}). Danach ermäßigt sich die Zuwendung, wenn sich \
die zuwendungsfähigen Ausgaben verringern; zu viel gezahlte Beträge sind zu erstatten. Der Erstattungsbetrag kann \
nach § 49a Abs. 3 VwVfG zu verzinsen sein.""",
)
_HEARING_END = (
    """Sie haben nach § 28 Abs. 1 VwVfG Gelegenheit, sich **bis zum [Frist setzt das LS]** zu den für die Entscheidung \
erheblichen Tatsachen zu äußern. Äußern Sie sich nicht, wird nach Aktenlage entschieden.""",
    "Im Auftrag\n[Name und Unterschrift LS]",
)
