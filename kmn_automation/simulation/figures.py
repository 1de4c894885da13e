"""A complete, clean report for one Bescheid: every field of the form of 2024, every sum right to the cent.

The total is exactly that of the Finanzierungsplan, since less reduces the grant (ELG-12) and more is remarked (ELG-11).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from decimal import Decimal

from kmn_automation.model.frist import add_months
from kmn_automation.model.money import Euro, total
from kmn_automation.model.register import Bescheid, Traeger
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.figures_money import Amounts, invent_amounts, invent_receipts, split
from kmn_automation.simulation.figures_personal import invent_personal
from kmn_automation.simulation.figures_statistics import invent_statistics
from kmn_automation.simulation.figures_texts import invent_network_texts, invent_sachbericht
from kmn_automation.simulation.network import domain_of, invent_person

Values = dict[str, Scalar]
Tables = dict[str, list[dict[str, Scalar]]]

FEWEST_RECEIPTS = 12
MONTHS_TO_SPEND = 2


def invent_report(
    bescheid: Bescheid, traeger: Traeger, plan: Mapping[str, Euro], rng: random.Random, receipts: int = 20
) -> tuple[Values, Tables]:
    """Values by field id, and lines by table id, of a report that no rule objects to.

    Args:
        bescheid: any grant under RL_MB_2024.
        traeger: its recipient.
        plan: the Finanzierungsplan; a position that is not in it gets nothing.
        rng: decides the figures; the same state gives the same report.
        receipts: lines of the Belegliste, at least 12.

    Raises:
        ValueError: for too few receipts.
    """
    if receipts < FEWEST_RECEIPTS:
        raise ValueError(f"a Belegliste has at least {FEWEST_RECEIPTS} lines here")
    amounts = invent_amounts(bescheid, plan, rng)
    personal = invent_personal(bescheid, amounts.ausgaben["personalausgaben"], rng)
    mittelabrufe = _mittelabrufe(bescheid, rng)
    belege = invent_receipts(bescheid, amounts, mittelabrufe, (len(personal), receipts), rng)
    statistics, herkunft = invent_statistics(bescheid, rng)
    values: Values = {
        **_deckblatt(bescheid, traeger, rng),
        **invent_sachbericht(traeger.ort, rng),
        **_einnahmen(amounts, plan),
        **_ausgaben(amounts, plan, rng),
        **statistics,
        **_netzwerk(traeger, personal, rng),
        **_bestaetigung(bescheid, traeger, rng),
    }
    tables: Tables = {
        "bescheide": _bescheide(bescheid, rng),
        "mittelabrufe": mittelabrufe,
        "aenderungen": [],
        "anschaffungen": [],
        "personal": personal,
        "belege": belege,
        "herkunft": herkunft,
    }
    return values, tables


def _deckblatt(bescheid: Bescheid, traeger: Traeger, rng: random.Random) -> Values:
    texts: Values = {
        "geschaeftszeichen": bescheid.geschaeftszeichen,
        "nachweisart": "Verwendungsnachweis",
        "traeger_id": traeger.id,
        "traeger_name": traeger.name,
        "traeger_art": traeger.art.value,
        "anschrift": f"{traeger.strasse}, {traeger.plz} {traeger.ort}",
        "regionalverbund": traeger.regionalverbund,
        "ansprechperson": invent_person(rng)[1],
        "telefon": f"030 23125-{rng.randint(110, 999)}",
        "email": f"bericht@{domain_of(traeger)}",
        "zweck": bescheid.zweck,
    }
    facts: Values = {
        "foerderjahr": Decimal(bescheid.foerderjahr),
        "zeitraum_von": bescheid.zeitraum.von,
        "zeitraum_bis": bescheid.zeitraum.bis,
        "beginn": bescheid.zeitraum.von,
        "bewilligt": bescheid.bewilligt,
        "ausgezahlt": bescheid.ausgezahlt,
        "erstattet": Decimal(0),
        "foerdersatz": bescheid.foerdersatz,
        "stellenanteile": bescheid.stellenanteile,
        "vorzeitiger_beginn": False,
        "bundesmittel_erklaerung": True,
        "vorsteuerabzug": False,
        "umsatzsteuer_enthalten": True,
        "weiterleitung": False,
    }
    return _under("deckblatt", texts | facts)


def _bescheide(bescheid: Bescheid, rng: random.Random) -> list[dict[str, Scalar]]:
    """One Bescheid, or an earlier one and its change; together what was granted."""
    first: dict[str, Scalar] = {
        "art": "Zuwendungsbescheid",
        "datum": bescheid.datum,
        "zeichen": bescheid.geschaeftszeichen,
        "betrag": bescheid.bewilligt,
    }
    if rng.random() < 0.8:  # noqa: PLR2004 -- most grants are never changed
        return [first]
    before, change = split(bescheid.bewilligt, [29, 1])
    earlier = {**first, "datum": bescheid.datum - dt.timedelta(days=rng.randint(20, 60)), "betrag": before}
    return [earlier, {**first, "art": "Änderungsbescheid", "betrag": change}]


def _mittelabrufe(bescheid: Bescheid, rng: random.Random) -> list[dict[str, Scalar]]:
    """A call for funds in every second month, each used up within two months (ANBest-P 1.4)."""
    days = [
        add_months(bescheid.zeitraum.von, offset) + dt.timedelta(days=rng.randint(2, 20))
        for offset in range(0, bescheid.zeitraum.months, MONTHS_TO_SPEND)
    ]
    parts = split(bescheid.ausgezahlt, [rng.randint(90, 110) for _ in days])
    return [
        {
            "datum": day,
            "betrag": part,
            "verwendet_bis": min(day + dt.timedelta(days=rng.randint(35, 55)), bescheid.zeitraum.bis),
        }
        for day, part in zip(days, parts, strict=True)
    ]


def _einnahmen(amounts: Amounts, plan: Mapping[str, Euro]) -> Values:
    values: Values = {}
    whole = total(amounts.einnahmen.values())
    for name, amount in amounts.einnahmen.items():
        share = (amount * 100 / whole).quantize(Decimal("0.01")) if whole else Decimal(0)
        values |= {
            name: amount,
            f"{name}_anteil": share,
            f"{name}_plan": plan.get(f"einnahmen.{name}", total(())),
        }
    planned = total(amount for position, amount in plan.items() if position.startswith("einnahmen."))
    return _under("einnahmen", values | {"summe": whole, "summe_anteil": Decimal(100), "summe_plan": planned})


def _ausgaben(amounts: Amounts, plan: Mapping[str, Euro], rng: random.Random) -> Values:
    values: Values = {}
    whole = total(amounts.ausgaben.values())
    for name, amount in amounts.ausgaben.items():
        planned = plan.get(f"ausgaben.{name}", total(()))
        values |= {name: amount, f"{name}_zuwendungsfaehig": amount, f"{name}_plan": planned}
    sach = whole - amounts.ausgaben["personalausgaben"]
    kilometres = (amounts.ausgaben["reisekosten"] * Decimal("2.4")).to_integral_value()
    planned = total(amount for position, amount in plan.items() if position.startswith("ausgaben."))
    values |= {
        "summe": whole,
        "summe_zuwendungsfaehig": whole,
        "summe_plan": planned,
        "ergebnis": total(amounts.einnahmen.values()) - whole,
        "asylverfahrensberatung": Decimal(0),
        "unbare_leistungen": Decimal(0),
        "dezember": split(total([sach]), [9, 91])[0],
        "reise_km": kilometres,
        "reise_satz": Decimal("0.30"),
        "gemeinkosten_schluessel": rng.choice(("nach Stellenanteilen", "nach genutzter Fläche")),
        "erlaeuterung": rng.choice(("Fachliteratur, Übersetzungen", "Sprachmittlung und Fachliteratur")),
    }
    return _under("ausgaben", values)


def _netzwerk(traeger: Traeger, personal: list[dict[str, Scalar]], rng: random.Random) -> Values:
    values: Values = {
        "sitzungen": Decimal(rng.randint(2, 4)),
        "vernetzungstreffen": True,
        "fortbildungen": sum((Decimal(str(line["fortbildungen"])) for line in personal), Decimal(0)),
        "evaluation": True,
        "federfuehrung": False,
    }
    return _under("netzwerk", values | invent_network_texts(traeger.ort, rng))


def _bestaetigung(bescheid: Bescheid, traeger: Traeger, rng: random.Random) -> Values:
    values: Values = {
        "nebenbestimmungen": True,
        "notwendig": True,
        "belege": True,
        "ort": traeger.ort,
        "datum": bescheid.zeitraum.bis + dt.timedelta(days=rng.randint(10, 60)),
        "name": invent_person(rng)[1],
        "funktion": rng.choice(("Geschäftsführung", "Vorstand", "Leitung des Fachbereichs")),
    }
    return _under("bestaetigung", values)


def _under(sheet: str, values: Values) -> Values:
    return {f"{sheet}.{name}": value for name, value in values.items()}
