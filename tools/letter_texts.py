"""What stands in the letters about a proof: evaluation, second reminder, and what all letters share."""

from __future__ import annotations

from collections.abc import Sequence

from tools.letter_paper import (
    ACCENT,
    Column,
    Sheet,
    address_block,
    cell,
    each_row,
    lifted_row,
    mark,
    page_of_pages,
    para,
    row,
    table,
    twips,
)

_AMOUNTS = (Column("Rechenschritt", 125), Column("Betrag", 40, "ZelleBetrag"))
_FINDINGS = (Column("Nr.", 12), Column("Fundstelle", 43), Column("Feststellung und Hinweis", 110))
BY_MAIL = ("{%p if empfaenger.vermerk %}", "{{ empfaenger.vermerk }}", "{%p endif %}")
TRAEGER = (
    "{{ empfaenger.name }}",
    "{%p if empfaenger.ansprechperson %}",
    "{{ empfaenger.ansprechperson }}",
    "{%p endif %}",
    "{%p if empfaenger.strasse %}",
    "{{ empfaenger.strasse }}",
    "{%p endif %}",
    "{%p if empfaenger.ort %}",
    "{{ empfaenger.plz }} {{ empfaenger.ort }}",
    "{%p endif %}",
)
FACTS_TOP = ("Unser Zeichen\t{{ schreiben.nummer }}", "Vorgang\t{{ schreiben.vorgang }}")
FACTS_CASE = ("Geschäftszeichen\t{{ bescheid.geschaeftszeichen }}",)
FACTS_PERSON = (
    "Ansprechperson\t{{ person.name }}",
    "{%p if person.telefon %}",
    "Telefon\t{{ person.telefon }}",
    "{%p endif %}",
    "E-Mail\t{{ person.email }}",
    "Datum\t{{ schreiben.datum }}",
)
CASE_FACTS = (*FACTS_TOP, *FACTS_CASE, *FACTS_PERSON)
_BOUNDARY = (
    "Dieses Schreiben ist eine fachliche Bewertung und kein Verwaltungsakt. Über Bewilligung, Widerruf und "
    "Erstattung entscheidet allein die Bewilligungsbehörde ({{ behoerde.name }}, kurz LS). Prüfungen durch das LS "
    "und den Landesrechnungshof bleiben vorbehalten."
)

STAY = "<w:keepNext/><w:keepLines/>"  # the closing never stands alone on a page


def letter_sheet(page_line: str, banner: Sequence[str] = ()) -> Sheet:
    """Letterhead on the first page, one line on the others, and what the office is reached by in the footer."""
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="5" w:color="{ACCENT}"/></w:pBdr>'
    height = twips(_SPACER - _BANNER_HEIGHT * len(banner))
    space = f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>'
    marks = mark(105, 4) + mark(148.5, 6) + mark(210, 4)
    head = para("{{ office.name }}", "Briefkopf", rule) + "".join(
        para(each, "EntwurfZeile") for each in banner
    )
    foot = para(
        "{{ office.name }} · {{ office.strasse }} · {{ office.plz }} {{ office.ort }}",
        "Footer",
        f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="5" w:color="{ACCENT}"/></w:pBdr>',
    )
    foot += page_of_pages("Telefon {{ office.telefon }} · E-Mail {{ office.email }}")
    next_head = "".join(para(each, "EntwurfZeile") for each in banner[:1]) + para(page_line, "Header")
    return Sheet(
        {
            "header1": head + marks + para("", "Marke", space),
            "header2": next_head,
            "footer1": foot,
            "footer2": page_of_pages(),
        }
    )


_SPACER = 25.0  # so that the address field begins at 45 mm
_BANNER_HEIGHT = 4.1


def closing() -> str:
    """Closing, name, and the lists of enclosures and copies where there are any."""
    return "".join(
        (
            signature(),
            para(
                "Dieses Schreiben wird elektronisch versandt und trägt keine Unterschrift.",
                "Klein",
                "<w:keepNext/>",
            ),
            listing("Anlagen", "anlagen"),
            listing("Verteiler", "verteiler"),
        )
    )


def signature() -> str:
    """Closing and name; one page holds all of it."""
    return "".join(
        (
            para("Mit freundlichen Grüßen", "Gruss"),
            para("Im Auftrag", "Unterschrift", '<w:spacing w:after="260"/>'),
            para("{{ person.name }}", "Unterschrift"),
            para("{%p if person.funktion %}", "Unterschrift"),
            para("{{ person.funktion }}", "Unterschrift"),
            para("{%p endif %}", "Unterschrift"),
        )
    )


