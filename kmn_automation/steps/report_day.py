"""The morning digest: arrived, answered, waiting for you, overdue, failed; sums that match; once a day per person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import shorten

from kmn_automation.mail.outgoing import Party
from kmn_automation.mail.smtp import State
from kmn_automation.model.german import format_day
from kmn_automation.model.register import Coordinator
from kmn_automation.model.waiver import ending_waivers
from kmn_automation.model.zone import local_day
from kmn_automation.steps.answer import moment
from kmn_automation.steps.completeness import Equation, proof_of
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.expiry import expiry_warnings
from kmn_automation.steps.handle_mail import MailOutcome
from kmn_automation.steps.overdue import overdue_proofs
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.receive import LAST_LOOK
from kmn_automation.steps.rule_hits import rules_to_check
from kmn_automation.store import approvals, facts, journal, letters, outbox, sums, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxRow, OutboxState
from kmn_automation.store.sums import DaySums

MAX_LINES = 15
MAX_RESPONSE = 120
STALE = dt.timedelta(hours=2)
DAY = dt.timedelta(days=1)
EXPIRY_SHOWN = dt.timedelta(days=7)
"""So long the digest repeats that a Richtlinie ends in 180, 90 or 30 days; once it is over, every day."""
FAILED = (OutboxState.ABGELEHNT, OutboxState.UNGEKLAERT, OutboxState.UNZUSTELLBAR)
SHOWN_FOR = dt.timedelta(days=7)
"""How long a failure stays in the digest; a doubt stays until it is settled."""
HANDED_OVER = (f"Übergabe: {State.ACCEPTED.value}", f"Zweifel: {OutboxState.UEBERGEBEN.value}")
_OUTCOMES = {*(each.value for each in MailOutcome), sums.UNFINISHED}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the digest: a title, the number, and its first lines."""

    title: str
    lines: tuple[str, ...]
    count: int | None = None

    @property
    def number(self) -> int:
        """What the title counts; the lines, unless they are words for larger numbers."""
        return len(self.lines) if self.count is None else self.count

    def as_context(self) -> dict[str, object]:
        """The section as the mail text names it."""
        shown = list(self.lines[:MAX_LINES])
        return {
            "titel": self.title,
            "anzahl": self.number,
            "zeilen": shown,
            "weitere": max(0, len(self.lines) - MAX_LINES),
        }


@dataclass(frozen=True, slots=True)
class Day:
    """Everything the digest of a day says, the same for all persons but for what waits for them."""

    arrived: Section
    answered: Section
    overdue: Section
    failed: Section
    tasks: Section
    waivers: Section
    checks: tuple[tuple[str, str, bool], ...]
    last_look: str
    warnings: tuple[str, ...] = field(default=())


def report_day(desk: Desk) -> int:
    """Queues the digest for every coordinator who has not got it today; how many were queued."""
    queued = 0
    with desk.store.begin() as tx:
        day = summarise(tx, desk)
        for person in desk.register.coordinators:
            if person.valid_on(desk.today):
                queued += queue_mail(tx, desk, _wish(tx, desk, day, person)) is not None
    return queued


def summarise(tx: Transaction, desk: Desk) -> Day:
    """The figures of the last 24 hours and of this moment, all by queries."""
    numbers = sums.day_sums(tx, desk.now - DAY, desk.now + dt.timedelta(seconds=1))
    stuck = [each for each in outbox.in_state(tx, *FAILED) if _is_shown(desk, each)]
    proof = proof_of(tx, desk)
    look = facts.get(tx, LAST_LOOK)
    looked_at = dt.datetime.fromisoformat(look) if look else None
    return Day(
        arrived=Section("Eingegangen", _counted(numbers.by_outcome), numbers.received),
        answered=Section("Beantwortet", (), numbers.answered),
        overdue=Section("Überfällig", tuple(map(str, overdue_proofs(tx, desk)))),
        failed=Section(
            "Fehlgeschlagen",
            tuple(_stuck(tx, each) for each in stuck),
        ),
        tasks=Section("Für das Büro", tuple(each.title for each in tasks.open_tasks(tx))),
        waivers=Section("Ausnahmen, die enden", ending_waivers(desk.register, desk.today)),
        checks=(*_checks(tx, numbers), *((each.name, each.calculation, each.fits) for each in proof)),
        last_look=moment(looked_at) if looked_at else "noch nie",
        warnings=(
            *_warnings(desk, looked_at),
            *_gaps(proof),
            *expiry_warnings(tx, desk),
            *rules_to_check(tx, desk.tools.rulebook),
        ),
    )


