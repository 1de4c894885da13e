"""Which addresses of a register govern something else than before: whom we write to, believe, and obey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kmn_automation.model.register import Contact, Register

Rights = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class AddressChange:
    """`changed` counts addresses, `swapped` those among them that went to another Träger; `lines` name each."""

    changed: int
    swapped: int
    lines: tuple[str, ...]


def compare_addresses(old: Register, new: Register) -> AddressChange:
    """What changes for owners that exist in both states: Träger, Regionalverbünde, and the office itself.

    A replaced address counts once, not as one lost and one gained. Rights of an address are its use, its validity
    and its place in the register, since letters go to the first one.
    """
    before, after = _owners(old), _owners(new)
    lines: list[str] = []
    changed = 0
    for owner in before.keys() & after.keys():
        lost = Counter(before[owner]) - Counter(after[owner])
        gained = Counter(after[owner]) - Counter(before[owner])
        changed += max(lost.total(), gained.total())
        lines += [f"{owner}: {each[0]} entfällt" for each in lost.elements()]
        lines += [f"{owner}: {each[0]} gilt neu" for each in gained.elements()]
    return AddressChange(changed, _moved(old, new), tuple(sorted(lines)))


def _owners(register: Register) -> dict[str, list[Rights]]:
    owners: dict[str, list[Rights]] = {f"Träger {each.id}": [] for each in register.traeger}
    with_post: set[str] = set()
    for contact in register.contacts:
        is_first = contact.gets_post and contact.traeger_id not in with_post
        with_post |= {contact.traeger_id} if contact.gets_post else set()
        owners.setdefault(f"Träger {contact.traeger_id}", []).append(_rights(contact, is_first=is_first))
    for network in register.regionalverbuende:
        owners[f"Regionalverbund {network.id}"] = [(network.email.lower(),)]
    if register.coordinators:
        owners["Koordination"] = [
            (each.email.lower(), each.duty, each.regionalverbuende, each.gueltig_von, each.gueltig_bis)
            for each in register.coordinators
        ]
    return owners


def _rights(contact: Contact, *, is_first: bool) -> Rights:
    validity = (contact.gueltig_von, contact.gueltig_bis)
    return (contact.email.lower(), contact.role, *validity, contact.shared, is_first)


def _moved(old: Register, new: Register) -> int:
    """Addresses that belonged to one Träger and now belong to another one that existed before as well."""
    known = {each.id for each in old.traeger}
    before, after = _holders(old.contacts), _holders(new.contacts)
    return sum(
        bool((after[email] - before[email]) & known) and bool(before[email] - after[email])
        for email in before.keys() & after.keys()
    )


def _holders(contacts: Iterable[Contact]) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for contact in contacts:
        result.setdefault(contact.email.lower(), set()).add(contact.traeger_id)
    return result
