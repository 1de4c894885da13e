"""What stands in the letters that follow when something does not come, to the Träger and the LS; the circular."""

from __future__ import annotations

from tools.letter_notes import LS, fact_table, findings_table
from tools.letter_paper import Column, address_block, each_row, para, table
from tools.letter_texts import (
    BY_MAIL,
    CASE_FACTS,
    FACTS_PERSON,
    FACTS_TOP,
    STAY,
    TRAEGER,
    closing,
    listing,
    settlement,
    signature,
)

_POINTS = (Column("Nr.", 10), Column("Fundstelle", 34), Column("Feststellung", 68), Column("Zu tun", 53))
_TAKEN = (Column("Datum", 35), Column("Schritt", 130))


def demand() -> str:
    """The Nachforderung: what is open, what to do, until when."""
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, CASE_FACTS),
            para("Nachforderung zum Verwendungsnachweis für das Förderjahr {{ bescheid.foerderjahr }}\n"
                 "Zuwendungsbescheid vom {{ bescheid.datum }} ({{ bescheid.geschaeftszeichen }})", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("Ihr Verwendungsnachweis ist am {{ nachweis.eingang }} bei uns eingegangen "
                 "(Fassung {{ nachweis.fassung }}). Mit unserer Nachricht vom {{ nachforderung.gemeldet_am }} haben "
                 "wir Ihnen mitgeteilt, dass er in einigen Punkten zu berichtigen ist. Eine berichtigte Fassung liegt "
                 "uns bis heute nicht vor; ohne sie können wir die Prüfung nicht abschließen."),
            para("Bitte reichen Sie die berichtigte Fassung **bis spätestens {{ nachforderung.frist }}** ein.",
                 extra="<w:keepLines/>"),
            para("Offene Punkte", "Heading2"),
            table(_POINTS, _points(), "Offene Punkte mit Fundstelle und was zu tun ist"),
            para("{%p if nachforderung.nicht_geprueft %}"),
            para("Weitere Regeln konnten wir noch nicht prüfen, weil Angaben fehlen oder nicht lesbar sind: "
                 "{{ nachforderung.nicht_geprueft }}. Wir prüfen sie, sobald die Angaben vorliegen.",
                 extra='<w:spacing w:before="120"/>'),
            para("{%p endif %}"),
            para("{%p if nachforderung.hinweise %}"),
            para("Unsere Nachricht vom {{ nachforderung.gemeldet_am }} enthielt außerdem Hinweise, die einer Annahme "
                 "nicht entgegenstehen. Sie sind hier nicht wiederholt.", extra='<w:spacing w:before="120"/>'),
            para("{%p endif %}"),
            para("So reichen Sie ein", "Heading2"),
            para("Am einfachsten berichtigen Sie das Formular, das der genannten Nachricht beilag: Jede betroffene "
                 "Zelle ist darin farbig und trägt eine Notiz. Lag keines bei, verwenden Sie bitte Ihren "
                 "Berichtsbogen. Senden Sie die Excel-Datei an {{ office.email }}; Sie erhalten sofort eine "
                 "Eingangsbestätigung mit dem Ergebnis. Können Sie einen Punkt nicht berichtigen, teilen Sie uns "
                 "bitte innerhalb der Frist den Grund mit."),
            para("Rechtlicher Hinweis", "Heading2"),
            para("Die Frist wird nach § 31 VwVfG in Verbindung mit § 1 Abs. 1 NVwVfG gesetzt und kann auf Antrag "
                 "verlängert werden (§ 31 Abs. 7 VwVfG). Bitte stellen Sie den Antrag vor ihrem Ablauf und nennen Sie "
                 "den Grund.", extra="<w:keepLines/>"),
            para("Geht bis zum genannten Tag keine berichtigte Fassung ein, geben wir den Vorgang nach Aktenlage "
                 "an die Bewilligungsbehörde ({{ behoerde.name }}, kurz LS) ab. Über einen Widerruf des Bescheids und "
                 "eine Erstattung (§ 49 Abs. 3 und § 49a VwVfG) entscheidet allein das LS.", extra="<w:keepLines/>"),
            para("Sollten Sie die berichtigte Fassung inzwischen abgesandt haben, betrachten Sie dieses Schreiben "
                 "bitte als gegenstandslos.", extra=STAY),
            closing(),
        )
    )  # fmt: skip


def _points() -> list[str]:
    return each_row(
        "punkt in punkte",
        _POINTS,
        (
            [para("{{ punkt.nummer }}", "Zelle")],
            [para("{{ punkt.fundstelle }}", "Zelle")],
            [para("{{ punkt.text }}", "Zelle"), para("{{ punkt.quelle }}", "ZelleKlein")],
            [para("{{ punkt.abhilfe }}", "Zelle")],
        ),
    )


