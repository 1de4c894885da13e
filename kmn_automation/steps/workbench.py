"""Mails are opened by a few warm worker processes; each keeps a jail of its own, in which foreign bytes are parsed.

The workers are forked, so that rules, forms and templates are loaded once; what they send back is plain values.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Self

from kmn_automation.ground.jail import Jail
from kmn_automation.ground.offspring import die_with_parent
from kmn_automation.model.error import TryLater
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.look_back import records_of
from kmn_automation.steps.open_mail import JAILED, WARM, Reader, open_mail
from kmn_automation.steps.opened import Opened
from kmn_automation.store.blobs import Blobs
from kmn_automation.store.connect import Store
from kmn_automation.store.mails import MailRow

ENOUGH_FOR_WORKERS = 4
"""Fewer mails are opened right here: forking would cost more than it brings."""


@dataclass(frozen=True, slots=True)
class Job:
    """A mail to open; `confirmed` if its sender proved by code that it is theirs."""

    row: MailRow
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail that could not be opened: our bug, or a worker that died over it."""

    mail_id: int
    why: str


class Workbench:
    """Opens mails for one pass; use it as a context."""

    def __init__(self, desk: Desk, workers: int) -> None:
        look_back = records_of(desk.store, desk.register)
        self._reader = Reader(desk.tools, desk.register, desk.house, Jail(JAILED, warm=WARM), look_back)
        self._store = desk.store
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop_pool()
        self._reader.jail.close()

    def open_all(self, jobs: Sequence[Job]) -> Iterator[Opened | Failure]:
        """The mails opened, in the order of the jobs."""
        if self._workers < 2 or len(jobs) < ENOUGH_FOR_WORKERS:  # noqa: PLR2004 two is the least that is parallel
            for job in jobs:
                is_suspect = job.row.attempts > 0 and self._workers > 1  # it may have ended a process before
                yield self._open_apart(job) if is_suspect else _open(self._reader, self._store.blobs, job)
            return
        done = 0
        try:
            for result in self._started().map(_open_here, jobs):
                done += 1
                yield result
        except BrokenProcessPool:
            # a worker died, and nobody knows over which mail: each of the rest gets a worker of its own
            self._drop_pool()
            yield from map(self._open_apart, jobs[done:])

    def _open_apart(self, job: Job) -> Opened | Failure:
        """In a worker for this mail alone: the one that kills it is found, its neighbours are not harmed."""
        try:
            return self._started().submit(_open_here, job).result()
        except BrokenProcessPool as error:
            self._drop_pool()
            return Failure(job.row.id, f"{type(error).__name__}: {error}")

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            calm_collector()
            self._store.close()  # nothing is open while this process is copied
            self._pool = ProcessPoolExecutor(
                max_workers=self._workers,
                mp_context=multiprocessing.get_context("fork"),
                initializer=_settle_in,
                initargs=(self._reader, self._store),
            )
        return self._pool

    def _drop_pool(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


_here: list[tuple[Reader, Blobs]] = []
"""What a worker process was given when it was forked."""


def calm_collector() -> None:
    """Leaves what is loaded out of every later search for garbage, and searches seldom.

    Measured on 200-receipt reports: a quarter of the time went into walking over rules and templates again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _settle_in(reader: Reader, office: Store) -> None:
    die_with_parent()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # the parent says when to stop
    store = office.reopened()
    look_back = records_of(store, reader.register)
    own = Reader(reader.tools, reader.register, reader.house, Jail(JAILED, warm=WARM), look_back)
    _here[:] = [(own, store.blobs)]


def _open_here(job: Job) -> Opened | Failure:
    reader, blobs = _here[0]
    return _open(reader, blobs, job)


def _open(reader: Reader, blobs: Blobs, job: Job) -> Opened | Failure:
    try:
        return open_mail(reader, job.row, blobs.get(job.row.sha256), confirmed=job.confirmed)
    except TryLater:
        raise  # the database is away: no fault of the mail
    except Exception as error:  # noqa: BLE001 one mail must not end the worker; the parent records it
        return Failure(job.row.id, f"{type(error).__name__}: {error}")
