"""The worker: `schedule` ticks, the database says what is due, an exception never ends the loop."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

import schedule
import structlog

from kmn_automation.app.day import Wishes, run_pass
from kmn_automation.app.watchdog import Watchdog
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import KmnError, Misconfigured
from kmn_automation.model.zone import BERLIN
from kmn_automation.planning.daily import daily_run_due
from kmn_automation.store import facts

DAILY = "letzter Tageslauf"
PATIENCE = 7.0
"""Seconds after SIGTERM for a clean end; systemd and the law of the house give ten."""
INSISTENCE = 0.5
"""Then again after so many seconds: the first stop may meet a farewell to a server that is silent as well."""
DAILY_STAGES = {"Fristen", "Tagesbericht"}
LONGEST_REST = dt.timedelta(hours=1)
log = structlog.get_logger()


class OutOfTime(BaseException):
    """The time for a clean end is over. No step catches it, so what was being handed over stays in doubt."""


class Worker:
    """Passes until it is told to stop; it stops at the next safe point."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._stop = threading.Event()
        self._ticker = schedule.Scheduler()
        self._ticker.every(place.settings.run.fetch_minutes).minutes.do(self.tick)
        self._rest = dt.timedelta()
        self._resting_until = place.clock()
        self._watchdog = Watchdog()

    def run(self) -> bool:
        """Ticks until SIGTERM or SIGINT; False if a step had to be broken off to end in time."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        log.info("worker started", every_minutes=self._place.settings.run.fetch_minutes)
        try:
            self._loop()
            signal.setitimer(signal.ITIMER_REAL, 0)
        except OutOfTime:
            signal.setitimer(signal.ITIMER_REAL, 0)
            log.warning("worker broke off", after_seconds=PATIENCE)
            return False
        log.info("worker stopped")
        return True

    def _loop(self) -> None:
        self._watchdog.ready()
        self.tick()
        while not self._stop.is_set():
            self._watchdog.alive()
            self._ticker.run_pending()
            self._stop.wait(1)

    def _shall_stop(self) -> bool:
        """Asked between two mails, so that a long pass does not look like one that hangs."""
        self._watchdog.alive()
        return self._stop.is_set()

    def tick(self) -> None:
        """One pass, with reminders and digest once a day from `daily_at` in Berlin on."""
        if self._place.clock() < self._resting_until:
            return
        try:
            daily = self._daily_due()
            wishes = Wishes(digest=daily, plan=daily, canary=daily, stop=self._shall_stop)
            result = run_pass(self._place, wishes)
            log.info("pass done", stored=result.stored, failures=len(result.failures))
            for each in result.warnings:
                log.warning("files not in force", warning=each)
            self._rest_after(result.failures)
            if daily and not self._stop.is_set() and not result.failed & DAILY_STAGES:
                self._note_daily()
        except KmnError as error:
            log.warning("pass not possible", error=str(error))
        except Exception:
            # the loop must live: what is due stays due, and silence is noticed by the age of the last look
            log.exception("pass failed")

    def _rest_after(self, failures: Sequence[KmnError]) -> None:
        """A refused log-in or a wrong setting is not tried again at every tick: accounts get locked by that."""
        if not any(isinstance(each, Misconfigured) for each in failures):
            self._rest = dt.timedelta()
            return
        shortest = dt.timedelta(minutes=self._place.settings.run.fetch_minutes)
        self._rest = min(LONGEST_REST, max(shortest, self._rest) * 2)
        self._resting_until = self._place.clock() + self._rest
        log.warning("resting", minutes=self._rest.total_seconds() / 60, error=str(failures[0]))

    def _daily_due(self) -> bool:
        with self._place.store.read() as tx:
            last = facts.get(tx, DAILY)
        at = dt.time.fromisoformat(self._place.settings.run.daily_at)
        return daily_run_due(self._place.clock(), dt.date.fromisoformat(last) if last else None, at)

    def _note_daily(self) -> None:
        day = self._place.clock().astimezone(BERLIN).date()
        with self._place.store.begin() as tx:
            facts.put(tx, DAILY, day.isoformat())

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self._stop.is_set():
            self._stop.set()
            self._watchdog.stopping()
            signal.signal(signal.SIGALRM, _out_of_time)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE, INSISTENCE)


def end_at_once() -> None:
    """Ends this process and its workers without waiting for anything that still hangs."""
    for child in multiprocessing.active_children():
        child.kill()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTime
