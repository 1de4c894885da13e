"""The proof of every day that nothing is lost: four sums, and where one does not match, the mail by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kmn_automation.mail.unpack_header import read_head
from kmn_automation.model.error import KmnError
from kmn_automation.steps.answer import moment
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.handle_mail import MailOutcome
from kmn_automation.steps.known_copy import strange_copies
from kmn_automation.steps.look_through import last_look_through, lost_mails
from kmn_automation.store import gaps, sums
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.journal import Entry
from kmn_automation.store.mails import MailRow, MailState
from kmn_automation.store.outbox import OutboxState

DAY = dt.timedelta(days=1)
ANSWERED = {each.value for each in (MailOutcome.REPORT, MailOutcome.KNOWN, MailOutcome.UNREAD)}
_WAITING = (OutboxState.BEREIT, OutboxState.IN_UEBERGABE)


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum in words, and the mails that are missing in it: Message-ID, time, and from or to whom."""

    name: str
    calculation: str
    gaps: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


def prove_completeness(tx: Transaction, store: Store, now: dt.datetime) -> tuple[Equation, ...]:
    """Mailbox = stored = classified = answered or filed, and outbox = handed over + waiting + unclear."""
    states = sums.count_states(tx)
    mails, messages = states["mails"], states["outbox"]
    return (
        _mailbox(tx, store),
        _classified(tx, mails, now),
        _dealt_with(tx, mails, now),
        _outbox(tx, messages, now),
    )


def proof_of(tx: Transaction, desk: Desk) -> tuple[Equation, ...]:
    """The proof at this moment."""
    return prove_completeness(tx, desk.store, desk.now)


def _mailbox(tx: Transaction, store: Store) -> Equation:
    lost = lost_mails(tx)
    seen = last_look_through(tx)
    missing = [
        f"{_named(each.message_id, dt.datetime.fromisoformat(each.received_at), each.sender)} liegt im Ordner "
        f"„{each.folder}“ und wurde nie gelesen. Bitte in den Posteingang zurücklegen."
        for each in lost
    ]
    gone = [_gone_mail(store, each) for each in gaps.vanished_mails(tx, "Mail gespeichert")]
    text = (
        "noch nicht verglichen"
        if seen is None
        else f"{seen} neue verglichen = {seen - len(lost)} gespeichert"
    )
    return Equation(
        "Postfach = gespeichert", text if not lost else f"{text} + {len(lost)}", (*missing, *gone)
    )


def _classified(tx: Transaction, states: Mapping[str, int], now: dt.datetime) -> Equation:
    waiting = states.get(MailState.GEHOLT.value, 0)
    total = sum(states.values())
    late = gaps.unclassified(tx, now - DAY)
    return Equation(
        "Gespeichert = eingeordnet + in Arbeit",
        f"{total} = {total - waiting} + {waiting}",
        tuple(f"{_mail(each)} ist seit mehr als einem Tag ohne Ergebnis." for each in late),
    )


def _dealt_with(tx: Transaction, states: Mapping[str, int], now: dt.datetime) -> Equation:
    done = [states.get(each.value, 0) for each in (MailState.ABGELEGT, MailState.ERLEDIGT)]
    silent = gaps.unanswered(tx, ANSWERED, "Keine Antwort")
    lying = gaps.unfiled(tx, now - DAY)
    return Equation(
        "Eingeordnet = beantwortet oder abgelegt",
        f"{sum(done)} = {done[0]} + {done[1]} im Eingang",
        (
            *(
                f"{_mail(each)} wurde nicht beantwortet, und niemand hat eine Aufgabe dazu."
                for each in silent
            ),
            *(f"{_mail(each)} liegt seit mehr als einem Tag bearbeitet im Posteingang." for each in lying),
        ),
    )


def _outbox(tx: Transaction, states: Mapping[str, int], now: dt.datetime) -> Equation:
    waiting = sum(states.get(each.value, 0) for each in _WAITING)
    others = {word: n for word, n in states.items() if word not in {each.value for each in _WAITING}}
    text = " + ".join((*(f"{n} {word}" for word, n in others.items()), f"{waiting} wartend"))
    return Equation(
        "Ausgang = übergeben + wartend + ungeklärt + beendet",
        f"{sum(states.values())} = {text}",
        (*_lost_messages(tx), *_stuck(tx, now)),
    )


def _lost_messages(tx: Transaction) -> Sequence[str]:
    gone = [
        f"Nachricht {each.detail.get('message_id', '')} vom {moment(each.at)} ist aus dem Ausgang verschwunden."
        for each in gaps.vanished_messages(tx, "Mail bereitgelegt")
    ]
    strange = [f"Nachricht {each} liegt im Archiv, aber nicht im Ausgang." for each in strange_copies(tx)]
    return [*gone, *strange]


def _stuck(tx: Transaction, now: dt.datetime) -> Sequence[str]:
    return [
        f"{_named(each.message_id, each.created_at, each.recipient, word='an')} wartet seit über einem Tag."
        for each in gaps.stuck(tx, now - DAY)
    ]


def _gone_mail(store: Store, entry: Entry) -> str:
    """A mail whose row is gone, named by its bytes if they are still there."""
    try:
        head = read_head(store.blobs.get(str(entry.detail.get("sha256", ""))))
    except KmnError:
        return f"Eine Nachricht vom {moment(entry.at)} ({entry.subject}) ist nicht mehr gespeichert."
    name = _named(head.first("message-id").strip()[:200], entry.at, head.first("from").strip()[:200])
    return f"{name} wurde gespeichert und steht nicht mehr in der Datenbank."


def _mail(row: MailRow) -> str:
    return _named(row.message_id, row.received_at, row.sender or "unbekannt")


def _named(message_id: str, at: dt.datetime, who: str, *, word: str = "von") -> str:
    return f"Nachricht {message_id or 'ohne Message-ID'} vom {moment(at)} {word} {who}"
