"""An office in its second Förderjahr: the same Träger with Bescheide for 2024 and 2025, and reports that fit together."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

from kmn_automation.model.finding import Examination
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.simulation.eml import report_mail
from kmn_automation.simulation.eml_programs import Enclosure
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.store import cases, reports
from kmn_automation.store.cases import CaseKey
from tests.steps.bench import OFFICE, PROGRAM, Bench, network, proven, shipped_tools

TEXTS = ("sachbericht.", "netzwerk.")


@cache
def two_years() -> Register:
    """24 Träger with a Bescheid for 2024 and the same money for 2025."""
    before = invent_network(1, foerderjahr=2024)
    now = network()
    after = tuple(
        replace(
            old,
            geschaeftszeichen=new.geschaeftszeichen,
            foerderjahr=2025,
            datum=new.datum,
            zeitraum=new.zeitraum,
            nachweis_bis=new.nachweis_bis,
        )
        for old, new in zip(before.bescheide, now.bescheide, strict=True)
    )
    marks = dict(zip((each.geschaeftszeichen for each in before.bescheide), after, strict=True))
    plan = [
        replace(line, geschaeftszeichen=marks[line.geschaeftszeichen].geschaeftszeichen, foerderjahr=2025)
        for line in before.plan
    ]
    return replace(now, bescheide=(*before.bescheide, *after), plan=(*before.plan, *plan))


def bescheid_of(register: Register, traeger_id: str, foerderjahr: int, place: int = 0) -> Bescheid:
    """The Bescheid of a Träger for a Förderjahr, the first in the register."""
    of_year = [each for each in register.bescheide_of(traeger_id) if each.foerderjahr == foerderjahr]
    return of_year[place]


def draft_of(register: Register, bescheid: Bescheid, seed: object = "") -> Draft:
    """The clean report for a Bescheid; another seed gives other receipts, texts and statistics."""
    traeger = register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    rng = random.Random(f"{bescheid.geschaeftszeichen} {seed}")
    return Draft(*invent_report(bescheid, traeger, register.plan_of(bescheid), rng, 20))


def carried_on(draft: Draft, last: Draft) -> Draft:
    """The draft with the open cases of last year carried over, and as many closed as keep its sum right."""
    carried, bestand = last.values["statistik.bestand"], draft.values["statistik.bestand"]
    values = {
        **draft.values,
        "statistik.uebertrag": carried,
        "statistik.abgeschlossen": carried + draft.values["statistik.neu"] - bestand,  # type: ignore[operator]
    }
    return replace(draft, values=values)


def copied(draft: Draft, other: Draft, *beginnings: str) -> Draft:
    """The draft with those fields of another report."""
    taken = {name: value for name, value in other.values.items() if name.startswith(beginnings)}
    tables = dict(draft.tables)
    if "statistik." in beginnings:
        tables["herkunft"] = other.tables["herkunft"]
    return replace(draft, values={**draft.values, **taken}, tables=tables)


def mail_of(bench: Bench, bescheid: Bescheid, *drafts: Draft) -> bytes:
    """The proven mail of the Träger with these reports."""
    sender = bench.sender(bescheid)
    writer = shipped_tools().writers["2024"]
    files = tuple(
        Enclosure(f"Bericht {number}.xlsx", writer.write(each.values, each.tables))
        for number, each in enumerate(drafts, 1)
    )
    raw = report_mail(sender, OFFICE, files, bench.clock.now, PROGRAM)
    return proven(raw, sender.email.partition("@")[2])


def examined(bench: Bench, bescheid: Bescheid, kind: str = "Verwendungsnachweis") -> Examination:
    """What was found on the newest report for a Bescheid."""
    key = CaseKey(bescheid.traeger_id, bescheid.geschaeftszeichen, bescheid.foerderjahr, kind)
    with bench.store.read() as tx:
        case = cases.by_key(tx, key)
        assert case is not None
        newest = reports.latest(tx, case.id)
        assert newest is not None
        return reports.content(tx, newest.id)[1]


def rules(examination: Examination) -> set[str]:
    return {each.rule for each in examination.findings}
