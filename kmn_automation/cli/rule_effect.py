"""The effect of a change of rules, printed: figures, rules, outcomes, money, then every case."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kmn_automation.app.rule_effect import CaseEffect, Effect, Sum
from kmn_automation.cli.console import print_table, say
from kmn_automation.model.finding import Abrechnung
from kmn_automation.model.german import format_euro, format_number, join_words
from kmn_automation.rules.effect import Difference


def as_json(effect: Effect) -> dict[str, object]:
    """The contract of `kmn rules effect --json`."""
    return {
        "files": effect.files,
        "ruleset": dict(zip(("before", "after"), effect.hashes, strict=True)),
        "reports": effect.reports,
        "years": effect.years,
        "touched": len(effect.cases),
        "rules": effect.rules,
        "outcomes": [
            {"before": before, "after": after, "reports": number}
            for (before, after), number in effect.outcomes.items()
        ],
        "settlements": effect.settlements,
        "grant": _sum(effect.grant),
        "claim": _sum(effect.claim),
        "cases": [_case(each) for each in effect.cases],
    }


def tell(effect: Effect) -> None:
    """The same for a person."""
    for line in _head(effect):
        say(line)
    if not effect.cases:
        return
    if effect.rules:
        rules = [
            (each.rule, each.title, each.severity, *map(_count, (each.gained, each.lost, each.changed)))
            for each in effect.rules
        ]
        headings = ("Regel", "Titel", "Gewicht", "Berichte mehr", "Berichte weniger", "anders")
        print_table("Feststellungen", headings, rules)
    if effect.outcomes:
        outcomes = [(before, after, _count(number)) for (before, after), number in effect.outcomes.items()]
        print_table("Ergebnisse", ("bisher", "dann", "Berichte"), outcomes)
    cases = [
        (each.number, each.traeger or each.traeger_id, each.geschaeftszeichen, each.foerderjahr, _what(each))
        for each in effect.cases
    ]
    print_table("Vorgänge", ("Vorgang", "Träger", "Geschäftszeichen", "Jahr", "Was sich ändert"), cases)


def _head(effect: Effect) -> Iterator[str]:
    yield f"Geänderte Dateien: {', '.join(effect.files)}"
    if effect.hashes[0] == effect.hashes[1]:
        yield "Die Regeln sind dieselben wie die geltenden."
    years = f" der Förderjahre {join_words([str(each) for each in effect.years])}" if effect.years else ""
    yield f"Verglichen: {_count(effect.reports)} Berichte{years}, jeweils die neueste Fassung."
    if not effect.cases:
        yield "Kein Bericht bekäme andere Feststellungen, ein anderes Ergebnis oder eine andere Abrechnung."
        return
    other = _count(sum(effect.outcomes.values()))
    yield f"Betroffen: {_count(len(effect.cases))}; anderes Ergebnis: {other}"
    yield f"Andere Abrechnung: {_count(effect.settlements)}"
    for word, each in (("Zuwendung", effect.grant), ("Rückforderung", effect.claim)):
        yield f"{word}: {format_euro(each.before)} → {format_euro(each.after)} ({_signed(each)})"
    yield "Geschrieben wurde nichts."


def _what(case: CaseEffect) -> str:
    return "; ".join(_parts(case.difference))


def _parts(difference: Difference) -> Iterator[str]:
    for each in difference.changes:
        times = f" ({each.count} ×)" if each.count > 1 else ""
        yield f"{each.rule} {each.kind.value}{times}"
    if difference.other_outcome:
        yield f"{difference.outcomes[0].value} → {difference.outcomes[1].value}"
    if difference.other_settlement:
        yield _settled(*difference.settlements)
    if difference.muted:
        yield f"nicht mehr geprüft: {', '.join(difference.muted)}"


def _settled(before: Abrechnung | None, after: Abrechnung | None) -> str:
    if before is None or after is None:
        return "Abrechnung neu" if before is None else "Abrechnung entfällt"
    return "; ".join(
        f"{word} {format_euro(old)} → {format_euro(new)}"
        for word, old, new in (
            ("anerkannt", before.recognised, after.recognised),
            ("Zuwendung", before.grant, after.grant),
            ("ausgezahlt", before.paid, after.paid),
            ("Rückforderung", before.claim, after.claim),
        )
        if old != new
    )


def _signed(total: Sum) -> str:
    amount = total.difference
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"
    return f"{sign}{format_euro(abs(amount))}"


def _count(number: int) -> str:
    return format_number(Decimal(number), 0)


def _sum(total: Sum) -> dict[str, object]:
    return {"before": total.before, "after": total.after, "difference": total.difference}


def _case(case: CaseEffect) -> dict[str, object]:
    difference = case.difference
    before, after = difference.settlements
    return {
        "number": case.number,
        "traeger_id": case.traeger_id,
        "traeger": case.traeger,
        "geschaeftszeichen": case.geschaeftszeichen,
        "foerderjahr": case.foerderjahr,
        "fassung": case.fassung,
        "findings": difference.changes,
        "outcome": dict(zip(("before", "after"), difference.outcomes, strict=True)),
        "grant": _pair(before and before.grant, after and after.grant),
        "claim": _pair(before and before.claim, after and after.claim),
        "no_longer_run": difference.muted,
    }


def _pair(before: object, after: object) -> dict[str, object]:
    return {"before": before, "after": after}
