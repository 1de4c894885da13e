"""The stored reports examined under two rule sets, by a few processes; nothing is written.

The parent reads the packed reports a few at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from kmn_automation.ground.offspring import die_with_parent
from kmn_automation.model.error import TryLater
from kmn_automation.model.register import Register
from kmn_automation.model.report import Report
from kmn_automation.model.zone import local_day
from kmn_automation.rules.effect import Difference, compare
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.steps.examine import find_bescheid, known_about
from kmn_automation.steps.workbench import calm_collector
from kmn_automation.store import codec, reports
from kmn_automation.store.connect import Store
from kmn_automation.store.reports import PackedReport

BATCH = 20
AHEAD = 2
"""Batches that wait for each process, so that none is idle while the parent reads."""
Compared = tuple[PackedReport, Difference]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rules in force, the changed ones, and the register, which is the same for both."""

    before: Rulebook
    after: Rulebook
    register: Register

    def of(self, packed: PackedReport) -> Difference:
        """What would differ for a report that came on its day."""
        report = codec.unpack(Report, packed.report)
        bescheid = find_bescheid(self.register, report)
        known = known_about(self.register, bescheid, local_day(packed.received_at))
        return compare(self.before.examine(report, known), self.after.examine(report, known))


def compare_all(
    store: Store, comparison: Comparison, report_ids: Sequence[int], workers: int
) -> Iterator[list[Compared]]:
    """Batch by batch the reports, their content left out, with what would differ.

    Raises:
        TryLater: a process was ended from outside.
    """
    batches = _batches(store, report_ids)
    calm_collector()
    if workers < 2 or len(report_ids) <= BATCH:  # noqa: PLR2004 two is the least that is parallel
        yield from ([(_bare(each), comparison.of(each)) for each in batch] for batch in batches)
        return
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("fork"), initializer=_settle_in, initargs=(comparison,)
    ) as pool:
        try:
            yield from _flow(pool, batches, workers * AHEAD)
        except BrokenProcessPool:
            what = "Ein Prozess der Prüfung wurde von außen beendet; es wurde nichts verändert."
            raise TryLater(what, do="Bitte noch einmal versuchen, auch mit mehr freiem Speicher.") from None


def _batches(store: Store, report_ids: Sequence[int]) -> Iterator[list[PackedReport]]:
    for begin in range(0, len(report_ids), BATCH):
        with store.read() as tx:
            batch = reports.packed(tx, report_ids[begin : begin + BATCH])
        yield batch


def _flow(
    pool: ProcessPoolExecutor, batches: Iterator[list[PackedReport]], ahead: int
) -> Iterator[list[Compared]]:
    waiting: deque[tuple[list[PackedReport], Future[list[Difference]]]] = deque()
    for batch in batches:
        waiting.append(([_bare(each) for each in batch], pool.submit(_compare_here, batch)))
        if len(waiting) > ahead:
            yield _taken(waiting)
    while waiting:
        yield _taken(waiting)


def _taken(waiting: deque[tuple[list[PackedReport], Future[list[Difference]]]]) -> list[Compared]:
    batch, future = waiting.popleft()
    return list(zip(batch, future.result(), strict=True))


def _bare(packed: PackedReport) -> PackedReport:
    return replace(packed, report=b"")


_here: list[Comparison] = []
"""What a worker process was given when it was forked."""


def _settle_in(comparison: Comparison) -> None:
    die_with_parent()
    _here[:] = [comparison]


def _compare_here(batch: list[PackedReport]) -> list[Difference]:
    return [_here[0].of(each) for each in batch]
