"""Mails of one pass are opened together and must see each other as if they had come one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import pytest

from kmn_automation.model.finding import Examination, Outcome
from kmn_automation.model.known import Known
from kmn_automation.model.register import Bescheid
from kmn_automation.model.report import Report
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.steps.process_mails import process_mails
from kmn_automation.steps.receive import receive
from kmn_automation.steps.workbench import Workbench
from tests.steps.bench import Bench, WarmBench
from tests.steps.post import files_of, text_of
from tests.steps.test_look_back import RENT, second, with_a_second, with_receipt
from tests.steps.two_years import bescheid_of, copied, draft_of, examined, mail_of, rules, two_years

Pass = Callable[..., Counter[str]]
FILLERS = ("T0005", "T0006", "T0009", "T0010")
"""Enough other mails that the workers are used."""


def in_workers(bench: Bench, *mails: bytes) -> Counter[str]:
    for raw in mails:
        bench.box.put(raw, bench.clock.now)
    desk = bench.desk
    receive(desk, bench.box)
    with Workbench(desk, workers=2) as workers:
        return process_mails(desk, workers, lambda _: True)


def in_one_process(bench: Bench, *mails: bytes) -> Counter[str]:
    for raw in mails:
        bench.box.put(raw, bench.clock.now)
    receive(bench.desk, bench.box)
    return process_mails(bench.desk, WarmBench(bench.desk, bench.jail), lambda _: True)


@pytest.fixture(params=[in_one_process, in_workers], ids=["0 workers", "2 workers"])
def together(request: pytest.FixtureRequest) -> Pass:
    """A pass over all these mails."""
    found: Pass = request.param
    return found


@pytest.fixture
def office(bench: Bench) -> Bench:
    bench.set_register(with_a_second(two_years()))
    return bench


def new(bench: Bench, traeger_id: str = "T0001") -> Bescheid:
    return bescheid_of(bench.register, traeger_id, 2025)


def draft(bench: Bench, bescheid: Bescheid) -> Draft:
    return draft_of(bench.register, bescheid, 1)


def fillers(bench: Bench) -> list[bytes]:
    return [mail_of(bench, new(bench, each), draft(bench, new(bench, each))) for each in FILLERS]


def test_the_second_of_two_equal_statistics_goes_back(office: Bench, together: Pass) -> None:
    one, other = new(office, "T0003"), new(office, "T0004")
    first = draft(office, one)
    copy = copied(draft(office, other), first, "statistik.")
    done = together(office, mail_of(office, one, first), mail_of(office, other, copy), *fillers(office))

    assert done == {"Bericht geprüft": 6}
    assert examined(office, one).outcome is Outcome.ANGENOMMEN
    found = examined(office, other)
    assert {"VGL-06"} <= rules(found)
    assert found.outcome is Outcome.NACHBESSERUNG
    answer = office.raw(office.outgoing("antwort_bericht", office.sender(other).email)[-1])
    assert "zur Nachbesserung" in text_of(answer)
    assert "VGL-06" in text_of(answer)
    assert any(name.startswith("Rueckmeldung") for name in files_of(answer))


def test_the_same_bill_at_two_traeger_is_found_in_the_later_mail(office: Bench, together: Pass) -> None:
    one, other = new(office, "T0003"), new(office, "T0004")
    mails = [mail_of(office, each, with_receipt(draft(office, each), RENT)) for each in (one, other)]
    together(office, *mails, *fillers(office))

    assert "BEL-06" not in rules(examined(office, one))
    assert "BEL-06" in rules(examined(office, other))


def test_two_geschaeftszeichen_in_one_mail_see_each_other(office: Bench, together: Pass) -> None:
    one, other = new(office), second(office)
    first = draft(office, one)
    doubled = replace(
        draft(office, other), tables={**draft(office, other).tables, "belege": first.tables["belege"]}
    )
    together(office, mail_of(office, one, first, doubled), *fillers(office))

    assert not {"BEL-06", "PER-06"} & rules(examined(office, one))
    assert {"BEL-06", "PER-06"} <= rules(examined(office, other))


def test_what_a_newer_version_took_away_is_no_longer_held_against_others(
    office: Bench, together: Pass
) -> None:
    one, other = new(office, "T0003"), new(office, "T0004")
    office.work(mail_of(office, one, with_receipt(draft(office, one), RENT)))
    corrected = mail_of(office, one, draft(office, one))
    together(
        office, corrected, mail_of(office, other, with_receipt(draft(office, other), RENT)), *fillers(office)
    )

    assert "BEL-06" not in rules(examined(office, other))


examinations: list[str] = []


@dataclass(frozen=True, slots=True)
class Counting(Rulebook):
    """The rulebook, and how often it was asked in this process."""

    def examine(self, report: Report, known: Known) -> Examination:
        examinations.append(report.text("deckblatt.geschaeftszeichen"))
        return Rulebook.examine(self, report, known)


def test_strangers_are_not_examined_twice(office: Bench) -> None:
    book = office.tools.rulebook
    office.tools = replace(
        office.tools, rulebook=Counting(*(getattr(book, each.name) for each in fields(book)))
    )
    examinations.clear()
    in_one_process(office, *fillers(office))

    assert sorted(examinations) == sorted(new(office, each).geschaeftszeichen for each in FILLERS)
