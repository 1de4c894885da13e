"""What stands in the letters about a meeting: invitation, new date, cancellation, minutes."""

from __future__ import annotations

from tools.letter_paper import Column, address_block, cell, each_row, para, row, table
from tools.letter_texts import BY_MAIL, FACTS_PERSON, FACTS_TOP, STAY, TRAEGER, closing

_FACTS = (*FACTS_TOP[:1], *FACTS_PERSON)
_CHANGES = (Column("Angabe", 25), Column("Bisher", 70), Column("Neu", 70))
_AGREED = (Column("Vereinbart", 85), Column("Zuständig", 45), Column("Bis", 35))


def _when() -> str:
    return "".join(
        (
            para("**Termin**\t{{ sitzung.tag }}", "Termin"),
            para("**Uhrzeit**\t{{ sitzung.zeit }}", "Termin"),
            para("**Ort**\t{{ sitzung.ort }}", "Termin"),
        )
    )


def invitation() -> str:
    """The personal invitation with agenda, for all four kinds of meetings."""
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, _FACTS),
            para("Einladung {{ sitzung.anlass }}\n{{ sitzung.titel }}", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("{%p if sitzung.federfuehrung %}"),
            para("im Namen der Federführung ({{ sitzung.federfuehrung }}) laden wir Sie herzlich "
                 "{{ sitzung.anlass }} ein:", extra="<w:keepNext/>"),
            para("{%p else %}"),
            para("wir laden Sie herzlich {{ sitzung.anlass }} ein:", extra="<w:keepNext/>"),
            para("{%p endif %}"),
            _when(),
            para("{%p if tagesordnung %}"),
            para("{{ sitzung.ablauf }}", "Heading2"),
            para("{%p for punkt in tagesordnung %}"),
            para("{{ punkt.nummer }}\t{{ punkt.text }}", "Tagesordnung"),
            para("{%p endfor %}"),
            para("{%p endif %}"),
            para("Ihre Rückmeldung", "Heading2"),
            para("{%p if sitzung.antwort_bis %}"),
            para("Bitte teilen Sie uns **bis {{ sitzung.antwort_bis }}** mit, ob Sie teilnehmen. Am einfachsten "
                 "nehmen Sie den beigefügten Kalendereintrag an oder lehnen ihn ab; eine kurze E-Mail an "
                 "{{ office.email }} genügt ebenso."),
            para("{%p else %}"),
            para("Bitte teilen Sie uns mit, ob Sie teilnehmen. Am einfachsten nehmen Sie den beigefügten "
                 "Kalendereintrag an oder lehnen ihn ab; eine kurze E-Mail an {{ office.email }} genügt ebenso."),
            para("{%p endif %}"),
            para("{%p if sitzung.mit_bescheinigung %}"),
            para("Die Einladung gilt für Ihre Fachkräfte; bitte nennen Sie uns die Namen der Teilnehmenden. Wer "
                 "teilgenommen hat, erhält eine Bescheinigung."),
            para("{%p endif %}"),
            para("Wenn Sie Unterstützung für eine barrierefreie Teilnahme benötigen oder einen Punkt ergänzen "
                 "möchten, sagen Sie uns bitte rechtzeitig Bescheid. Wir freuen uns auf den Austausch mit Ihnen.",
                 extra=STAY),
            closing(),
        )
    )  # fmt: skip