def missing_report() -> str:
    """The Mitteilung: the LS hears that a proof did not come, and what was done about it."""
    taken = each_row(
        "schritt in schritte",
        _TAKEN,
        ([para("{{ schritt.tag }}", "Zelle")], [para("{{ schritt.text }}", "Zelle")]),
    )
    return "".join(
        (
            address_block((), LS, CASE_FACTS),
            para("Verwendungsnachweis für das Förderjahr {{ bescheid.foerderjahr }} liegt nicht vor\n"
                 "{{ empfaenger.name }}", "Heading1"),
            para("Sehr geehrte Damen und Herren,", "Anrede"),
            para("für die nachstehende Zuwendung liegt uns bis heute kein Verwendungsnachweis vor. Vorzulegen war er "
                 "bis zum **{{ meldung.frist }}** ({{ bescheid.nebenbestimmungen }} oder Bescheid).",
                 extra="<w:keepNext/>"),
            fact_table(),
            para("Bisherige Schritte", "Heading2"),
            para("{%p if schritte %}"),
            table(_TAKEN, taken, "Bisherige Schritte der Koordinierungsstelle mit Datum"),
            para("{%p else %}"),
            para("Eine Erinnerung ist nicht versandt worden."),
            para("{%p endif %}"),
            para("Zur Entscheidung", "Heading2"),
            para("Die fristgerechte Vorlage ist eine Auflage des Bescheids. Ob er nach § 49 Abs. 3 Satz 1 Nr. 2 VwVfG "
                 "in Verbindung mit § 1 Abs. 1 NVwVfG widerrufen wird und Beträge nach § 49a VwVfG zu erstatten sind, "
                 "entscheidet allein das LS; zu beachten ist die Jahresfrist (§ 49 Abs. 3 Satz 2, § 48 Abs. 4 VwVfG). "
                 "Vorher ist der Träger anzuhören (§ 28 VwVfG). Er hat diese Mitteilung nicht erhalten. Geht der "
                 "Verwendungsnachweis noch ein, unterrichten wir Sie.", extra=STAY),
            signature(),
            listing("Anlagen", "anlagen"),
            listing("Verteiler", "verteiler"),
        )
    )  # fmt: skip


def handover() -> str:
    """The Abgabe: facts, findings and calculation of a case that the office cannot close."""
    return "".join(
        (
            address_block((), LS, CASE_FACTS),
            para("Abgabe eines Vorgangs zur Entscheidung\n"
                 "Förderjahr {{ bescheid.foerderjahr }}, {{ empfaenger.name }}", "Heading1"),
            para("Sehr geehrte Damen und Herren,", "Anrede"),
            para("{{ abgabe.grund }} Wir geben den Vorgang deshalb nach Aktenlage an Sie ab. Sachverhalt, "
                 "Feststellungen und Berechnung stehen nachfolgend. Dieses Schreiben ist ein Vorschlag; der Träger "
                 "hat es nicht erhalten."),
            para("1  Sachverhalt", "Heading2"),
            fact_table(),
            para("Der Verwendungsnachweis ging am {{ nachweis.eingang }} ein (Fassung {{ nachweis.fassung }}) und "
                 "wurde nach der {{ bescheid.richtlinie }} geprüft ({{ pruefung.regelfassung }}). Ergebnis: "
                 "{{ pruefung.ergebnis }}.", extra='<w:spacing w:before="160"/>'),
            para("2  Feststellungen", "Heading2"),
            findings_table(),
            para("{%p if pruefung.nicht_gelaufen %}"),
            para("Nicht ausführbar, weil Angaben fehlen oder nicht lesbar sind: {{ pruefung.nicht_gelaufen }}.",
                 extra='<w:spacing w:before="120"/>'),
            para("{%p endif %}"),
            para("3  Berechnung", "Heading2"),
            para("{%p if abrechnung.schritte %}"),
            para("Mit den Angaben der vorliegenden Fassung, soweit die offenen Punkte sie nicht ändern:",
                 extra="<w:keepNext/>"),
            settlement(with_difference=True),
            para("{%p else %}"),
            para("Eine Berechnung ist nicht möglich, weil Angaben fehlen."),
            para("{%p endif %}"),
            para("4  Zur Entscheidung", "Heading2"),
            para("Zu prüfen sind aus unserer Sicht eine Kürzung oder ein teilweiser Widerruf (§ 49 Abs. 3 VwVfG) und "
                 "die Erstattung (§ 49a VwVfG), jeweils in Verbindung mit § 1 Abs. 1 NVwVfG, sowie die Jahresfrist "
                 "nach § 49 Abs. 3 Satz 2 in Verbindung mit § 48 Abs. 4 VwVfG. Vorher ist der Träger anzuhören "
                 "(§ 28 VwVfG). Ob und was veranlasst wird, entscheidet allein das LS.", extra=STAY),
            signature(),
            listing("Anlagen", "anlagen"),
            listing("Verteiler", "verteiler"),
        )
    )  # fmt: skip


def circular() -> str:
    """The Rundschreiben: a subject and sections, the same for all."""
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, (*FACTS_TOP[:1], *FACTS_PERSON)),
            para("{{ rundschreiben.betreff }}", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("{%p for abschnitt in abschnitte %}"),
            para("{%p if abschnitt.ueberschrift %}"),
            para("{{ abschnitt.ueberschrift }}", "Heading2"),
            para("{%p endif %}"),
            para("{{ abschnitt.text }}"),
            para("{%p endfor %}"),
            para("Dieses Schreiben geht an alle Träger des Netzwerks. Bei Fragen melden Sie sich gern.", extra=STAY),
            closing(),
        )
    )  # fmt: skip
