"""The peer of the rulebook: one plain Python function for each rule, as a capable person would write them.

Same rules, same reports, no rule files, no messages: each function only says whether its rule is broken.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from kmn_automation.model.frist import add_months
from kmn_automation.model.known import Known
from kmn_automation.model.report import Line, Report, Scalar

CENT, EURO, HUNDRED = Decimal("0.01"), Decimal(1), Decimal(100)
POSITIONS = {
    "personalausgaben": "Personalausgaben", "raumkosten": "Raumkosten", "buerobedarf": "Bürobedarf und Kommunikation",
    "reisekosten": "Reisekosten", "fortbildung": "Fortbildung", "oeffentlichkeitsarbeit": "Öffentlichkeitsarbeit",
    "gemeinkosten": "Verwaltungsgemeinkosten", "sonstige": "Sonstige Sachausgaben",
}  # fmt: skip
INCOME = ("eigenanteil", "dritte", "kommune", "bund", "oeffentlich", "land_weitere", "landeszuwendung")
GENDER = ("w", "m", "d", "unbekannt")
AGES = ("unter_18", "18_26", "27_44", "45_64", "ab_65", "unbekannt")
Rule = Callable[[Report, Known], bool]


def number(report: Report, name: str) -> Decimal:
    """The number of a field; zero where there is none."""
    value = report.number(name)
    return value if value is not None and value.is_finite() else Decimal(0)


def cell(line: Line, name: str) -> Scalar | None:
    """The value of a column in one line."""
    return line[name].value if name in line else None


def amount(line: Line, name: str) -> Decimal:
    """The number of a column in one line; zero where there is none."""
    value = cell(line, name)
    return value if isinstance(value, Decimal) and value.is_finite() else Decimal(0)


def eligible(report: Report) -> Decimal:
    """Zuwendungsfähige Ausgaben, added up."""
    return sum((number(report, f"ausgaben.{name}_zuwendungsfaehig") for name in POSITIONS), Decimal(0))


def spent(report: Report) -> Decimal:
    """Ausgaben, added up."""
    return sum((number(report, f"ausgaben.{name}") for name in POSITIONS), Decimal(0))


def earned(report: Report) -> Decimal:
    """Einnahmen, added up."""
    return sum((number(report, f"einnahmen.{name}") for name in INCOME), Decimal(0))


def _ari_01(report: Report, _known: Known) -> bool:
    return abs(number(report, "einnahmen.summe") - earned(report)) > EURO


def _ari_02(report: Report, _known: Known) -> bool:
    return (
        abs(number(report, "ausgaben.summe") - spent(report)) > EURO
        or abs(number(report, "ausgaben.summe_zuwendungsfaehig") - eligible(report)) > EURO
    )


def _ari_03(report: Report, _known: Known) -> bool:
    return abs(earned(report) - spent(report)) > EURO


def _ari_05(report: Report, _known: Known) -> bool:
    return any(
        number(report, f"ausgaben.{name}_zuwendungsfaehig") > number(report, f"ausgaben.{name}")
        for name in POSITIONS
    )


def _ari_09(report: Report, _known: Known) -> bool:
    listed = sum((amount(line, "gesamt") for line in report.tables["personal"]), Decimal(0))
    return abs(listed - number(report, "ausgaben.personalausgaben")) > EURO


def _ari_10(report: Report, _known: Known) -> bool:
    lines = report.tables["belege"]
    listed = sum(
        (amount(line, "betrag") for line in lines if cell(line, "position") == "Personalausgaben"), Decimal(0)
    )
    return abs(listed - number(report, "ausgaben.personalausgaben")) > EURO


def _ari_11(report: Report, _known: Known) -> bool:
    return any(
        amount(line, "betrag") < 0 and not cell(line, "erstattung") for line in report.tables["belege"]
    )


def _elg_06(report: Report, _known: Known) -> bool:
    most = (eligible(report) * 90 / HUNDRED).quantize(CENT)
    return number(report, "einnahmen.landeszuwendung") > most


def _elg_07(report: Report, known: Known) -> bool:
    assert known.bescheid
    return known.bescheid.ausgezahlt > (eligible(report) * known.bescheid.foerdersatz / HUNDRED).quantize(
        CENT
    )


def _elg_08(report: Report, _known: Known) -> bool:
    own = sum((number(report, f"einnahmen.{name}") for name in INCOME[:5]), Decimal(0))
    return own < (eligible(report) * 10 / HUNDRED).quantize(CENT)


def _per_04(report: Report, _known: Known) -> bool:
    return any(
        abs(amount(line, "stellenanteil") - amount(line, "wochenstunden") / amount(line, "vollzeitstunden"))
        > CENT
        for line in report.tables["personal"]
        if amount(line, "vollzeitstunden")
    )


def _per_12(report: Report, _known: Known) -> bool:
    return any(
        not 18 <= amount(line, "arbeitgeberanteil") / amount(line, "brutto") * HUNDRED <= 24
        for line in report.tables["personal"]
        if amount(line, "brutto")
    )


def _bel_02(report: Report, _known: Known) -> bool:
    numbers = Counter(int(amount(line, "nummer")) for line in report.tables["belege"])
    return bool(numbers) and set(numbers) != set(
        range(min(numbers), min(numbers) + len(report.tables["belege"]))
    )


def _bel_03(report: Report, _known: Known) -> bool:
    latest: dict[Scalar | None, dt.date] = {}
    for line in report.tables["belege"]:
        day, position = cell(line, "datum"), cell(line, "position")
        if not isinstance(day, dt.date):
            continue
        if day < latest.get(position, day):
            return True
        latest[position] = day
    return False


def _bel_04(report: Report, _known: Known) -> bool:
    first, last = report.get("deckblatt.zeitraum_von"), report.get("deckblatt.zeitraum_bis")
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return False
    last = add_months(last, 1)
    days = (cell(line, "datum") for line in report.tables["belege"])
    return any(isinstance(day, dt.date) and not first <= day <= last for day in days)


def _bel_05(report: Report, _known: Known) -> bool:
    keys = Counter(
        (
            cell(line, "datum"),
            " ".join(str(cell(line, "empfaenger")).casefold().split()),
            amount(line, "betrag"),
        )
        for line in report.tables["belege"]
    )
    return any(count > 1 for count in keys.values())


def _bel_08(report: Report, known: Known) -> bool:
    name = known.traeger.name if known.traeger else ""
    lines = report.tables["belege"]
    return any(cell(line, "empfaenger") == name for line in lines if cell(line, "position") != "Einnahmen")


def _bel_11(report: Report, _known: Known) -> bool:
    return any(amount(line, "skonto") > 0 for line in report.tables["belege"])


def _sta_01(report: Report, _known: Known) -> bool:
    parts = sum((number(report, f"statistik.geschlecht_{name}") for name in GENDER), Decimal(0))
    return parts != number(report, "statistik.personen")


def _sta_02(report: Report, _known: Known) -> bool:
    parts = sum((number(report, f"statistik.alter_{name}") for name in AGES), Decimal(0))
    return parts != number(report, "statistik.personen")


def _sta_05(report: Report, _known: Known) -> bool:
    carried, new, closed, left = (
        number(report, f"statistik.{name}") for name in ("uebertrag", "neu", "abgeschlossen", "bestand")
    )
    return carried + new - closed != left


RULES: dict[str, Rule] = {
    "ARI-01": _ari_01, "ARI-02": _ari_02, "ARI-03": _ari_03, "ARI-05": _ari_05, "ARI-09": _ari_09, "ARI-10": _ari_10,
    "ARI-11": _ari_11, "ELG-06": _elg_06, "ELG-07": _elg_07, "ELG-08": _elg_08, "PER-04": _per_04, "PER-12": _per_12,
    "BEL-02": _bel_02, "BEL-03": _bel_03, "BEL-04": _bel_04, "BEL-05": _bel_05, "BEL-08": _bel_08, "BEL-11": _bel_11,
    "STA-01": _sta_01, "STA-02": _sta_02, "STA-05": _sta_05,
}  # fmt: skip


def broken(report: Report, known: Known) -> set[str]:
    """The ids of the rules that are broken."""
    return {name for name, rule in RULES.items() if rule(report, known)}
