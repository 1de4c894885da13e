"""The settlement (Abrechnung): from recognised expenditure to grant and claim, every intermediate value kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from kmn_automation.model.finding import Abrechnung, Step
from kmn_automation.model.german import format_euro, format_number
from kmn_automation.model.money import NULL_EURO, Euro, euro
from kmn_automation.model.register import Bescheid
from kmn_automation.rules.expression_functions import percent_of, round_half_up
from kmn_automation.rules.figures import positions
from kmn_automation.rules.subject import Subject
from kmn_automation.rules.versions import Ceiling

PARAMETERS: dict[Ceiling, tuple[str, ...]] = {
    Ceiling.EXPENDITURE: (
        "hoechstbetrag_je_stelle",
        "sachausgaben_hoechstanteil",
        "asylverfahrensberatung_gefoerdert",
    ),
    Ceiling.GRANT: ("hoechstbetrag_je_stelle", "hoechstanteil", "asylverfahrensberatung_gefoerdert"),
}
"""The dated numbers that the formula of a version cannot do without."""
_PLACES = Decimal(4)
_INELIGIBLE = (
    ("ausgaben.unbare_leistungen", "unbare Leistungen", "ELG-22"),
    ("ausgaben.asylverfahrensberatung", "Asylverfahrensberatung", "ELG-20"),
)


@dataclass(slots=True)
class _Account:
    """The lines of the settlement while it is computed."""

    subject: Subject
    bescheid: Bescheid
    steps: list[Step] = field(default_factory=list)

    def number(self, name: str) -> Decimal | None:
        return self.subject.number(name)

    def parameter(self, name: str) -> Decimal:
        """A dated number; the rulebook was refused at load if the version lacked it."""
        return Decimal(str(self.subject.parameters[name]))

    def note(self, label: str, amount: Decimal, why: str = "", rule: str = "") -> Euro:
        self.steps.append(Step(label, euro(amount), why, rule))
        return euro(amount)

    def limit(self, label: str, amount: Euro, ceiling: Euro, why: str, rule: str) -> Euro:
        """The lower of both; the ceiling is kept as a line, and it says whether it took effect."""
        effect = "Diese Grenze greift" if ceiling < amount else "Diese Grenze wird eingehalten"
        self.note(label, ceiling, f"{why}. {effect}.", rule)
        return min(amount, ceiling)


def settle(subject: Subject) -> Abrechnung | None:
    """The settlement under the version of the report; None without a Bescheid or where a value is missing."""
    bescheid = subject.known.bescheid
    if bescheid is None:
        return None
    account = _Account(subject, bescheid)
    items = _items(account)
    ceiling = account.number("zahlen.hoechstbetrag")
    if items is None or ceiling is None:
        return None
    limit = max(
        euro(ceiling), NULL_EURO
    )  # months or shares below zero must not make a claim above what was paid
    recognised = _recognised(account, items, limit)
    grant = _grant(account, recognised, limit)
    paid = _paid(account)
    claim = account.note(
        "Ausgezahlt über die Zuwendung hinaus",
        max(paid - grant, NULL_EURO),
        "Ausgezahlt abzüglich Zuwendung; über eine Erstattung entscheidet das Landesamt",
    )
    return Abrechnung(subject.version.id, recognised, grant, paid, claim, tuple(account.steps))


def _recognised(account: _Account, items: tuple[Euro, Euro], ceiling: Euro) -> Euro:
    personnel, material = items
    if account.subject.version.ceiling is Ceiling.EXPENDITURE:
        return _limited_expenditure(account, personnel, material, ceiling)
    together = _without_ineligible(account, euro(personnel + material))
    return account.note("Anerkannte Ausgaben", together, "Summe der anerkannten Positionen")


def _items(account: _Account) -> tuple[Euro, Euro] | None:
    """Recognised personnel and material expenditure: per line at most what was spent at all."""
    personnel, material = NULL_EURO, NULL_EURO
    for row in positions(account.subject.form, "ausgaben"):
        spent = account.number(row.fields[0].id)
        claimed = account.number(f"{row.fields[0].id}_zuwendungsfaehig")
        if spent is None or claimed is None:
            return None
        amount = euro(max(min(spent, claimed), NULL_EURO))
        is_cut = amount < claimed
        why = "begrenzt auf die Gesamtausgabe der Position" if is_cut else "wie angesetzt"
        account.note(f"{row.label}, anerkannt", amount, why, "ARI-05" if is_cut else "")
        if row.fields[0].name == "personalausgaben":
            personnel = euro(personnel + amount)
        else:
            material = euro(material + amount)
    return personnel, material


def _without_ineligible(account: _Account, amount: Euro) -> Euro:
    """At most what was spent less the parts that this Richtlinie does not fund."""
    spent = account.number("zahlen.ausgaben")
    for name, label, rule in _INELIGIBLE:
        part = account.number(name)
        if part is None or part <= 0 or spent is None or _is_funded(account, rule):
            continue
        spent = euro(spent - part)
        account.note(
            f"Nicht zuwendungsfähig: {label}", part, "in den Ausgaben enthalten und abzuziehen", rule
        )
        amount = max(min(amount, spent), NULL_EURO)
    return amount


def _is_funded(account: _Account, rule: str) -> bool:
    return rule == "ELG-20" and account.subject.singles.get("asylverfahrensberatung_gefoerdert") is True


def _limited_expenditure(account: _Account, personnel: Euro, material: Euro, ceiling: Euro) -> Euro:
    share = account.parameter("sachausgaben_hoechstanteil")
    allowed = euro(percent_of(share, personnel))
    why = f"{format_number(share)} % von {format_euro(personnel)} Personalausgaben"
    material = account.limit("Höchstbetrag der Sachausgaben", material, allowed, why, "ELG-02")
    together = _without_ineligible(account, euro(personnel + material))
    account.note("Personal- und Sachausgaben zusammen", together)
    capped = account.limit("Höchstbetrag der Ausgaben", together, ceiling, _posts_why(account), "ELG-01")
    return account.note("Anerkannte Ausgaben", capped, "der niedrigere der beiden Beträge")


def _posts_why(account: _Account) -> str:
    amount, posts = account.parameter("hoechstbetrag_je_stelle"), account.number("zahlen.stellenjahre")
    rounded = format_number(round_half_up(posts or Decimal(0), _PLACES))
    return f"{format_euro(amount)} je volle Stelle und Jahr × {rounded} Stellen"


def _grant(account: _Account, recognised: Euro, ceiling: Euro) -> Euro:
    bescheid = account.bescheid
    rate = bescheid.foerdersatz
    grant = account.note("Bewilligter Betrag", bescheid.bewilligt, "laut Bescheid einschließlich Änderungen")
    by_rate = euro(percent_of(rate, recognised))
    why = f"{format_number(rate)} % von {format_euro(recognised)} anerkannten Ausgaben"
    grant = account.limit("Zuwendung nach dem Fördersatz", grant, by_rate, why, "ELG-07")
    if account.subject.version.ceiling is Ceiling.GRANT:
        grant = _limited_grant(account, grant, recognised, ceiling)
    return account.note("Zuwendung", grant, "der niedrigste der genannten Beträge")


def _limited_grant(account: _Account, grant: Euro, recognised: Euro, ceiling: Euro) -> Euro:
    grant = account.limit("Höchstbetrag der Zuwendung", grant, ceiling, _posts_why(account), "ELG-04/ELG-05")
    share = account.parameter("hoechstanteil")
    most = euro(percent_of(share, recognised))
    why = f"höchstens {format_number(share)} % von {format_euro(recognised)} anerkannten Ausgaben"
    return account.limit("Höchstanteil des Landes", grant, most, why, "ELG-06")


def _paid(account: _Account) -> Euro:
    paid = account.note("Ausgezahlt", account.bescheid.ausgezahlt, "laut Register")
    repaid = account.number("deckblatt.erstattet")
    if repaid is None or repaid <= 0:
        return paid
    account.note("Davon bereits zurückgezahlt", repaid, "laut Nachweis, vom Landesamt zu prüfen")
    return account.note("Verbleibende Auszahlung", max(paid - repaid, NULL_EURO))
