"""The sample for the deep check: drawn once for a Förderjahr, when the last Vorlagefrist of the year is over.

The draw can be repeated by anybody: it depends on the accepted cases and their risks alone, all of which the journal
names. Once drawn it stays, whatever comes in later.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.german import join_words
from kmn_automation.model.vorlagefrist import vorlagefrist
from kmn_automation.rules.deep_sample import RISKS, deep_sample
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.store import cases, elsewhere, facts, tasks
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.connect import Transaction
from kmn_automation.store.elsewhere import AcceptedCase
from kmn_automation.store.tasks import NewTask

SAMPLE = "Stichprobe: "
"""With the Förderjahr: the numbers of the drawn cases."""
SHARE = "vertiefte_pruefung_anteil"
YEARS_BACK = 2
"""Förderjahre that ended longer ago are not drawn any more."""


def draw_samples(desk: Desk) -> int:
    """For how many Förderjahre the sample was drawn now; each is one transaction."""
    with desk.store.read() as tx:
        drawn = facts.starting_with(tx, SAMPLE)
    years = {each.foerderjahr for each in desk.register.bescheide}
    due = [year for year in sorted(years) if f"{SAMPLE}{year}" not in drawn and _is_over(desk, year)]
    return sum(_draw(desk, year) for year in due)


def is_drawn(tx: Transaction, key: CaseKey) -> bool | None:
    """Whether the sample holds the case; None before it was drawn."""
    drawn = facts.get(tx, f"{SAMPLE}{key.foerderjahr}")
    if drawn is None:
        return None
    case = cases.by_key(tx, key)
    return case is not None and case.number in drawn.split()


def _is_over(desk: Desk, foerderjahr: int) -> bool:
    """Whether no proof of a year that is not too long ago may come in time any more."""
    if foerderjahr < desk.today.year - YEARS_BACK:
        return False
    register = desk.register
    return all(
        vorlagefrist(each, traeger.art, is_holiday) < desk.today
        for each in register.bescheide
        if each.foerderjahr == foerderjahr and (traeger := register.find_traeger(each.traeger_id))
    )


def _draw(desk: Desk, foerderjahr: int) -> bool:
    percent = desk.tools.rulebook.parameters[SHARE].value(foerderjahr)
    with desk.store.begin() as tx:
        accepted = {each.number: each for each in elsewhere.cases_of_year(tx, foerderjahr, RISKS)}
        if not accepted or not isinstance(percent, Decimal):
            return False
        risks = {number: len(each.risks) for number, each in accepted.items()}
        drawn = deep_sample(risks, percent, foerderjahr)
        facts.put(tx, f"{SAMPLE}{foerderjahr}", " ".join(drawn))
        for number in drawn:
            _tell(tx, desk, accepted[number])
        detail: dict[str, str | int] = {
            "cases": len(accepted),
            "percent": str(percent),
            "drawn": ", ".join(drawn),
            "risks": ", ".join(f"{number}: {risk}" for number, risk in sorted(risks.items()) if risk),
            "order": f"risk, then sha256 of „{foerderjahr} <Vorgang>“",
        }
        note(tx, desk, "Stichprobe gezogen", f"foerderjahr:{foerderjahr}", detail)
    return True


def _tell(tx: Transaction, desk: Desk, case: AcceptedCase) -> None:
    traeger = desk.register.find_traeger(case.key.traeger_id)
    name = traeger.name if traeger else case.key.traeger_id
    what = (
        f"Stichprobe {case.key.foerderjahr}: Vorgang {case.number} ({name}) bitte vertieft prüfen und das im "
        f"Prüfvermerk festhalten; {_why(case.risks)}."
    )
    tasks.add(tx, NewTask(f"stichprobe:{case.number}", what, desk.now, case_id=case.id))


def _why(risks: Iterable[str]) -> str:
    rules = join_words(sorted(risks))
    return f"vorgezogen wegen {rules}" if rules else "durch das Los bestimmt"
