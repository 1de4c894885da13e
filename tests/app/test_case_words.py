"""Cases in German: no id of a field or of the register is left in what a lawyer reads."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kmn_automation.app.case_words import told
from tests.rules.builder import form_of, forms
from tests.rules.case_file import read_cases

ID = re.compile(r"\b[a-z_]+\.[a-z_]+|\+|\bhistory\b|\bsights\b|Decimal|None|\[|\{")


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"personal.0.stellenanteil": Decimal("0.5")}, None),
        ({"einnahmen.summe": 80013}, "Einnahmen, „Summe der Einnahmen“: 80.013,00\u00a0€"),
        ({"deckblatt.foerdersatz": 80}, "Deckblatt, „Fördersatz laut Bescheid (in Prozent)“: 80\u00a0%"),
        ({"deckblatt.foerderjahr": 2024}, "Deckblatt, „Förderjahr“: 2024"),
        ({"deckblatt.email": None}, "Deckblatt, „E-Mail“: leer"),
        ({"bestaetigung.belege": False}, None),
        ({"belege.2.empfaenger": None}, "Belege, Eintrag 3, „Empfänger oder Einzahler“: leer"),
        ({"belege": []}, "Belege: leer"),
        ({"belege.+": {"nummer": 25}}, "Belege, eine weitere Zeile: „Laufende Nummer“ 25"),
        ({"einnahmen.summe": {"raw": "viel", "problem": "keine"}}, "Einnahmen, „Summe der Einnahmen“: „viel“"),
        ({"parameter.kilometersatz": 1}, "Zahl „kilometersatz“ angenommen mit 1"),
        ({"plan.ausgaben.raumkosten": 9000}, None),
        ({"last": {"gleiche_texte": True}}, "Bericht des Vorjahres (derselbe Sachbericht: ja)"),
        ({"sights": [["MACROS"], ["HIDDEN_SHEET", "Notizen", 12]]},
         "außer dem Formular in der Datei: Makros und ausgeblendetes Blatt „Notizen“"),
        ({"history.shares_elsewhere": {"p2": 1}}, "Stellenanteile in anderen Nachweisen des Trägers: p2: 1"),
        ({"history.last_rules": []}, "Feststellungen im Vorjahr: keine"),
        ({"history.receipts_elsewhere": [["01.02.2024", "P1", 100]]},
         "in anderen Nachweisen abgerechnet: (01.02.2024, P1, 100)"),
        ({"history.statistics_elsewhere": "own"}, "Statistik eines anderen Trägers: dieselbe"),
        ({}, "wie im Muster ohne Fehler"),
    ],
)  # fmt: skip
def test_a_change_is_told_with_the_labels_of_the_form(changes: dict[str, object], phrase: str | None) -> None:
    (found,) = told(changes, forms()["2024"])

    assert phrase is None or found == phrase
    assert not ID.search(found)


def test_no_shipped_case_shows_an_id() -> None:
    phrases = [
        phrase
        for case in read_cases()
        for side in (case.breaks, case.holds)
        for phrase in told(side, form_of(case.foerderjahr))
    ]

    assert len(phrases) > 300
    assert [each for each in phrases if ID.search(each) and "Zahl „" not in each] == []
