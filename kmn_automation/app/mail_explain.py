"""Why a mail is sorted as it is: the facts that the rules see, the rule, and why the rules before it did not fit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.disk_words import why
from kmn_automation.app.wiring import Workplace
from kmn_automation.ground.jail import Jail
from kmn_automation.mail.facts import Facts, facts_of
from kmn_automation.mail.inbox_rules import Classification
from kmn_automation.mail.unpacked import from_jail
from kmn_automation.model.error import Unreadable
from kmn_automation.steps.directory import RegisterDirectory
from kmn_automation.steps.open_mail import JAILED
from kmn_automation.steps.receive import MAX_MAIL


@dataclass(frozen=True, slots=True)
class SortedMail:
    """A mail as the rules see it, and what they say."""

    sender: str
    sender_kind: str
    kind: str
    proof: str
    proof_reason: str
    subject: str
    files: tuple[tuple[str, str], ...]
    rule: str
    about: str
    actions: tuple[tuple[str, str], ...]
    tried: tuple[tuple[str, str], ...]


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
    return _sorted(facts, place.toolbox.inbox_rules.classify(facts))


def _sorted(facts: Facts, found: Classification) -> SortedMail:
    return SortedMail(
        sender=facts.sender.text if facts.sender else "",
        sender_kind=facts.sender_kind.value,
        kind=facts.kind.value,
        proof=facts.authentication.proof.value,
        proof_reason=facts.authentication.reason,
        subject=facts.subject,
        files=tuple((each.name, each.kind.value) for each in facts.files),
        rule=found.rule,
        about=found.about,
        actions=tuple((each.verb.value, each.value) for each in found.actions),
        tried=found.tried,
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_MAIL:
            raise Unreadable("Die Mail ist größer, als wir Mails laden (25 MB).", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"Die Datei lässt sich nicht öffnen ({why(error)}).", where=str(path)) from None