def listing(heading: str, name: str) -> str:
    """A short list under a bold word, left out where it is empty."""
    return "".join(
        (
            para(f"{{%p if {name} %}}", "Anlagen"),
            para(f"**{heading}**", "Anlagen", '<w:keepNext/><w:spacing w:before="140"/>'),
            para(f"{{%p for eintrag in {name} %}}", "Anlagen"),
            para("{{ eintrag.name }}", "Anlagen"),
            para("{%p endfor %}", "Anlagen"),
            para("{%p endif %}", "Anlagen"),
        )
    )


def settlement(*, with_difference: bool = False) -> str:
    """The calculation: its steps, then what comes of it; a note for the file shows the difference in any case."""
    steps = each_row(
        "schritt in abrechnung.schritte",
        _AMOUNTS,
        (
            [
                para("{{ schritt.bezeichnung }}", "Zelle"),
                para("{%p if schritt.grund %}", "ZelleKlein"),
                para("{{ schritt.grund }}", "ZelleKlein"),
                para("{%p endif %}", "ZelleKlein"),
            ],
            [para("{{ schritt.betrag }}", "ZelleBetrag")],
        ),
    )
    results = [
        _amount("**Anerkannte zuwendungsfähige Ausgaben**", "**{{ abrechnung.anerkannt }}**"),
        _amount("**Zuwendung nach dieser Abrechnung**", "**{{ abrechnung.zuwendung }}**"),
        _amount("Ausgezahlte Zuwendung", "{{ abrechnung.ausgezahlt }}"),
        lifted_row("{%tr if abrechnung.ueberzahlung %}", _AMOUNTS),
        _amount("**Ausgezahlt über die Zuwendung hinaus**", "**{{ abrechnung.ueberzahlung }}**"),
        lifted_row("{%tr endif %}", _AMOUNTS),
    ]
    if with_difference:
        results[3:] = [
            _amount("**Differenz (ausgezahlt abzüglich Zuwendung)**", "**{{ abrechnung.differenz }}**")
        ]
    return table(_AMOUNTS, [*steps, *results], "Abrechnung: Rechenschritte und Beträge")


def _amount(label: str, amount: str) -> str:
    cells = [cell([para(label, "Zelle")], _AMOUNTS[0].width)]
    return row([*cells, cell([para(amount, "ZelleBetrag")], _AMOUNTS[1].width)])


def evaluation(*, with_findings: bool) -> str:
    """The Bewertungsschreiben; it evaluates and never reclaims."""
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, CASE_FACTS),
            para("Prüfung Ihres Verwendungsnachweises für das Förderjahr {{ bescheid.foerderjahr }}\n"
                 "Zuwendungsbescheid vom {{ bescheid.datum }} ({{ bescheid.geschaeftszeichen }})", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("vielen Dank für Ihren Verwendungsnachweis, der am {{ nachweis.eingang }} bei uns eingegangen ist "
                 "(Fassung {{ nachweis.fassung }}). Wir haben ihn auf der Grundlage Ihres Zuwendungsbescheids und "
                 "der {{ bescheid.richtlinie }} geprüft."),
            para("Ergebnis", "Heading2"),
            _result(with_findings=with_findings),
            _findings() if with_findings else "",
            para("Abrechnung", "Heading2"),
            para("Aus Ihren Angaben und dem Zuwendungsbescheid ergibt sich folgende Abrechnung für den "
                 "Bewilligungszeitraum vom {{ bescheid.von }} bis {{ bescheid.bis }}:", extra="<w:keepNext/>"),
            settlement(),
            _claim(),
            para("Wie es weitergeht", "Heading2"),
            para("{%p if not abrechnung.ueberzahlung %}"),
            para("Von Ihrer Seite ist jetzt nichts weiter zu veranlassen."),
            para("{%p endif %}"),
            para(_BOUNDARY),
            para("Bitte bewahren Sie die Belege so lange auf, wie es Ihr Zuwendungsbescheid und seine "
                 "Nebenbestimmungen verlangen. Bei Fragen melden Sie sich gern.", extra=STAY),
            closing(),
        )
    )  # fmt: skip


def _result(*, with_findings: bool) -> str:
    if with_findings:
        return para("Wir haben Ihren Verwendungsnachweis **mit Hinweisen angenommen**. Die folgenden Punkte sind bei "
                    "der Prüfung aufgefallen. Sie stehen der Annahme nicht entgegen; bitte beachten Sie sie beim "
                    "nächsten Verwendungsnachweis.")  # fmt: skip
    return para("Wir haben Ihren Verwendungsnachweis **ohne Beanstandung angenommen**.")


