"""After a long silence nothing that is overdue leaves by itself: it waits for the yes of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from kmn_automation.steps.answer import moment
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.store import facts, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.tasks import NewTask

LAST_RUN = "letzter Durchgang"
SILENCE = dt.timedelta(hours=26)
"""A day, and two hours for a daily run that begins later than the day before or in the night of the clock change."""
OVERDUE = dt.timedelta(days=1)
HELD_TASK = "wartet auf ein Ja"


def silent_since(desk: Desk) -> dt.datetime | None:
    """When the last pass ended, if that is too long ago; None where there was no pass yet."""
    with desk.store.read() as tx:
        text = facts.get(tx, LAST_RUN)
    last = dt.datetime.fromisoformat(text) if text else None
    return last if last and desk.now - last > SILENCE else None


@contextmanager
def holding_overdue(desk: Desk, since: dt.datetime | None) -> Iterator[None]:
    """Holds what the plan of the day makes up for after a silence; mails to persons of the office are not held."""
    with desk.store.read() as tx:
        newest = outbox.newest_id(tx)
    yield
    if since is not None:
        with desk.store.begin() as tx:
            _hold(tx, desk, since, outbox.hold(tx, _why(since), above=newest, spare=_office(desk)))


def hold_stale(desk: Desk, since: dt.datetime | None) -> int:
    """Holds what should have left more than a day ago; how many mails."""
    if since is None:
        return 0
    with desk.store.begin() as tx:
        number = outbox.hold(tx, _why(since), due_before=desk.now - OVERDUE, spare=_office(desk))
        _hold(tx, desk, since, number)
    return number


def note_pass(desk: Desk) -> None:
    """The pass has ended."""
    with desk.store.begin() as tx:
        facts.put(tx, LAST_RUN, desk.now.isoformat())


def _hold(tx: Transaction, desk: Desk, since: dt.datetime, number: int) -> None:
    if not number:
        return
    what = f"Seit dem {moment(since)} lief kein Durchgang; überfällige Nachrichten warten auf ein Ja. "
    what += "Zeigen und freigeben:  kmn resume"
    tasks.add(tx, NewTask(f"{HELD_TASK}:{since.isoformat()}", what, desk.now))
    note(tx, desk, "Nach Pause angehalten", "outbox", {"number": number})


def _why(since: dt.datetime) -> str:
    return f"überfällig nach einer Pause seit {moment(since)}"


def _office(desk: Desk) -> frozenset[str]:
    return frozenset(each.email for each in desk.register.coordinators)
