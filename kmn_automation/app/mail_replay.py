"""Stored mails under the inbox rules of now, beside what they got or beside an older file; nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.disk_words import why
from kmn_automation.app.mail_explain import shown
from kmn_automation.app.site import text_of
from kmn_automation.app.wiring import Workplace
from kmn_automation.ground.jail import Jail, JailFailure
from kmn_automation.mail.facts import Facts
from kmn_automation.mail.inbox_rules import Classification, InboxRules
from kmn_automation.mail.unpacked import from_jail
from kmn_automation.model.error import KmnError, Misconfigured
from kmn_automation.steps.confirm_origin import is_confirmed
from kmn_automation.steps.directory import RegisterDirectory
from kmn_automation.steps.open_mail import JAILED, facts_of_row
from kmn_automation.store import mails
from kmn_automation.store.mails import MailRow

Plan = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stored mail: the rule before (empty for one that was never sorted) and now, and why the former lets it go.

    `problem` is set where it could not be read again; then nothing else is known.
    """

    id: int
    received_at: dt.datetime
    sender: str
    subject: str
    before: str
    now: str = ""
    why: str = ""
    plan_before: Plan = ()
    """Empty where only the name of the rule was kept."""
    plan_now: Plan = ()
    problem: str = ""

    @property
    def changes(self) -> bool:
        """Whether another rule takes it, or the same rule does something else."""
        other_plan = bool(self.plan_before) and self.plan_before != self.plan_now
        return not self.problem and bool(self.before) and (self.before != self.now or other_plan)


def replay(place: Workplace, count: int, newer: Path | None, older: Path | None) -> Iterator[Replayed]:
    """So many mails, the newest first, at the register of now, under the rules in force or those of `newer`.

    `before` is what `older` says; without it what the rules in force say where `newer` is tried, else what each got.

    Raises:
        Misconfigured: one of the rule files does not load.
    """
    in_force = place.toolbox.inbox_rules
    rules = read_rules(newer) if newer else in_force
    former = read_rules(older) if older else in_force if newer else None
    directory = RegisterDirectory(place.load_register(), place.house)
    with place.store.read() as tx:
        rows = [(row, is_confirmed(tx, row)) for row in mails.newest(tx, count)]
    with Jail(JAILED) as jail:
        for row, confirmed in rows:
            try:
                unpacked = from_jail(*jail.call("unpack", place.store.blobs.get(row.sha256), {}))
            except (KmnError, JailFailure, ValueError) as error:
                yield Replayed(row.id, row.received_at, row.sender, row.subject, row.rule, problem=str(error))
                continue
            facts = facts_of_row(directory, row, unpacked, confirmed=confirmed)
            yield _compared(row, facts, rules.classify(facts), former)


def read_rules(path: Path) -> InboxRules:
    """The rules of any file, such as a kept older one; raises Misconfigured with every mistake."""
    try:
        return InboxRules.load(text_of(str(path), path.read_bytes()), str(path))
    except OSError as error:
        what = f"Die Datei lässt sich nicht öffnen ({why(error)})."
        raise Misconfigured(what, where=str(path), do="Bitte den Pfad prüfen.") from None


def _compared(row: MailRow, facts: Facts, found: Classification, former: InboxRules | None) -> Replayed:
    earlier = former.classify(facts) if former else None
    before = earlier.rule if earlier else row.rule
    return Replayed(
        id=row.id,
        received_at=row.received_at,
        sender=facts.sender.text if facts.sender else "",
        subject=facts.subject,
        before=before,
        now=found.rule,
        why=dict(found.tried).get(before, ""),
        plan_before=_plan(earlier) if earlier else (),
        plan_now=_plan(found),
    )


def _plan(found: Classification) -> Plan:
    return tuple(map(shown, found.actions))
