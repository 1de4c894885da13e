"""Invented funded staff: shares that add up to the granted ones, pay that adds up to the Personalausgaben."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from kmn_automation.model.money import Euro, euro
from kmn_automation.model.register import Bescheid
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.figures_money import split

FULL_TIME = Decimal("39.8")
"""Weekly hours of a full post after TV-L in Niedersachsen (assumed in the rules)."""
_SPECIAL_PAY = Decimal("0.05")


def invent_personal(bescheid: Bescheid, whole: Euro, rng: random.Random) -> list[dict[str, Scalar]]:
    """One line for each funded person, together exactly the granted posts and exactly the amount."""
    shares = _shares(bescheid.stellenanteile, rng)
    pay = split(whole, [int(share * 100) for share in shares])
    return [
        _person(bescheid, f"P{number}", share, amount, rng)
        for number, (share, amount) in enumerate(zip(shares, pay, strict=True), start=1)
    ]


def _shares(posts: Decimal, rng: random.Random) -> list[Decimal]:
    """Nobody above one post; a full post is sometimes two halves."""
    shares = [Decimal(1)] * int(posts) + ([posts % 1] if posts % 1 else [])
    if shares[0] == 1 and rng.random() < 0.3:  # noqa: PLR2004 -- three in ten share a post
        shares[:1] = [Decimal("0.5"), Decimal("0.5")]
    return shares


def _person(
    bescheid: Bescheid, kennung: str, share: Decimal, gesamt: Euro, rng: random.Random
) -> dict[str, Scalar]:
    employer = Decimal(rng.randint(204, 218)) / 1000
    brutto = euro(gesamt / (1 + employer + _SPECIAL_PAY))
    sonder = euro(brutto * _SPECIAL_PAY)
    return {
        "kennung": kennung,
        "qualifikation": rng.choice(("Soziale Arbeit", "Soziale Arbeit", "Erziehungswissenschaften")),
        "eingruppierung": rng.choice(("S 11b Stufe 3", "S 11b Stufe 4", "S 12 Stufe 3", "E 9b Stufe 4")),
        "tarif": True,
        "wochenstunden": (FULL_TIME * share).quantize(Decimal("0.01")),
        "vollzeitstunden": FULL_TIME,
        "stellenanteil": share,
        "monate": Decimal(bescheid.zeitraum.months),
        "beschaeftigt_von": bescheid.zeitraum.von - dt.timedelta(days=rng.randint(0, 3000)),
        "bezahlt_von": bescheid.zeitraum.von,
        "bezahlt_bis": bescheid.zeitraum.bis,
        "brutto": brutto,
        "arbeitgeberanteil": euro(gesamt - brutto - sonder),
        "sonderzahlung": sonder,
        "aussertariflich": euro(0),
        "honorar": False,
        "erstattungen": euro(0),
        "bundesmittel": euro(0),
        "gesamt": gesamt,
        "fortbildungen": Decimal(rng.randint(1, 3)),
    }
