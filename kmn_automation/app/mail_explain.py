"""Why a mail is sorted as it is: the facts that the rules see, the rule, and why the rules before it did not fit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.disk_words import why
from kmn_automation.app.wiring import Workplace
from kmn_automation.ground.jail import Jail
from kmn_automation.mail.facts import Facts, SenderKind, facts_of
from kmn_automation.mail.gate import Verdict, may_answer
from kmn_automation.mail.inbox_rules import Action, Classification
from kmn_automation.mail.unpacked import from_jail
from kmn_automation.model.error import Unreadable
from kmn_automation.steps.directory import RegisterDirectory
from kmn_automation.steps.open_mail import JAILED
from kmn_automation.steps.receive import MAX_MAIL

NOT_BY_RULE = Verdict(
    allowed=False, reason="Regeln antworten nur Trägern; die Koordination bekommt eigene Mails."
)


@dataclass(frozen=True, slots=True)
class SortedMail:
    """A mail as the rules see it, what they say, and whether the plan's answer may go out."""

    facts: Facts
    found: Classification
    answer: Verdict


def sort_mail(place: Workplace, path: Path) -> SortedMail:
    """What the inbox rules would do with the mail in that file, if it came now.

    Raises:
        Unreadable: there is no such file, or it is larger than any mail we load.
    """
    raw = _read(path)
    register = place.load_register()
    with Jail(JAILED) as jail:
        unpacked = from_jail(*jail.call("unpack", raw, {}))
    facts = facts_of(
        unpacked,
        received_at=place.clock(),
        directory=RegisterDirectory(register, place.house),
        authserv_id=place.house.authserv_id,
    )
    return SortedMail(facts, place.toolbox.inbox_rules.classify(facts), _may_be_answered(facts))


def shown(action: Action) -> tuple[str, str]:
    """A step of a plan as words for a person or a program."""
    return action.verb.value, action.value


def _may_be_answered(facts: Facts) -> Verdict:
    verdict = may_answer(facts)
    return NOT_BY_RULE if verdict.allowed and facts.sender_kind is not SenderKind.TRAEGER else verdict


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_MAIL:
            raise Unreadable("Die Mail ist größer, als wir Mails laden (25 MB).", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"Die Datei lässt sich nicht öffnen ({why(error)}).", where=str(path)) from None
