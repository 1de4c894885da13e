"""What every letter prints: who writes, to whom, which letter it is, about which Bescheid."""

from __future__ import annotations

import datetime as dt

from kmn_automation.letters.facts import Authority, Occasion, Office, Recipient
from kmn_automation.model.german import WEEKDAYS, format_euro, format_long_day, format_number
from kmn_automation.model.register import Bescheid, Contact, Traeger, TraegerArt

Context = dict[str, object]
RICHTLINIEN = {
    "RL_INT_2012": "Richtlinie Integration (Fassung 2012)",
    "RL_MB_2017": "Richtlinie Migrationsberatung (Fassung 2017)",
    "RL_MB_2022": "Richtlinie Migrationsberatung (Fassung 2022)",
    "RL_MB_2024": "Richtlinie Migrationsberatung (Fassung 2024)",
}
_SALUTATIONS = {"frau": "Sehr geehrte Frau", "herr": "Sehr geehrter Herr"}


def frame(occasion: Occasion, recipient: Recipient) -> Context:
    """The groups that all letters share."""
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


def bescheid_words(bescheid: Bescheid, recipient: Recipient) -> Context:
    """The group `bescheid`."""
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


def _addressed(contact: Contact | None) -> str:
    if contact is None or not contact.name.strip():
        return ""
    anrede = contact.anrede.strip()
    anrede = {"herr": "Herrn", "frau": "Frau"}.get(anrede.lower(), "")
    return f"{anrede} {_full_name(contact)}".strip()


def _full_name(contact: Contact) -> str:
    surname, comma, given = (part.strip() for part in contact.name.partition(","))
    return f"{given} {surname}" if comma else surname


def weekday_of(day: dt.date) -> str:
    """`Montag, 5. März 2025`."""
    return f"{WEEKDAYS[day.weekday()]}, {format_long_day(day)}"
