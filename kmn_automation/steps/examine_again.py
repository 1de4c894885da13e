"""A report examined once more, because reports filed since the first look concern it.

Mails are opened many at a time, before those ahead of them are filed; what stands in the answer must be as if they had
come one after the other. The usual cost of a Beratung is left as it was seen: it moves a little with every report.
"""

from __future__ import annotations

from dataclasses import replace

from kmn_automation.model.report import Report
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.examine import Examiner, background_of
from kmn_automation.steps.look_back import Question, Recalled, look_back
from kmn_automation.steps.opened import Examined
from kmn_automation.steps.turn import Turn
from kmn_automation.steps.write_return_copy import return_copy
from kmn_automation.store import codec
from kmn_automation.store.connect import Transaction
from kmn_automation.store.marks import concern


def as_of_now(turn: Turn, examined: Examined) -> Examined:
    """The same where nothing that came since concerns it; else with findings, outcome and return copy of now.

    In quarantine there is nothing to be examined again.
    """
    tx, key = turn.tx, examined.case_key
    if key is None or examined.quarantine or not concern(tx, examined.up_to, key, examined.marks):
        return examined
    examiner = examiner_of(tx, turn.desk)
    report = codec.unpack(Report, examined.packed)
    background = background_of(examiner, report, examined.file_sha256, examined.received_on)
    examination = examiner.rulebook.examine(report, background.known)
    copy = return_copy(examiner, (report, examination), background.known)
    examined = replace(examined, examination=examination, up_to=background.up_to)
    return replace(examined, return_copy=copy.data, carried=copy.carried)


def examiner_of(tx: Transaction, desk: Desk) -> Examiner:
    """The examiner of the office that sees what is filed in this transaction, too."""

    def ask(question: Question) -> Recalled:
        return look_back(tx, desk.register, question)

    return Examiner(desk.tools.rulebook, desk.tools.writers, desk.register, ask)
