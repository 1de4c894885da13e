from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kmn_automation.forms.exchange import values_from_json
from kmn_automation.forms.fields import prefill_values
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import euro
from kmn_automation.model.register import Bescheid, Traeger, TraegerArt
from tests.forms.samples import form


def test_json_values_become_typed_values() -> None:
    values, tables = values_from_json(
        form(),
        {
            "einnahmen.bund": "1200.50",
            "einnahmen.kommune": "1.200,50 €",
            "deckblatt.foerderjahr": 2025,
            "deckblatt.beginn": "2025-01-15",
            "deckblatt.weiterleitung": False,
            "deckblatt.telefon": None,
            "belege": [{"nummer": 1, "betrag": 12.5, "datum": "15.01.2025", "empfaenger": "=1+1"}],
        },
    )

    assert values == {
        "einnahmen.bund": Decimal("1200.50"),
        "einnahmen.kommune": "1.200,50 €",
        "deckblatt.foerderjahr": Decimal(2025),
        "deckblatt.beginn": dt.date(2025, 1, 15),
        "deckblatt.weiterleitung": False,
    }
    assert tables == {
        "belege": [
            {"nummer": Decimal(1), "betrag": Decimal("12.5"), "datum": "15.01.2025", "empfaenger": "=1+1"}
        ]
    }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"einnahmen.bunt": 1},
            "Das Feld „einnahmen.bunt“ gibt es in diesem Formular nicht. Meinten Sie „einnahmen.bund“?",
        ),
        ({"belege": {"betrag": 1}}, "„belege“ ist eine Liste von Zeilen"),
        (
            {"belege": [{"betrga": 1}]},
            "„belege“, Zeile 1: Die Spalte „betrga“ gibt es nicht. Meinten Sie „betrag“?",
        ),
        ({"belege": [1]}, "„belege“, Zeile 1: erwartet wird"),
        ({"einnahmen.bund": [1]}, "„einnahmen.bund“ braucht einen einzelnen Wert"),
    ],
)
def test_a_mistake_in_the_json_names_the_field(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        values_from_json(form(), given)

    assert sentence in str(caught.value)


def test_the_register_fills_in_what_it_knows() -> None:
    period = Zeitraum(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    bescheid = Bescheid(
        "MB-25-007",
        "T007",
        2025,
        dt.date(2025, 1, 10),
        period,
        euro(54000),
        euro(50000),
        Decimal(90),
        Decimal(1),
        "RL_MB_2024",
    )
    traeger = Traeger(
        "T007", "Brücke e.V.", TraegerArt.GEMEINNUETZIG, "RV 3", "Hauptstr. 1", "30159", "Hannover"
    )

    values = prefill_values(
        form(), bescheid, traeger, {"ausgaben.personalausgaben": euro(52000), "einnahmen.bund": euro(0)}
    )

    assert values["deckblatt.anschrift"] == "Hauptstr. 1, 30159 Hannover"
    assert values["deckblatt.foerderjahr"] == 2025
    assert values["deckblatt.zeitraum_bis"] == dt.date(2025, 12, 31)
    assert values["ausgaben.personalausgaben_plan"] == 52000
    assert values["einnahmen.bund_plan"] == 0
    assert "deckblatt.zweck" not in values
    assert "ausgaben.personalausgaben" not in values
