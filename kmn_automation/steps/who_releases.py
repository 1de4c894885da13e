"""Who is asked to release a letter, and who may: the responsible, deputies, second persons; never whoever wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kmn_automation.model.letter import Release
from kmn_automation.model.register import Coordinator, Duty
from kmn_automation.steps.desk import Desk
from kmn_automation.store import edits
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow


def releasers(desk: Desk, letter: LetterRow, without: Collection[str] = ()) -> tuple[Coordinator, ...]:
    """Who may release the letter, in the order of asking; for two persons the second has the Zweitfreigabe.

    `without` are the names of those who wrote in it: then their deputies and the second persons may be asked too.
    """
    first = [
        each for each in desk.register.acting(letter.regionalverbund, desk.today) if each.name not in without
    ]
    seconds = [each for each in _second_persons(desk) if each.name not in without]
    if without and letter.release is not Release.NOBODY:
        first = _distinct([*first, *_deputies(desk, letter, without), *seconds])
    if letter.release is not Release.TWO or not first:
        return tuple(first)
    for lead in first:
        if others := [each for each in seconds if each.name != lead.name]:
            return (lead, others[0])
    return (first[0],)


def may_release(tx: Transaction, desk: Desk, letter: LetterRow, person: str) -> bool:
    """Whether the person with that address may decide about the letter today, whoever was asked for it."""
    found = desk.register.coordinator(person, desk.today)
    if found is None:
        return False
    wrote = editors(tx, desk, letter)
    if found.name in wrote:
        return False
    if letter.meeting_id:  # released once for a whole meeting, whose members may belong to several persons
        return found.duty is not Duty.LESEN
    is_second = found.duty is Duty.ZWEITFREIGABE and (letter.release is Release.TWO or bool(wrote))
    register, verbund = desk.register, letter.regionalverbund
    entitled = (*register.responsible(verbund, desk.today), *register.acting(verbund, desk.today))
    return is_second or found in entitled or found in _deputies(desk, letter, wrote)


def editors(tx: Transaction, desk: Desk, letter: LetterRow) -> frozenset[str]:
    """The names of everybody who wrote in the letter; an address that is not registered any more stands for itself."""
    wrote = {each.person for each in edits.of_letter(tx, letter.id)}
    people = ((desk.register.coordinator(each, desk.today), each) for each in wrote)
    return frozenset(person.name if person else address for person, address in people)


def _second_persons(desk: Desk) -> list[Coordinator]:
    """Whoever has the Zweitfreigabe; for one who is away a deputy who has it too. The absent come last."""
    register, day = desk.register, desk.today
    here, away = [], []
    for person in register.coordinators:
        if person.duty is not Duty.ZWEITFREIGABE or not person.valid_on(day):
            continue
        deputy = register.stand_in(person, day) if person.is_away(day) else person
        if deputy is not None and deputy.duty is Duty.ZWEITFREIGABE:
            here.append(deputy)
        else:
            away.append(person)
    return _distinct([*here, *away])


def _deputies(desk: Desk, letter: LetterRow, wrote: Collection[str]) -> Iterator[Coordinator]:
    """Who stands in for the responsible persons who wrote in the letter."""
    for person in desk.register.responsible(letter.regionalverbund, desk.today):
        deputy = desk.register.stand_in(person, desk.today)
        if person.name in wrote and deputy is not None and deputy.name not in wrote:
            yield deputy


def _distinct(people: list[Coordinator]) -> list[Coordinator]:
    return list({each.name: each for each in people}.values())
