"""A meeting → one personal letter with a calendar entry per member, released once for the whole meeting."""

from __future__ import annotations

from collections.abc import Sequence

from kmn_automation.model.register import Meeting
from kmn_automation.planning.due import DueStep
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.meeting_letter import About, ask_for_all, write_about
from kmn_automation.store import letters
from kmn_automation.store.connect import Transaction


def invite(tx: Transaction, desk: Desk, meeting: Meeting, steps: Sequence[DueStep]) -> tuple[DueStep, ...]:
    """The steps that are done; whoever has no address becomes a task and is tried again, the others go on."""
    abouts = [About(step.key, step.params["letter"], step.to, meeting) for step in steps]
    ask_for_all(tx, desk, [each for about in abouts if (each := write_about(tx, desk, about))])
    return tuple(step for step in steps if letters.has_key(tx, step.key))
