"""What stands out in a register that may be imported all the same, and how one Träger looks in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kmn_automation.model.german import format_day, format_euro, format_number
from kmn_automation.model.register import Bescheid, Duty, Register, Traeger


def register_warnings(register: Register, day: dt.date) -> tuple[str, ...]:
    """German sentences about what will stop letters or checks later: missing addresses, releasers, plans."""
    return (*_silent_traeger(register, day), *_without_releaser(register, day), *_odd_grants(register))


def traeger_lines(register: Register, traeger: Traeger, day: dt.date) -> tuple[str, ...]:
    """One Träger with its addresses and Bescheide, as `kmn register show` prints it."""
    head = f"{traeger.id}  {traeger.name} ({traeger.art})"
    place = f"  {traeger.strasse}, {traeger.plz} {traeger.ort} – Regionalverbund {traeger.regionalverbund}"
    contacts = tuple(
        f"  {contact.email} – {contact.name}, {contact.role}{_validity(contact.gueltig_von, contact.gueltig_bis)}"
        for contact in register.contacts
        if contact.traeger_id == traeger.id
    )
    post = register.post_contact(traeger.id, day)
    letters = (
        f"  Schreiben am {format_day(day)} an: {post.email if post else 'niemanden (keine gültige Adresse)'}"
    )
    grants = tuple(_grant_line(each) for each in register.bescheide if each.traeger_id == traeger.id)
    return (head + _validity(traeger.gueltig_von, traeger.gueltig_bis), place, *contacts, letters, *grants)


def _grant_line(bescheid: Bescheid) -> str:
    return (
        f"  {bescheid.geschaeftszeichen} – Förderjahr {bescheid.foerderjahr}: bewilligt "
        f"{format_euro(bescheid.bewilligt)}, ausgezahlt {format_euro(bescheid.ausgezahlt)}, Fördersatz "
        f"{format_number(bescheid.foerdersatz)} %, {format_number(bescheid.stellenanteile)} Stellen, "
        f"{bescheid.richtlinie}"
    )


def _validity(von: dt.date | None, bis: dt.date | None) -> str:
    begin = f"ab {format_day(von)}" if von else ""
    end = f"bis {format_day(bis)}" if bis else ""
    return f" ({' '.join(filter(None, (begin, end)))})" if begin or end else ""


def _silent_traeger(register: Register, day: dt.date) -> Iterator[str]:
    reachable = {each.traeger_id for each in register.contacts if each.gets_post and each.valid_on(day)}
    reporting = {each.traeger_id for each in register.contacts if each.may_report and each.valid_on(day)}
    for traeger in register.traeger:
        if not traeger.valid_on(day):
            continue
        if traeger.id not in reachable:
            yield f"Träger {traeger.id} ({traeger.name}) hat am {format_day(day)} keine gültige Adresse für Post."
        if traeger.id not in reporting:
            yield f"Träger {traeger.id} ({traeger.name}) hat am {format_day(day)} keine gültige Adresse für Berichte."


def _without_releaser(register: Register, day: dt.date) -> Iterator[str]:
    for network in register.regionalverbuende:
        if not register.responsible(network.id, day):
            yield f"Für den Regionalverbund {network.id} ({network.name}) kann am {format_day(day)} niemand freigeben."
    able = [each for each in register.coordinators if each.valid_on(day) and each.duty is not Duty.LESEN]
    second = [each for each in able if each.duty is Duty.ZWEITFREIGABE]
    if register.traeger and (len(able) < 2 or not second):  # noqa: PLR2004 - one each
        yield "Für Entwürfe an das Landesamt fehlen zwei Personen, von denen eine die Zweitfreigabe hat."


def _odd_grants(register: Register) -> Iterator[str]:
    for bescheid in register.bescheide:
        name = f"{bescheid.geschaeftszeichen} ({bescheid.foerderjahr})"
        if bescheid.ausgezahlt > bescheid.bewilligt:
            paid, granted = format_euro(bescheid.ausgezahlt), format_euro(bescheid.bewilligt)
            yield f"Bescheid {name}: ausgezahlt sind {paid}, bewilligt nur {granted}."
        if not register.plan_of(bescheid):
            yield f"Bescheid {name} hat keinen Finanzierungsplan; das Formular bleibt in diesem Teil leer."
