"""What changes from one state of the register to the next, in German lines, and what must be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from kmn_automation.model.address_change import AddressChange, compare_addresses
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.german import format_day, format_euro, format_number
from kmn_automation.model.register import Register, Waiver

MAX_PERCENT_FEWER = 5
_AMOUNTS = {"bewilligt", "ausgezahlt", "betrag", "auszahlung_landesamt"}


@dataclass(frozen=True, slots=True)
class Lines:
    """The entries that came, went, or changed; a changed entry has one line per field."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterDiff:
    """The difference of two states; every line is fit to print."""

    lines: Lines
    addresses: AddressChange
    removed_traeger: int
    percent_fewer: Decimal
    """Share of the former Träger that are missing now, in percent points."""
    removed_bescheide: int
    needs_confirmation: int | None
    """The number that a person must type to go on; None where nothing needs it."""
    why: tuple[str, ...]

    @property
    def added(self) -> tuple[str, ...]:
        """Entries that are new."""
        return self.lines.added

    @property
    def removed(self) -> tuple[str, ...]:
        """Entries that are gone."""
        return self.lines.removed

    @property
    def changed(self) -> tuple[str, ...]:
        """Fields that differ, one line each."""
        return self.lines.changed

    @property
    def changed_addresses(self) -> int:
        """How many addresses govern something else than before."""
        return self.addresses.changed

    @property
    def swapped_addresses(self) -> int:
        """How many addresses went from one Träger to another."""
        return self.addresses.swapped

    @property
    def is_empty(self) -> bool:
        """Whether both states are the same."""
        return not (self.added or self.removed or self.changed)


Keyed = Mapping[tuple[str, ...], Any]


def compare(old: Register, new: Register) -> RegisterDiff:
    """The difference; a first import (no Träger before) needs no confirmation."""
    added: list[str] = []
    removed: list[str] = []
    changed: list[str] = []
    for word, keyed in _KINDS.items():
        before, after = keyed(old), keyed(new)
        added += [f"{word} {' / '.join(key)}" for key in after if key not in before]
        removed += [f"{word} {' / '.join(key)}" for key in before if key not in after]
        changed += [
            f"{word} {' / '.join(key)}: {line}"
            for key in after
            if key in before
            for line in _field_lines(before[key], after[key])
        ]
    return _assess(old, new, Lines(tuple(added), tuple(removed), tuple(changed)))


def _assess(old: Register, new: Register, lines: Lines) -> RegisterDiff:
    addresses = compare_addresses(old, new)
    gone = len({each.id for each in old.traeger} - {each.id for each in new.traeger})
    lost = len(_bescheide(old).keys() - _bescheide(new).keys())
    reasons: dict[str, int] = {}
    if addresses.changed:
        reasons[_address_reason(addresses)] = addresses.changed
    for word, count, whole in (("Träger", gone, len(old.traeger)), ("Bescheide", lost, len(old.bescheide))):
        if _percent(count, whole) > MAX_PERCENT_FEWER:
            percent = format_number(_percent(count, whole), 1)
            reasons[f"{count} {word} fehlen ({percent} % von {whole}). War ein Filter gesetzt?"] = count
    if old.waivers and not new.waivers:
        noun = "Ausnahme fehlt" if len(old.waivers) == 1 else "Ausnahmen fehlen"
        reasons[f"{len(old.waivers)} {noun}. Hat die Mappe das Blatt „Ausnahmen“?"] = len(old.waivers)
    return RegisterDiff(
        lines=lines,
        addresses=addresses,
        removed_traeger=gone,
        percent_fewer=_percent(gone, len(old.traeger)),
        removed_bescheide=lost,
        needs_confirmation=sum(reasons.values()) or None,
        why=tuple(reasons),
    )


def _address_reason(addresses: AddressChange) -> str:
    swapped = f", davon {addresses.swapped} bei einem anderen Träger als bisher" if addresses.swapped else ""
    noun = "Adresse" if addresses.changed == 1 else "Adressen"
    return f"{addresses.changed} {noun} geändert{swapped}."


def _percent(part: int, whole: int) -> Decimal:
    return Decimal(100 * part) / whole if whole else Decimal(0)


