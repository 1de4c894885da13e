"""Stored mails → outcomes: opened in parallel, written down one after the other; one bad mail never stops the rest."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import structlog

from kmn_automation.model.error import KmnError, TryLater
from kmn_automation.steps.confirm_origin import is_confirmed
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.handle_mail import FOLDERS, MailOutcome, handle_mail
from kmn_automation.steps.note import note
from kmn_automation.steps.opened import Opened
from kmn_automation.steps.turn import Turn
from kmn_automation.steps.workbench import Failure, Job, Workbench
from kmn_automation.store import mails, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.mails import MailResult, MailRow, MailState
from kmn_automation.store.pending import savepoint
from kmn_automation.store.tasks import NewTask

WINDOW = 40
COMMIT = 8
SUSPECT = 3
"""A mail that was begun so often is opened alone, so that it cannot harm its neighbours."""
HOPELESS = 6

Item = TypeVar("Item")
log = structlog.get_logger()


def process_mails(desk: Desk, bench: Workbench, tick: Callable[[int], bool]) -> Counter[str]:
    """Handles every stored mail that has no outcome yet, in the order of receipt; counts the outcomes.

    `tick` hears how many mails were done and says whether to go on.
    """
    with desk.store.read() as tx:
        waiting = mails.in_state(tx, MailState.GEHOLT, limit=100_000)
    outcomes: Counter[str] = Counter()
    calm = [each for each in waiting if each.attempts < SUSPECT]
    for window in _chunks(iter(calm), WINDOW):
        outcomes += _process(desk, bench, window)
        if not tick(len(window)):
            return outcomes
    suspects = [each for each in waiting if each.attempts >= SUSPECT]
    for suspect in sorted(suspects, key=lambda each: each.attempts):  # whoever may end the process comes last
        hopeless = suspect.attempts >= HOPELESS  # it ended the whole process each time: it stays closed
        outcomes += _set_aside(desk, suspect) if hopeless else _process(desk, bench, [suspect])
        if not tick(1):
            break
    return outcomes


def _process(desk: Desk, bench: Workbench, rows: Sequence[MailRow]) -> Counter[str]:
    jobs = []
    with (
        desk.store.begin() as tx
    ):  # committed before anything is parsed: a poisoned mail is known by its count
        for row in rows:
            attempts = mails.begin_attempt(tx, row.id)
            jobs.append((row, attempts, Job(row, is_confirmed(tx, row))))
    try:
        return _handle_all(desk, bench, jobs)
    except KmnError:
        # disk or database failed, not the mails: the attempt must not bring them closer to being given up
        with contextlib.suppress(KmnError), desk.store.begin() as tx:
            mails.take_back_attempt(tx, [row.id for row in rows])
        raise


def _handle_all(desk: Desk, bench: Workbench, jobs: Sequence[tuple[MailRow, int, Job]]) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    opened = zip(jobs, bench.open_all([job for _, _, job in jobs]), strict=True)
    for batch in _chunks(opened, COMMIT):
        with desk.store.begin() as tx:
            for (row, attempts, _), result in batch:
                outcome = _handle(tx, desk, row, result) or _give_up(tx, desk, row, attempts)
                if outcome:
                    outcomes[outcome.value] += 1
                else:
                    note(tx, desk, "Mail nicht bearbeitet", f"mail:{row.id}", {"attempt": attempts})
    return outcomes


def _handle(tx: Transaction, desk: Desk, row: MailRow, result: Opened | Failure) -> MailOutcome | None:
    """The outcome, or None if the mail could not be handled this time; then nothing of it stands."""
    if isinstance(result, Failure):
        log.warning("mail not opened", mail=row.id, why=result.why)
        return None
    try:
        with savepoint(tx):
            return handle_mail(Turn(tx, desk, row, result))
    except TryLater:
        raise
    except Exception as error:
        # whatever it is concerns this mail alone: it is recorded, tried again, and at last laid before a person
        log.exception("mail not handled", mail=row.id, error=type(error).__name__)
        return None


def _set_aside(desk: Desk, row: MailRow) -> Counter[str]:
    with desk.store.begin() as tx:
        outcome = _give_up(tx, desk, row, row.attempts)
    return Counter([outcome.value] if outcome else [])


def _give_up(tx: Transaction, desk: Desk, row: MailRow, attempts: int) -> MailOutcome | None:
    if attempts < (HOPELESS if row.attempts >= SUSPECT else SUSPECT):
        return None
    what = f"Eine Nachricht ließ sich nicht bearbeiten (Nummer {row.id}); sie liegt im Ordner „Zu prüfen“."
    tasks.add(tx, NewTask(f"unlesbar:{row.sha256}", what, desk.now, mail_id=row.id))
    result = MailResult(
        sender="",
        subject="",
        rule="",
        outcome=MailOutcome.PERSON.value,
        file_to=FOLDERS["review"],
        reason=f"nach {attempts} Versuchen aufgegeben",
    )
    mails.finish(tx, row.id, result)
    note(tx, desk, "Mail zurückgestellt", f"mail:{row.id}", {"attempts": attempts})
    return MailOutcome.PERSON


def _chunks(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while chunk := list(islice(items, size)):
        yield chunk
