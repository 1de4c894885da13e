"""What the database and the register know beside one report: read only, at the moment of its examination."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.former_years import bescheid_before, is_first_grant, pay_out_of
from kmn_automation.model.history import NO_HISTORY, History
from kmn_automation.model.marks import Marks
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.model.vorlagefrist import vorlagefrist
from kmn_automation.model.zone import local_day
from kmn_automation.steps.draw_sample import is_drawn
from kmn_automation.store import cases, elsewhere, letters, reports
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.elsewhere import Own
from kmn_automation.store.marks import newest_report

YEARS_BACK = 2
"""So many former Förderjahre a receipt is looked for in."""
FEWEST = 5
"""Fewer reports than that say nothing about what is usual in a Regionalverbund."""
ANOTHER = "einem anderen Zuwendungsempfänger"


@dataclass(frozen=True, slots=True)
class Question:
    """The report that is about to be examined, as far as the database can be asked about it."""

    key: CaseKey
    bescheid: Bescheid
    marks: Marks
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known, and the newest report (its id) that was there when it was looked up."""

    history: History = NO_HISTORY
    up_to: int = 0


LookBack = Callable[[Question], Recalled]


def nothing_known(_question: Question) -> Recalled:
    """The look-up of somebody who has no office: whoever checks a form of their own."""
    return Recalled()


def records_of(store: Store, register: Register) -> LookBack:
    """The look-up in an office, each question in a snapshot of its own; the store is opened at the first one."""

    def ask(question: Question) -> Recalled:
        with store.read() as tx:
            return look_back(tx, register, question)

    return ask


def look_back(tx: Transaction, register: Register, question: Question) -> Recalled:
    """Everything that the rules compare a report with; only accepted reports count, never this case itself.

    `sessions_attended` stays unknown: nobody keeps lists.
    """
    key, bescheid, marks = question.key, question.bescheid, question.marks
    up_to = newest_report(tx)
    years = (key.foerderjahr - YEARS_BACK, key.foerderjahr)
    own = [each for each in elsewhere.of_traeger(tx, key.traeger_id, *years) if not _is_same(each.key, key)]
    last = _last(register, question, own)
    same_file = reports.first_receipt(tx, question.file_sha256)
    history = History(
        last_report=elsewhere.outline(tx, last) if last else None,
        last_rules=elsewhere.visible_rules(tx, last) if last else None,
        receipts_elsewhere=_receipts(tx, question, own, years),
        shares_elsewhere=_shares(key, own),
        statistics_elsewhere=_statistics(tx, key, marks.statistics),
        cost_per_consultation=_usual_cost(tx, register, key),
        late_years=_late_years(tx, register, key),
        first_grant=is_first_grant(register, bescheid),
        application_on=bescheid.antrag_am,
        answer_due=_answer_due(tx, key),
        learned_on=bescheid.widerruf_bekannt_seit,
        same_file_on=local_day(same_file) if same_file else None,
        pay_out=pay_out_of(register, key.foerderjahr),
        drawn=is_drawn(tx, key),
    )
    return Recalled(history, up_to)


def _answer_due(tx: Transaction, key: CaseKey) -> dt.date | None:
    """The last day for a correction of the Fassung that is the newest now; a demand about an older one was answered."""
    case = cases.by_key(tx, key)
    newest = reports.latest(tx, case.id) if case else None
    return letters.demanded_until(tx, newest.id) if newest else None


def _is_same(one: CaseKey, other: CaseKey) -> bool:
    """A Zwischennachweis and a Verwendungsnachweis for the same money list the same receipts."""
    return (one.geschaeftszeichen, one.foerderjahr) == (other.geschaeftszeichen, other.foerderjahr)


def _last(register: Register, question: Question, own: Iterable[Own]) -> int | None:
    """The accepted report for the year before; by the same Geschäftszeichen where the register has no such year."""
    key = question.key
    before = bescheid_before(register, question.bescheid)
    mark = before.geschaeftszeichen if before else key.geschaeftszeichen
    former = CaseKey(key.traeger_id, mark, key.foerderjahr - 1, key.nachweisart)
    return next((each.report_id for each in own if each.key == former), None)


def _receipts(
    tx: Transaction, question: Question, own: Iterable[Own], years: tuple[int, int]
) -> dict[str, str]:
    marks, traeger_id = question.marks, question.key.traeger_id
    found = dict.fromkeys(elsewhere.keys_of_others(tx, traeger_id, years, marks.receipts), ANOTHER)
    for each in own:
        where = f"{each.key.geschaeftszeichen} (Förderjahr {each.key.foerderjahr})"
        found |= dict.fromkeys(each.receipts & marks.keys, where)
    return found


def _shares(key: CaseKey, own: Iterable[Own]) -> dict[str, Decimal]:
    shares: dict[str, Decimal] = defaultdict(Decimal)
    for each in own:
        if (each.key.foerderjahr, each.key.nachweisart) == (key.foerderjahr, key.nachweisart):
            for person, posts in each.shares.items():
                shares[person] += posts
    return dict(shares)


def _statistics(tx: Transaction, key: CaseKey, statistics: str) -> frozenset[str]:
    is_copy = statistics and elsewhere.others_have(tx, key, statistics)
    return frozenset({statistics} if is_copy else ())


def _usual_cost(tx: Transaction, register: Register, key: CaseKey) -> Decimal | None:
    traeger = register.find_traeger(key.traeger_id)
    if traeger is None:
        return None
    network = [each.id for each in register.traeger if each.regionalverbund == traeger.regionalverbund]
    costs = elsewhere.costs(tx, key, network)
    return median(costs) if len(costs) >= FEWEST else None


def _late_years(tx: Transaction, register: Register, key: CaseKey) -> tuple[int, ...] | None:
    traeger = register.find_traeger(key.traeger_id)
    late: dict[int, bool] = {}
    for (mark, year), at in elsewhere.first_receipts(tx, key).items():
        bescheid = register.find_bescheid(mark, year)
        if bescheid and traeger:
            is_late = local_day(at) > vorlagefrist(bescheid, traeger.art, is_holiday)
            late[year] = late.get(year, False) or is_late
    return tuple(sorted(year for year, is_late in late.items() if is_late)) if late else None
