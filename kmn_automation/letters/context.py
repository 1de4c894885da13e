"""Model records → what a template may print: plain German text, formatted once, here.

Text that a Träger typed into the workbook is made `visible`; everything else is printed as the register has it
and refused by the rendering if it holds a forbidden character.
"""

from __future__ import annotations

import datetime as dt

from kmn_automation.letters.facts import Authority, Occasion, Office, Recipient, Reminded, ReportFacts
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.values import visible
from kmn_automation.model.finding import Abrechnung, Certainty, Examination, Finding, Outcome, Severity
from kmn_automation.model.german import WEEKDAYS, format_euro, format_long_day, format_number
from kmn_automation.model.not_run import group_by_reason
from kmn_automation.model.register import Bescheid, Contact, Meeting, MeetingKind, Traeger, TraegerArt
from kmn_automation.model.report import Place

Context = dict[str, object]
MAX_PLACES = 4
RICHTLINIEN = {
    "RL_INT_2012": "Richtlinie Integration (Fassung 2012)",
    "RL_MB_2017": "Richtlinie Migrationsberatung (Fassung 2017)",
    "RL_MB_2022": "Richtlinie Migrationsberatung (Fassung 2022)",
    "RL_MB_2024": "Richtlinie Migrationsberatung (Fassung 2024)",
}
_OCCASIONS = {
    MeetingKind.VERNETZUNGSTREFFEN: "zum Vernetzungstreffen",
    MeetingKind.REGIONALVERBUND: "zur Sitzung des Regionalverbunds",
    MeetingKind.FEDERFUEHRENDE: "zum Treffen der Federführenden",
    MeetingKind.FORTBILDUNG: "zur Fortbildung",
}
_SALUTATIONS = {"frau": "Sehr geehrte Frau", "herr": "Sehr geehrter Herr"}


def evaluation_kinds(examination: Examination) -> tuple[str, ...]:
    """The letters that an accepted report makes: evaluation, Prüfvermerk, and with a claim the draft for the LS.

    Raises:
        LetterHeld: the report was sent back or could not be settled.
    """
    settlement = _settled(examination)
    plain = examination.outcome is Outcome.ANGENOMMEN
    first = "bewertung_ohne_hinweise" if plain else "bewertung_mit_hinweisen"
    draft = ("anhoerung_entwurf",) if settlement.claim > 0 else ()
    return (first, "pruefvermerk", *draft)


def evaluation_context(
    occasion: Occasion,
    recipient: Recipient,
    bescheid: Bescheid,
    report: ReportFacts,
    examination: Examination,
) -> Context:
    """The data of all letters about an examined report: both evaluations, Prüfvermerk, draft for the LS.

    Raises:
        LetterHeld: the report was sent back or could not be settled.
    """
    settlement = _settled(examination)
    told = [each for each in examination.findings if each.visible]
    kept = [each for each in examination.findings if each.severity is not Severity.TRIAL]
    return {
        **_frame(occasion, recipient),
        "bescheid": _bescheid(bescheid, recipient),
        "nachweis": {
            "eingang": format_long_day(report.received_on),
            "fassung": str(report.fassung),
            "pruefsumme": report.file_sha256,
            "teile": [{"name": visible(part)} for part in report.parts],
        },
        "pruefung": {
            "ergebnis": examination.outcome.value,
            "regelfassung": settlement.version,
            "regelstand": examination.ruleset,
            "nicht_gelaufen": _not_run(examination),
        },
        "abrechnung": _settlement(settlement),
        "hinweise": [_told(number, each) for number, each in enumerate(told, 1)],
        "feststellungen": [_kept(each) for each in kept],
    }


def invitation_context(occasion: Occasion, recipient: Recipient, meeting: Meeting) -> Context:
    """The data of a personal invitation."""
    until = format_long_day(meeting.answer_until) if meeting.answer_until else ""
    return {
        **_frame(occasion, recipient),
        "sitzung": {
            "anlass": _OCCASIONS[meeting.kind],
            "titel": meeting.title,
            "tag": _days(meeting),
            "datum": format_long_day(meeting.begin.date()),
            "zeit": f"{meeting.begin:%H:%M} bis {meeting.end:%H:%M} Uhr",
            "ort": meeting.ort,
            "antwort_bis": until,
        },
        "tagesordnung": [
            {"nummer": str(number), "text": point} for number, point in enumerate(meeting.agenda, 1)
        ],
    }


def reminder_context(occasion: Occasion, recipient: Recipient, reminded: Reminded) -> Context:
    """The data of the second reminder."""
    return {
        **_frame(occasion, recipient),
        "bescheid": _bescheid(reminded.bescheid, recipient),
        "erinnerung": {
            "frist_alt": format_long_day(reminded.frist),
            "erste_am": format_long_day(reminded.first_reminder_on),
            "frist_neu": format_long_day(reminded.new_frist),
        },
    }


def salutation(contact: Contact | None) -> str:
    """The line that greets, with comma.

    The name is printed whole, since which part is the surname is not guessed, unless the register says it by
    a comma (`Beispiel, Dr. Kim`).
    """
    if contact is None or not contact.name.strip():
        return "Sehr geehrte Damen und Herren,"
    begin = _SALUTATIONS.get(contact.anrede.strip().lower(), "")
    if not begin:
        return f"Guten Tag {_full_name(contact)},"
    surname, comma, given = (part.strip() for part in contact.name.partition(","))
    title = " ".join(word for word in given.split() if word.endswith("."))
    return f"{begin} {' '.join(filter(None, (title, surname)))}," if comma else f"{begin} {surname},"


