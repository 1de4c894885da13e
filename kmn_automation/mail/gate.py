"""May this mail be answered by a machine? Fixed in the program; no inbox rule can open it (RFC 3834).

Whether a mail may be *processed* is another question: a report that an Outlook rule forwarded still counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from kmn_automation.mail.facts import Facts, SenderKind

PER_ADDRESS_AND_DAY = 3
AT_LEAST_PER_DAY = 200
PER_REGISTERED_ADDRESS = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no, and the German reason for a no."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """Answers that already went out today, receipts for new reports not counted."""

    to_address: int
    in_all: int
    registered_addresses: int


OPEN = Verdict(allowed=True)


def may_answer(facts: Facts, *, needs_proof: bool = True) -> Verdict:
    """Whether the sender may get an answer at all.

    Without `needs_proof` it may be asked back about an unproven mail, which goes to the registered address.
    """
    objections = (
        _objection_to_sender(facts),
        _objection_to_kind(facts),
        _objection_to_proof(facts) if needs_proof else "",
    )
    reason = next((each for each in objections if each), "")
    return _no(reason) if reason else OPEN


def within_budget(spent: Spent, *, is_receipt: bool = False) -> Verdict:
    """Whether one more answer may go out today; a no holds the answer and tells a person, it drops nothing.

    The receipt for a mail with a new report is always allowed.
    """
    daily = max(AT_LEAST_PER_DAY, PER_REGISTERED_ADDRESS * spent.registered_addresses)
    if is_receipt:
        return OPEN
    if spent.to_address >= PER_ADDRESS_AND_DAY:
        return _no(
            f"An diese Adresse gingen heute schon {spent.to_address} Antworten (höchstens {PER_ADDRESS_AND_DAY})."
        )
    if spent.in_all >= daily:
        return _no(f"Heute gingen schon {spent.in_all} Antworten hinaus (höchstens {daily}).")
    return OPEN


def _objection_to_sender(facts: Facts) -> str:
    if facts.sender is None:
        return "Der Absender ist nicht eindeutig lesbar."
    if facts.sender_kind is SenderKind.UNKNOWN:
        return "Der Absender ist nicht eingetragen."
    return "Der Absender ist unsere eigene Adresse." if facts.sender_kind is SenderKind.OWN else ""


def _objection_to_kind(facts: Facts) -> str:
    if not facts.kind.is_human:
        return f"Die Nachricht stammt von einem Automaten ({facts.kind})."
    if facts.automatic_signs:
        return f"Die Nachricht trägt Zeichen eines Automaten: {', '.join(facts.automatic_signs)}."
    return ""


def _objection_to_proof(facts: Facts) -> str:
    found = facts.authentication
    return "" if found.allows_report else f"Die Herkunft ist {found.proof}: {found.reason}"


def _no(reason: str) -> Verdict:
    return Verdict(allowed=False, reason=reason)