def new_date() -> str:
    """The Verlegung: what was, what is now, side by side."""
    changes = [
        _change("Termin", "{{ bisher.tag }}", "{{ sitzung.tag }}"),
        _change("Uhrzeit", "{{ bisher.zeit }}", "{{ sitzung.zeit }}"),
        _change("Ort", "{{ bisher.ort }}", "{{ sitzung.ort }}"),
    ]
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, _FACTS),
            para("Änderung {{ sitzung.anlass_genitiv }}\n{{ sitzung.titel }}", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("mit unserem Schreiben {{ bisher.nummer }} vom {{ bisher.geschrieben_am }} haben wir Sie "
                 "{{ sitzung.anlass }} eingeladen. Termin oder Ort haben sich geändert. **Es gilt jetzt:**",
                 extra="<w:keepNext/>"),
            table(_CHANGES, changes, "Bisherige und neue Angaben zur Veranstaltung"),
            para("Ihre Rückmeldung", "Heading2"),
            para("Der beigefügte Kalendereintrag ersetzt den bisherigen. Eine frühere Zu- oder Absage gilt für den "
                 "neuen Termin nicht weiter."),
            para("{%p if sitzung.antwort_bis %}"),
            para("Bitte teilen Sie uns **bis {{ sitzung.antwort_bis }}** mit, ob Sie teilnehmen: mit dem "
                 "Kalendereintrag oder mit einer kurzen E-Mail an {{ office.email }}."),
            para("{%p else %}"),
            para("Bitte teilen Sie uns mit, ob Sie teilnehmen: mit dem Kalendereintrag oder mit einer kurzen E-Mail "
                 "an {{ office.email }}."),
            para("{%p endif %}"),
            para("Für die Umstände bitten wir um Verständnis.", extra=STAY),
            closing(),
        )
    )  # fmt: skip


def _change(label: str, before: str, now: str) -> str:
    cells = (para(f"**{label}**", "Zelle"), para(before, "Zelle"), para(f"**{now}**", "Zelle"))
    return row([cell([text], column.width) for text, column in zip(cells, _CHANGES, strict=True)])


def cancellation() -> str:
    """The Absage of a meeting that members were invited to."""
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, _FACTS),
            para("Absage {{ sitzung.anlass_genitiv }}\n{{ sitzung.titel }}", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("mit unserem Schreiben {{ bisher.nummer }} vom {{ bisher.geschrieben_am }} haben wir Sie "
                 "{{ sitzung.anlass }} eingeladen. **Diese Veranstaltung findet nicht statt:**", extra="<w:keepNext/>"),
            _when(),
            para("Der beigefügte Kalendereintrag hebt den bisherigen auf; Sie brauchen nichts weiter zu tun. Steht ein "
                 "neuer Termin fest, laden wir Sie eigens dazu ein.", extra='<w:spacing w:before="160"/>'),
            para("Für die Umstände bitten wir um Verständnis.", extra=STAY),
            closing(),
        )
    )  # fmt: skip


def minutes() -> str:
    """The dispatch of the minutes, with what was agreed and until when objections count."""
    agreed = each_row(
        "punkt in vereinbarungen",
        _AGREED,
        (
            [para("{{ punkt.text }}", "Zelle")],
            [para("{{ punkt.wer }}", "Zelle")],
            [para("{{ punkt.bis }}", "Zelle")],
        ),
    )
    return "".join(
        (
            address_block(BY_MAIL, TRAEGER, _FACTS),
            para("Protokoll {{ sitzung.anlass_genitiv }} am {{ sitzung.datum }}\n{{ sitzung.titel }}", "Heading1"),
            para("{{ anrede }}", "Anrede"),
            para("als Anlage erhalten Sie das Protokoll {{ sitzung.anlass_genitiv }} am {{ sitzung.datum }} "
                 "({{ sitzung.ort }})."),
            para("Bitte sehen Sie es durch und teilen Sie uns Änderungswünsche **bis {{ protokoll.einwaende_bis }}** "
                 "mit, am einfachsten als Antwort auf diese E-Mail. Das Protokoll wird in der nächsten Sitzung zur "
                 "Genehmigung vorgelegt."),
            para("{%p if vereinbarungen %}"),
            para("Vereinbarungen", "Heading2"),
            table(_AGREED, agreed, "Vereinbarungen mit Zuständigen und Terminen"),
            para("{%p endif %}"),
            para("{%p if protokoll.naechster_termin %}"),
            para("Nächster Termin", "Heading2"),
            para("{{ protokoll.naechster_termin }}"),
            para("{%p endif %}"),
            para("Vielen Dank für Ihre Mitarbeit.", extra=STAY),
            closing(),
        )
    )  # fmt: skip
