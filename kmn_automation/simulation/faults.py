"""Mistakes that Träger make, by name: what each does to a clean report and which rules have to see it.

A new mistake is a member of `Fault` and a line in `CATALOGUE`; the tests plant every one of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from kmn_automation.simulation import faults_changes as change
from kmn_automation.simulation.faults_changes import Change, Draft


class Fault(Enum):
    """One kind of mistake, with its German name for tables that people read."""

    TEXT_DECIMALS = "Beträge als Text mit Komma"
    AMBIGUOUS_NUMBER = "Betrag mit zwei Lesarten"
    NO_NUMBER = "Text statt Zahl"
    MISSING_SHEET = "Blatt Statistik fehlt"
    WRONG_VERSION = "Vorlage eines anderen Jahres"
    UNKNOWN_GESCHAEFTSZEICHEN = "unbekanntes Geschäftszeichen"
    WRONG_TRAEGER = "Kennung eines anderen Trägers"
    NO_KIND = "Art des Nachweises fehlt"
    BESCHEIDE_SUM = "Bescheide ergeben nicht die Bewilligung"
    NO_PERIOD = "Ende des Zeitraums fehlt"
    MISSING_TEXT = "Abschnitt im Sachbericht fehlt"
    SHORT_TEXT = "Abschnitt im Sachbericht zu kurz"
    MISSING_SIGNATURE = "Bestätigung ohne Namen"
    SIGNED_TOO_EARLY = "vor dem Ende des Zeitraums bestätigt"
    WRONG_INCOME_SUM = "Summe der Einnahmen falsch"
    WRONG_EXPENSE_SUM = "Summe der Ausgaben falsch"
    SURPLUS = "mehr Einnahmen als Ausgaben"
    ELIGIBLE_ABOVE_TOTAL = "zuwendungsfähig mehr als ausgegeben"
    WRONG_PAID = "falscher Auszahlungsbetrag"
    WRONG_GRANTED = "falscher Bewilligungsbetrag"
    PERSONNEL_SUM = "Personalaufstellung ergibt nicht die Position"
    RECEIPTS_SUM = "Belegliste ergibt nicht die Position"
    SPENT_LESS = "weniger zuwendungsfähige Ausgaben als geplant"
    PERSON_INCOMPLETE = "Entgeltgruppe einer Person fehlt"
    MORE_STAFF = "mehr Personal als bewilligt"
    VACANT_POST = "Stelle zeitweise unbesetzt"
    RECEIPT_INCOMPLETE = "Beleg ohne Empfänger"
    GAP_IN_NUMBERS = "Lücke in den Belegnummern"
    UNSORTED_RECEIPTS = "Belege nicht in zeitlicher Ordnung"
    OUTSIDE_PERIOD = "Zahlung außerhalb des Zeitraums"
    DUPLICATE_RECEIPT = "Beleg doppelt erfasst"
    STATISTICS_GENDER = "Geschlecht ergibt nicht die Personenzahl"
    STATISTICS_AGE = "Alter ergibt nicht die Personenzahl"
    STATISTICS_STATUS = "Aufenthalt ergibt nicht die Personenzahl"
    STATISTICS_CASES = "Fallbestand rechnerisch falsch"
    FEW_CONSULTATIONS = "weniger Beratungen als Personen"
    LATE = "nach Ablauf der Frist"


@dataclass(frozen=True, slots=True)
class Planting:
    """What a fault does, and the rules that have to find it (others may find it too)."""

    rules: tuple[str, ...]
    change: Change
    sends_back: bool = True
    """Whether the report goes back: the Träger can mend it, and it is no mere remark."""


Catalogue = Mapping[Fault, Planting]


def plant(draft: Draft, faults: list[Fault], rng: random.Random) -> Draft:
    """The report with all these mistakes in it; the given one stays clean."""
    for fault in faults:
        draft = CATALOGUE[fault].change(draft, rng)
    return draft


def expected_rules(faults: list[Fault]) -> set[str]:
    """Ids of the rules that have to find at least one of these faults."""
    return {rule for fault in faults for rule in CATALOGUE[fault].rules}


def _note(rule: str, doing: Callable[[Draft, random.Random], Draft]) -> Planting:
    return Planting((rule,), doing, sends_back=False)


CATALOGUE: Catalogue = {
    Fault.TEXT_DECIMALS: Planting((), change.write_as_text, sends_back=False),
    Fault.AMBIGUOUS_NUMBER: Planting(("FRM-12",), change.put("ausgaben.raumkosten", "1.234")),
    Fault.NO_NUMBER: Planting(("FRM-12",), change.put("ausgaben.reisekosten", "siehe Anlage")),
    Fault.MISSING_SHEET: Planting(("FRM-01",), change.drop_sheet("statistik", "herkunft")),
    Fault.WRONG_VERSION: Planting(("FRM-02",), change.use_version("2022")),
    Fault.UNKNOWN_GESCHAEFTSZEICHEN: Planting(
        ("FRM-03",), change.put("deckblatt.geschaeftszeichen", "MB-1999-9999")
    ),
    Fault.WRONG_TRAEGER: Planting(("FRM-04",), change.put("deckblatt.traeger_id", "T9999")),
    Fault.NO_KIND: Planting(("FRM-05",), change.drop("deckblatt.nachweisart")),
    Fault.BESCHEIDE_SUM: Planting(("FRM-06",), change.add_to_line("bescheide", "betrag", "1000.00")),
    Fault.NO_PERIOD: Planting(("FRM-07",), change.drop("deckblatt.zeitraum_bis")),
    Fault.MISSING_TEXT: Planting(("FRM-08",), change.drop("sachbericht.erfolg")),
    Fault.SHORT_TEXT: _note("FRM-08", change.put("sachbericht.erfolg", "Die Ziele wurden erreicht.")),
    Fault.MISSING_SIGNATURE: Planting(("FRM-10",), change.drop("bestaetigung.name")),
    Fault.SIGNED_TOO_EARLY: _note("FRM-11", change.sign_early),
    Fault.WRONG_INCOME_SUM: Planting(("ARI-01",), change.add("100.00", "einnahmen.summe")),
    Fault.WRONG_EXPENSE_SUM: Planting(("ARI-02",), change.add("-90.00", "ausgaben.summe")),
    Fault.SURPLUS: Planting(
        ("ARI-03",), change.add("500.00", "einnahmen.dritte", "einnahmen.summe"), sends_back=False
    ),
    Fault.ELIGIBLE_ABOVE_TOTAL: Planting(
        ("ARI-05",),
        change.add("50.00", "ausgaben.reisekosten_zuwendungsfaehig", "ausgaben.summe_zuwendungsfaehig"),
    ),
    Fault.WRONG_PAID: Planting(("ARI-06",), change.add("-1000.00", "deckblatt.ausgezahlt")),
    Fault.WRONG_GRANTED: Planting(("ARI-07",), change.add("1000.00", "deckblatt.bewilligt")),
    Fault.PERSONNEL_SUM: Planting(("ARI-09",), change.add_to_line("personal", "gesamt", "2500.00")),
    Fault.RECEIPTS_SUM: Planting(("ARI-10",), change.add_to_line("belege", "betrag", "250.00")),
    Fault.SPENT_LESS: _note("ELG-07", change.spend_less),
    Fault.PERSON_INCOMPLETE: Planting(("PER-01",), change.drop_in_line("personal", "eingruppierung")),
    Fault.MORE_STAFF: Planting(("PER-02",), change.add_to_line("personal", "stellenanteil", "0.5")),
    Fault.VACANT_POST: _note("PER-03", change.add_to_line("personal", "monate", "-3")),
    Fault.RECEIPT_INCOMPLETE: Planting(("BEL-01",), change.drop_in_line("belege", "empfaenger")),
    Fault.GAP_IN_NUMBERS: _note("BEL-02", change.add_to_line("belege", "nummer", "1")),
    Fault.UNSORTED_RECEIPTS: _note("BEL-03", change.swap_days),
    Fault.OUTSIDE_PERIOD: Planting(("BEL-04",), change.pay_late),
    Fault.DUPLICATE_RECEIPT: Planting(("BEL-05",), change.double_receipt),
    Fault.STATISTICS_GENDER: Planting(("STA-01",), change.add("7", "statistik.geschlecht_w")),
    Fault.STATISTICS_AGE: Planting(("STA-02",), change.add("-3", "statistik.alter_27_44")),
    Fault.STATISTICS_STATUS: Planting(("STA-03",), change.add("11", "statistik.status_eu")),
    Fault.STATISTICS_CASES: Planting(("STA-05",), change.add("5", "statistik.bestand")),
    Fault.FEW_CONSULTATIONS: Planting(("STA-07",), change.consult_less),
    Fault.LATE: Planting(("FRI-01",), change.send_late, sends_back=False),
}