def _findings() -> str:
    rows = each_row(
        "hinweis in hinweise",
        _FINDINGS,
        (
            [para("{{ hinweis.nummer }}", "Zelle")],
            [para("{{ hinweis.fundstelle }}", "Zelle")],
            [
                para("{{ hinweis.text }}", "Zelle"),
                para("{%p if hinweis.abhilfe %}", "Zelle"),
                para("{{ hinweis.abhilfe }}", "Zelle"),
                para("{%p endif %}", "Zelle"),
                para("{{ hinweis.quelle }}", "ZelleKlein"),
            ],
        ),
    )
    return (
        para("{%p if hinweise %}")
        + table(_FINDINGS, rows, "Feststellungen mit Fundstelle und Hinweis")
        + para("{%p endif %}")
    )


def _claim() -> str:
    before = '<w:spacing w:before="160"/>'
    return "".join(
        (
            para("{%p if abrechnung.ueberzahlung %}"),
            para("Nach unserer Berechnung ist die ausgezahlte Zuwendung um **{{ abrechnung.ueberzahlung }}** höher als "
                 "die Zuwendung nach dieser Abrechnung. Wir legen den Vorgang deshalb der Bewilligungsbehörde vor. Ob "
                 "und in welcher Höhe ein Betrag zu erstatten ist, entscheidet sie; vorher erhalten Sie von dort "
                 "Gelegenheit zur Stellungnahme. Bis dahin brauchen Sie nichts zu zahlen.", extra=before),
            para("{%p else %}"),
            para("Aus dieser Abrechnung ergibt sich kein Betrag, der zu erstatten wäre.", extra=before),
            para("{%p endif %}"),
        )
    )  # fmt: skip


def second_reminder() -> str:
    """The second reminder: a last day, and what the law says if it passes."""
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, CASE_FACTS),
            para("Zweite Erinnerung: Verwendungsnachweis für das Förderjahr {{ bescheid.foerderjahr }}\n"
                 "Zuwendungsbescheid vom {{ bescheid.datum }} ({{ bescheid.geschaeftszeichen }})", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("der Verwendungsnachweis für Ihre Zuwendung aus dem Förderjahr {{ bescheid.foerderjahr }} war bis zum "
                 "{{ erinnerung.frist_alt }} vorzulegen. Auch nach unserer Erinnerung vom {{ erinnerung.erste_am }} "
                 "ist er bis heute nicht bei uns eingegangen."),
            para("Bitte legen Sie den vollständigen Verwendungsnachweis nun **bis spätestens "
                 "{{ erinnerung.frist_neu }}** vor.", extra="<w:keepLines/>"),
            para("So reichen Sie ein", "Heading2"),
            para("Füllen Sie das Formular aus, das wir Ihnen zugesandt haben, und senden Sie die Excel-Datei an "
                 "{{ office.email }}. Sie erhalten sofort eine Eingangsbestätigung. Fehlt Ihnen das Formular oder "
                 "können Sie die Frist aus einem wichtigen Grund nicht halten, melden Sie sich bitte vor ihrem Ablauf "
                 "bei uns."),
            para("Rechtlicher Hinweis", "Heading2"),
            para("Die fristgerechte Vorlage des Verwendungsnachweises ist eine Auflage Ihres Zuwendungsbescheids "
                 "({{ bescheid.nebenbestimmungen }}). Wird eine Auflage nicht oder nicht innerhalb einer gesetzten "
                 "Frist erfüllt, kann der Zuwendungsbescheid nach § 49 Abs. 3 Satz 1 Nr. 2 VwVfG in Verbindung mit "
                 "§ 1 Abs. 1 NVwVfG ganz oder teilweise auch mit Wirkung für die Vergangenheit widerrufen werden. "
                 "Bereits gezahlte Beträge wären dann nach § 49a Abs. 1 VwVfG zu erstatten."),
            para("Die Entscheidung darüber trifft allein die Bewilligungsbehörde ({{ behoerde.name }}, kurz LS). "
                 "Geht der Verwendungsnachweis bis zum genannten Tag nicht ein, unterrichten wir das LS."),
            para("Sollten Sie den Verwendungsnachweis inzwischen abgesandt haben, betrachten Sie dieses Schreiben "
                 "bitte als gegenstandslos.", extra=STAY),
            closing(),
        )
    )  # fmt: skip