def _field_lines(old: Any, new: Any) -> list[str]:  # noqa: ANN401 - any record of the register
    if old == new:
        return []
    pairs = ((each.name, getattr(old, each.name), getattr(new, each.name)) for each in fields(old))
    return [
        f"{WORDS[name]}: {_shown(name, one)} → {_shown(name, other)}"
        for name, one, other in pairs
        if one != other
    ]


def _shown(name: str, value: Any) -> str:  # noqa: ANN401 - any value of a record
    return format_euro(value) if name in _AMOUNTS and value is not None else _word(value)


def _word(value: Any) -> str:  # noqa: ANN401 - any value of a record
    match value:
        case None | "" | ():
            return "(leer)"
        case bool():
            return "ja" if value else "nein"
        case dt.datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case dt.date():
            return format_day(value)
        case Zeitraum(von, bis):
            return f"{format_day(von)} bis {format_day(bis)}"
        case _:
            return _plain_word(value)


def _plain_word(value: Any) -> str:  # noqa: ANN401 - any value of a record
    if isinstance(value, tuple):
        return "; ".join(value)
    return format_number(value) if isinstance(value, Decimal) else str(value)


def _bescheide(register: Register) -> Keyed:
    return {(each.geschaeftszeichen, str(each.foerderjahr)): each for each in register.bescheide}


def _waiver_key(waiver: Waiver) -> tuple[str, ...]:
    year = str(waiver.foerderjahr or "")
    begin = f"ab {format_day(waiver.gueltig_von)}" if waiver.gueltig_von else ""
    return tuple(filter(None, (waiver.rule, waiver.traeger_id, waiver.geschaeftszeichen, year, begin)))


_KINDS: dict[str, Callable[[Register], Keyed]] = {
    "Träger": lambda register: {(each.id,): each for each in register.traeger},
    "Adresse": lambda register: {
        (each.traeger_id, each.email, _word(each.gueltig_von)): each for each in register.contacts
    },
    "Bescheid": _bescheide,
    "Finanzierungsplan": lambda register: {
        (each.geschaeftszeichen, str(each.foerderjahr), each.position): each for each in register.plan
    },
    "Regionalverbund": lambda register: {(each.id,): each for each in register.regionalverbuende},
    "Koordination": lambda register: {(each.email,): each for each in register.coordinators},
    "Sitzung": lambda register: {(each.id,): each for each in register.meetings},
    "Ausnahme": lambda register: {_waiver_key(each): each for each in register.waivers},
}

WORDS = {
    "id": "Kennung",
    "name": "Name",
    "art": "Art",
    "regionalverbund": "Regionalverbund",
    "strasse": "Straße und Hausnummer",
    "plz": "PLZ",
    "ort": "Ort",
    "gueltig_von": "gültig von",
    "gueltig_bis": "gültig bis",
    "vertretung": "Vertretung durch",
    "abwesend_von": "abwesend von",
    "abwesend_bis": "abwesend bis",
    "traeger_id": "Träger",
    "anrede": "Anrede",
    "email": "E-Mail",
    "role": "Verwendung",
    "shared": "gemeinsam genutzt",
    "geschaeftszeichen": "Geschäftszeichen",
    "foerderjahr": "Förderjahr",
    "datum": "Bescheid vom",
    "zeitraum": "Zeitraum",
    "bewilligt": "bewilligt",
    "ausgezahlt": "ausgezahlt",
    "foerdersatz": "Fördersatz",
    "stellenanteile": "Stellenanteile",
    "richtlinie": "Richtlinie",
    "nachweis_bis": "Nachweis bis",
    "zweck": "Zuwendungszweck",
    "antrag_am": "Antrag eingegangen am",
    "widerruf_bekannt_seit": "Widerrufsgrund bekannt seit",
    "auszahlung_landesamt": "Auszahlung laut Landesamt",
    "position": "Position",
    "betrag": "Betrag",
    "federfuehrung": "Federführung",
    "duty": "Aufgabe",
    "funktion": "Funktion",
    "telefon": "Telefon",
    "regionalverbuende": "Regionalverbünde",
    "kind": "Art",
    "title": "Titel",
    "begin": "Beginn",
    "end": "Ende",
    "agenda": "Tagesordnung",
    "answer_until": "Rückmeldung bis",
    "rule": "Regel",
    "begruendung": "Begründung",
    "person": "Person",
}
"""Field of a register record → the word that the office reads; the headings of the workbook are the same words."""
