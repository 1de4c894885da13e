"""Accepted report → evaluation letter, Prüfvermerk, and with a claim the draft for the Landesamt."""

from __future__ import annotations

from collections.abc import Mapping

from kmn_automation.letters.context import evaluation_context, evaluation_kinds
from kmn_automation.letters.held import LetterHeld
from kmn_automation.model.finding import Outcome, Severity
from kmn_automation.model.german import format_euro
from kmn_automation.model.letter import Release
from kmn_automation.model.register import Bescheid, Traeger
from kmn_automation.steps.accept_report import Accepted, Arrival
from kmn_automation.steps.ask_release import ask_release
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.opened import Examined
from kmn_automation.steps.report_facts import report_facts
from kmn_automation.steps.write_letter import (
    NO_ADDRESS,
    NO_PERSON,
    Draft,
    Written,
    occasion,
    prepare,
    recipient_of,
    tell_missing,
    write_letter,
)
from kmn_automation.store import facts, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.pending import savepoint
from kmn_automation.store.tasks import NewTask

WAITING = "Bewertung wartet: "
"""With the id of the report: its letters are tried again at every pass."""


def evaluate(tx: Transaction, desk: Desk, accepted: Accepted) -> None:
    """Writes the letters of an accepted version; one that cannot be written becomes a task, the answer goes out."""
    examination = accepted.examined.examination
    if accepted.arrival is Arrival.KNOWN or accepted.examined.quarantine:
        return
    is_late = accepted.arrival is Arrival.LATE_CORRECTION  # a letter has left: a person decides
    if examination.outcome is Outcome.NACHBESSERUNG and not is_late:
        return
    if is_late or examination.settlement is None:
        _tell(tx, desk, accepted, "Bitte von Hand bewerten")
        return
    case = accepted.case
    traeger = desk.register.find_traeger(case.traeger_id)
    bescheid = desk.register.find_bescheid(case.geschaeftszeichen, case.foerderjahr)
    if traeger is None or bescheid is None:
        _wait(tx, desk, accepted, "Träger oder Bescheid fehlt im Register")
        return
    try:
        with savepoint(tx):
            _write_all(tx, desk, accepted, (traeger, bescheid))
    except LetterHeld as held:
        _wait(tx, desk, accepted, str(held))


def _write_all(tx: Transaction, desk: Desk, accepted: Accepted, whose: tuple[Traeger, Bescheid]) -> None:
    examined = accepted.examined
    traeger, bescheid = whose
    contact, coordinator = prepare(desk, traeger)
    if coordinator is None or contact is None:
        what = NO_PERSON if coordinator is None else NO_ADDRESS
        tell_missing(tx, desk, traeger, what, waiting_key(accepted))
        facts.put(tx, f"{WAITING}{accepted.row.id}", what)
        return
    written: dict[str, Written] = {}
    for kind in evaluation_kinds(examined.examination):
        draft = Draft(
            key=f"{kind}:{accepted.case.number}:{accepted.row.fassung}",
            kind=kind,
            traeger=traeger,
            contact=contact,
            coordinator=coordinator,
            case_id=accepted.case.id,
            case_number=accepted.case.number,
            report_id=accepted.row.id,
            inputs=_inputs(examined, bescheid),
        )
        when = occasion(tx, desk, draft)
        context = evaluation_context(
            when, recipient_of(draft), bescheid, report_facts(tx, accepted.row), examined.examination
        )
        if letter := write_letter(tx, desk, draft, when.number, context):
            written[kind] = letter
    _ask(tx, desk, examined, written)


def _ask(tx: Transaction, desk: Desk, examined: Examined, written: Mapping[str, Written]) -> None:
    """One request for the evaluation with its Prüfvermerk, another for the draft that two persons release."""
    context = {"ergebnis": examined.examination.outcome.value, "auffaelligkeiten": _odd(examined)}
    documents = [each.document for each in written.values()]
    for release in (Release.ONE, Release.TWO):
        rows = [each.row for each in written.values() if each.row.release is release]
        if rows:
            ask_release(tx, desk, rows, context, documents)


def _inputs(examined: Examined, bescheid: Bescheid) -> dict[str, str]:
    settlement = examined.examination.settlement
    return {
        "geschaeftszeichen": bescheid.geschaeftszeichen,
        "foerderjahr": str(bescheid.foerderjahr),
        "betrag": format_euro(settlement.claim) if settlement and settlement.claim > 0 else "",
    }


def _odd(examined: Examined) -> list[str]:
    """What the releasing person should look at first."""
    settlement = examined.examination.settlement
    found = []
    if settlement and settlement.claim > 0:
        found.append(
            f"Überzahlung von {format_euro(settlement.claim)}; der Entwurf für das Landesamt liegt bei"
        )
    found += [
        f"{each.rule}: {each.text}{f' ({each.for_office})' if each.for_office else ''}"
        for each in examined.examination.findings
        if each.severity in {Severity.ERROR, Severity.INTERNAL} or each.for_office
    ]
    found += [f"In der Datei: {each}" for each in examined.remarks]
    return found


def waiting_key(accepted: Accepted) -> str:
    """How tasks name the letters of a version."""
    return f"bewertung:{accepted.case.number}:{accepted.row.fassung}"


def _wait(tx: Transaction, desk: Desk, accepted: Accepted, why: str) -> None:
    facts.put(tx, f"{WAITING}{accepted.row.id}", why)
    _tell(tx, desk, accepted, why)


def _tell(tx: Transaction, desk: Desk, accepted: Accepted, why: str) -> None:
    case, row = accepted.case, accepted.row
    title = f"Vorgang {case.number}, Fassung {row.fassung}: {accepted.arrival.value}. {why}."
    tasks.add(tx, NewTask(f"bewerten:{case.number}:{row.fassung}", title, desk.now, case_id=case.id))
