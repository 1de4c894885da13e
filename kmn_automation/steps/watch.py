"""Silence is noticed: no good look, nothing leaves, nothing comes back; told once, and once when it is over."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

import structlog

from kmn_automation.mail.outgoing import Party
from kmn_automation.steps.answer import moment
from kmn_automation.steps.canary import missing_canaries
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.steps.note import note
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.receive import LAST_LOOK
from kmn_automation.store import facts, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.tasks import NewTask

MISSED = 2
"""So many cycles may fail before somebody hears of it."""
UNSENT = dt.timedelta(hours=2)
_FACT = "Störung: "
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What does not work, since when (ISO text), and what to do."""

    cause: str
    since: str
    what: str
    do: str


def watch(desk: Desk, every: dt.timedelta, *, looked: bool) -> tuple[Trouble, ...]:
    """What does not work now, each told once, and its end once.

    `every` is the time between two looks into the mailbox; `looked`: this pass had a good one.
    """
    with desk.store.begin() as tx:
        now = {each.cause: each for each in _troubles(tx, desk, None if looked else every)}
        known = open_troubles(tx)
        for trouble in now.values():
            if trouble.cause not in known:
                _begin(tx, desk, trouble)
        for trouble in known.values():
            if trouble.cause not in now:
                _end(tx, desk, trouble)
    return tuple(now.values())


def open_troubles(tx: Transaction) -> dict[str, Trouble]:
    """What was told and is not over: cause → trouble."""
    found = (Trouble(**json.loads(text)) for text in facts.starting_with(tx, _FACT).values())
    return {each.cause: each for each in found}


def _troubles(tx: Transaction, desk: Desk, every: dt.timedelta | None) -> list[Trouble]:
    found = []
    look = facts.get(tx, LAST_LOOK)
    if look and every and desk.now - dt.datetime.fromisoformat(look) >= MISSED * every:
        what = "Der Posteingang ließ sich zuletzt nicht abfragen."
        found.append(Trouble("Abruf", look, what, "Bitte auf dem Server:  kmn selfcheck"))
    waiting = outbox.waiting_since(tx, desk.now - UNSENT, spare=LETTER_TEXTS)
    if waiting:
        what = f"{len(waiting)} Nachrichten warten seit über zwei Stunden auf den Mailserver."
        found.append(
            Trouble(
                "Versand", waiting[0].not_before.isoformat(), what, "Bitte auf dem Server:  kmn selfcheck"
            )
        )
    missing = missing_canaries(tx, desk)
    if len(missing) >= MISSED:
        since = (missing[0].handed_over_at or desk.now).isoformat()
        what = f"Die letzten {len(missing)} Selbstproben gingen hinaus und kamen nicht im Posteingang an."
        do = "Bitte prüfen, ob Nachrichten an die Adresse des Büros ankommen (Weiterleitung, Spam, Speicherplatz)."
        found.append(Trouble("Selbstprobe", since, what, do))
    return found


def _begin(tx: Transaction, desk: Desk, trouble: Trouble) -> None:
    facts.put(tx, _FACT + trouble.cause, json.dumps(asdict(trouble)))
    tasks.add(
        tx, NewTask(_task(trouble), f"Störung ({trouble.cause}): {trouble.what} {trouble.do}", desk.now)
    )
    note(tx, desk, "Störung gemeldet", "watch", {"cause": trouble.cause})
    log.error("trouble", cause=trouble.cause, since=trouble.since)
    _tell(tx, desk, trouble, over=False)


def _end(tx: Transaction, desk: Desk, trouble: Trouble) -> None:
    facts.drop(tx, _FACT + trouble.cause)
    tasks.close(tx, _task(trouble), at=desk.now, by="kmn")
    note(tx, desk, "Störung vorbei", "watch", {"cause": trouble.cause})
    log.warning("trouble over", cause=trouble.cause, since=trouble.since)
    _tell(tx, desk, trouble, over=True)


def _tell(tx: Transaction, desk: Desk, trouble: Trouble, *, over: bool) -> None:
    for person in desk.register.coordinators:
        if person.valid_on(desk.today):
            wish = Wish(
                key=f"stoerung:{trouble.cause}:{trouble.since}:{'ende' if over else 'anfang'}:{person.email}",
                text="stoerung",
                context={
                    "anlass": trouble.cause,
                    "was": trouble.what,
                    "tun": trouble.do,
                    "seit": moment(dt.datetime.fromisoformat(trouble.since)),
                    "zeitpunkt": desk.now,
                    "vorbei": over,
                },
                recipient=Party(person.name, person.email),
            )
            queue_mail(tx, desk, wish)


def _task(trouble: Trouble) -> str:
    return f"stoerung:{trouble.cause}:{trouble.since}"