def _frame(occasion: Occasion, recipient: Recipient) -> Context:
    """What every letter prints: who writes, to whom, which letter it is."""
    person = occasion.coordinator
    return {
        **_office(occasion.office),
        "schreiben": {
            "nummer": occasion.number,
            "datum": format_long_day(occasion.day),
            "vorgang": occasion.case_number,
        },
        "person": {
            "name": person.name,
            "funktion": person.funktion,
            "telefon": person.telefon,
            "email": person.email,
        },
        "empfaenger": _recipient(recipient),
        "anrede": salutation(recipient.contact),
        "anlagen": [{"name": name} for name in occasion.anlagen],
        "verteiler": [{"name": name} for name in occasion.verteiler],
    }


def _office(office: Office) -> Context:
    return {
        "office": {**_address(office), "telefon": office.telefon, "email": office.email},
        "behoerde": _address(office.behoerde),
    }


def _address(place: Office | Authority | Traeger) -> Context:
    return {"name": place.name, "strasse": place.strasse, "plz": place.plz, "ort": place.ort}


def _recipient(recipient: Recipient) -> Context:
    contact = recipient.contact
    return {
        **_address(recipient.traeger),
        "ansprechperson": _addressed(contact),
        "email": contact.email if contact else "",
        "vermerk": f"Per E-Mail an {contact.email}" if contact else "",
    }


def _bescheid(bescheid: Bescheid, recipient: Recipient) -> Context:
    kommunal = recipient.traeger.art is TraegerArt.GEBIETSKOERPERSCHAFT
    return {
        "geschaeftszeichen": bescheid.geschaeftszeichen,
        "foerderjahr": str(bescheid.foerderjahr),
        "datum": format_long_day(bescheid.datum),
        "von": format_long_day(bescheid.zeitraum.von),
        "bis": format_long_day(bescheid.zeitraum.bis),
        "bewilligt": format_euro(bescheid.bewilligt),
        "ausgezahlt": format_euro(bescheid.ausgezahlt),
        "foerdersatz": f"{format_number(bescheid.foerdersatz)}\u00a0%",
        "stellenanteile": format_number(bescheid.stellenanteile, 2),
        "richtlinie": RICHTLINIEN.get(bescheid.richtlinie, bescheid.richtlinie),
        "nebenbestimmungen": "ANBest-Gk" if kommunal else "ANBest-P",
    }


def _settlement(settlement: Abrechnung) -> Context:
    return {
        "anerkannt": format_euro(settlement.recognised),
        "zuwendung": format_euro(settlement.grant),
        "ausgezahlt": format_euro(settlement.paid),
        "ueberzahlung": format_euro(settlement.claim) if settlement.claim > 0 else "",
        "schritte": [
            {
                "bezeichnung": step.label,
                "betrag": format_euro(step.amount),
                "grund": " · ".join(filter(None, (visible(step.why), step.rule and f"Regel {step.rule}"))),
            }
            for step in settlement.steps
        ],
    }


def _not_run(examination: Examination) -> str:
    """The rules that could not run by reason; an examination that was stored before reasons were kept has only ids."""
    groups = group_by_reason(examination.reasons)
    said = " · ".join(visible(f"{each.titles}: {each.reason}") for each in groups)
    return said or ", ".join(examination.not_run)


def _told(number: int, finding: Finding) -> Context:
    return {
        "nummer": str(number),
        "fundstelle": _places(finding.places),
        "text": visible(finding.text),
        "abhilfe": visible(finding.remedy),
        "quelle": f"Regel {finding.rule} · {_source(finding)}",
    }


def _kept(finding: Finding) -> Context:
    return {
        "regel": finding.rule,
        "art": f"{finding.severity.value}, ausgesetzt" if finding.waived else finding.severity.value,
        "fundstelle": _places(finding.places),
        "gefunden": visible(finding.found),
        "erwartet": visible(finding.expected),
        "text": visible("\n".join(filter(None, (finding.text, _as_sentence(finding.for_office))))),
        "quelle": _source(finding),
    }


def _as_sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}." if words else ""


def _source(finding: Finding) -> str:
    """The source in law; one that nobody read is never printed as law."""
    checked = finding.certainty is Certainty.CHECKED and finding.reference
    return visible(finding.reference) if checked else "Prüfmaßstab der Koordinierungsstelle"


def _places(places: tuple[Place, ...]) -> str:
    shown = [_place(each) for each in places[:MAX_PLACES]]
    if more := len(places) - MAX_PLACES:
        shown += [f"und {more} weitere Stellen" if more > 1 else _place(places[-1])] if more > 0 else []
    return "\n".join(shown) or "Gesamter Nachweis"


def _place(place: Place) -> str:
    label = f": {visible(place.label)}" if place.label else ""
    return f"{visible(place.sheet)} {place.cell}{label}"


def _addressed(contact: Contact | None) -> str:
    if contact is None or not contact.name.strip():
        return ""
    anrede = contact.anrede.strip()
    anrede = {"herr": "Herrn", "frau": "Frau"}.get(anrede.lower(), "")
    return f"{anrede} {_full_name(contact)}".strip()


def _full_name(contact: Contact) -> str:
    surname, comma, given = (part.strip() for part in contact.name.partition(","))
    return f"{given} {surname}" if comma else surname


def _days(meeting: Meeting) -> str:
    first, last = meeting.begin.date(), meeting.end.date()
    return _day(first) if first == last else f"{_day(first)} bis {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {format_long_day(day)}"


def _settled(examination: Examination) -> Abrechnung:
    if examination.outcome is Outcome.NACHBESSERUNG or examination.settlement is None:
        raise LetterHeld(
            "Zu diesem Nachweis gibt es keine Bewertung, weil er nachzubessern oder nicht abrechenbar ist.",
            do="Bitte die Nachbesserung abwarten.",
        )
    return examination.settlement