def _wish(tx: Transaction, desk: Desk, day: Day, person: Coordinator) -> Wish:
    waiting = _waiting_for(tx, person)
    sections = [day.arrived, day.answered, waiting, day.tasks, day.overdue, day.failed]
    sections += [day.waivers] if day.waivers.lines else []
    return Wish(
        key=f"tagesbericht:{desk.today}:{person.email}",
        text="tagesbericht",
        context={
            "tag": desk.today,
            "zeitpunkt": desk.now,
            "person": person.name,
            "wartet_anzahl": waiting.number,
            "fehler_anzahl": day.failed.number,
            "letzter_blick": day.last_look,
            "warnungen": list(day.warnings),
            "abschnitte": [each.as_context() for each in sections],
            "summen": [{"name": name, "rechnung": text, "stimmt": fits} for name, text, fits in day.checks],
        },
        recipient=Party(person.name, person.email),
    )


def _waiting_for(tx: Transaction, person: Coordinator) -> Section:
    mine = [
        each
        for each in approvals.open_requests(tx)
        if each.letter_ids and each.person.lower() == person.email.lower()
    ]
    lines = []
    for request in mine:
        first = letters.get(tx, request.letter_ids[0])
        number = (
            f"{len(request.letter_ids)} Schreiben ab {first.number}"
            if len(request.letter_ids) > 1
            else first.number
        )
        lines.append(
            f"{number}, {first.recipient_name}, erbeten am {format_day(local_day(request.asked_at))}"
        )
    return Section("Wartet auf Sie", tuple(lines))


def _is_shown(desk: Desk, row: OutboxRow) -> bool:
    tried_at = row.claimed_at or row.created_at
    return row.state is OutboxState.UNGEKLAERT or desk.now - tried_at < SHOWN_FOR


def _stuck(tx: Transaction, row: OutboxRow) -> str:
    """What did not arrive, at whom, and what the other side said, whole words only."""
    what = f"Schreiben {letters.get(tx, row.letter_id).number}" if row.letter_id else "Nachricht"
    said = shorten(row.response, MAX_RESPONSE, placeholder=" …")
    return f"{what} an {row.recipient}: {row.state.value}" + (f" ({said})" if said else "")


def _counted(words: dict[str, int]) -> tuple[str, ...]:
    return tuple(f"{number} × {word}" for word, number in sorted(words.items(), key=lambda item: -item[1]))


def _checks(tx: Transaction, numbers: DaySums) -> tuple[tuple[str, str, bool], ...]:
    known = [number for word, number in numbers.by_outcome.items() if word in _OUTCOMES]
    parts = " + ".join(map(str, known)) or "0"
    stored, saved = sum(sums.count_states(tx)["mails"].values()), journal.count(tx, "Mail gespeichert")
    taken, told = sums.handed_over_ever(tx), journal.count(tx, *HANDED_OVER)
    states = sum(numbers.all_letters.values())
    given = letters.given_numbers(tx)
    verdict = journal.verify(tx)
    return (
        ("Eingang = Summe der Ergebnisse", f"{numbers.received} = {parts}", numbers.received == sum(known)),
        ("Gespeicherte Nachrichten = Protokoll", f"{stored} = {saved}", stored == saved),
        ("Übergebene Nachrichten = Protokoll", f"{taken} = {told}", taken == told),
        ("Vergebene Nummern = Schreiben in allen Zuständen", f"{given} = {states}", given == states),
        ("Protokoll unverändert", f"{verdict.entries} Einträge", verdict.broken_at is None),
    )


def _gaps(proof: Sequence[Equation]) -> tuple[str, ...]:
    """The mails that are missing in a sum, by their names."""
    found = [gap for each in proof for gap in each.gaps]
    more = len(found) - MAX_LINES
    return (*found[:MAX_LINES], *([f"Und {more} weitere; alle zeigt:  kmn status"] if more > 0 else []))


def _warnings(desk: Desk, looked_at: dt.datetime | None) -> tuple[str, ...]:
    warnings = []
    if looked_at is None or desk.now - looked_at > STALE:
        warnings.append(
            "Das Postfach wurde seit über zwei Stunden nicht erfolgreich abgefragt. Bitte Verbindung prüfen."
        )
    endings = desk.tools.rulebook.expiring(desk.today)
    shown = (each for each in endings if each.is_over or desk.today - each.stage_since < EXPIRY_SHOWN)
    return (*warnings, *desk.tools.warnings, *(each.sentence for each in shown))
