"""The return copy: our own form, newly written, with the values that were read and every remark on them.

It is the form in force for the Förderjahr: a report in another one is carried over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from kmn_automation.forms.carry_over import CarryOver, carry_over
from kmn_automation.forms.carry_over_text import lines_of_carry_over, notes_of_carry_over
from kmn_automation.forms.exchange import return_values
from kmn_automation.forms.fields import prefill_values
from kmn_automation.forms.notes import notes_of, unchecked_notes
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.mail.answer_points import MAX_POINTS
from kmn_automation.model.finding import Examination, Finding, Outcome
from kmn_automation.model.form import Form
from kmn_automation.model.known import Known
from kmn_automation.model.report import Report, Scalar
from kmn_automation.rules.known_names import values_of
from kmn_automation.rules.rulebook import Rulebook, foerderjahr_of
from kmn_automation.rules.versions import NoVersion


class Writes(Protocol):
    """Who has the law and the writers of the forms: an examiner, or the tools of a desk."""

    @property
    def rulebook(self) -> Rulebook:
        """The law, which says what form is in force."""

    @property
    def writers(self) -> Mapping[str, FormWriter]:
        """Form version → writer of its workbook."""


@dataclass(frozen=True, slots=True)
class ReturnCopy:
    """The file, and what the sender is told where values went into another version of the form."""

    data: bytes = b""
    carried: tuple[str, ...] = ()


def return_copy(
    by: Writes, about: tuple[Report, Examination], known: Known, still_open: Collection[Finding] = ()
) -> ReturnCopy:
    """The return copy where the report goes back or has more points than a mail holds; else nothing."""
    _, examination = about
    told = sum(each.visible for each in examination.findings)
    if examination.outcome is not Outcome.NACHBESSERUNG and told <= MAX_POINTS:
        return ReturnCopy()
    return annotated(by, about, known, still_open)


def annotated(
    by: Writes, about: tuple[Report, Examination], known: Known, still_open: Collection[Finding] = ()
) -> ReturnCopy:
    """The form with a note in every cell with a finding, and the list of all of them in front."""
    report, examination = about
    notes = (*notes_of(report, examination.findings, still_open), *unchecked_notes(examination))
    names = values_of(known)
    carried = carry(by.rulebook, report, known)
    if carried is None:
        writer = by.writers[report.form_version]
        return ReturnCopy(writer.write(*return_values(report), notes, names))
    notes = (*notes, *notes_of_carry_over(carried))
    data = by.writers[carried.new.version].write(carried.values, carried.tables, notes, names)
    return ReturnCopy(data, lines_of_carry_over(carried))


def carry(rulebook: Rulebook, report: Report, known: Known) -> CarryOver | None:
    """The report in the form of its Förderjahr; None where it is in that form, or where no form is known."""
    new = form_in_force(rulebook, report, known)
    if new is None or new.version == report.form_version:
        return None
    return carry_over(report, rulebook.forms[report.form_version], new, _prefilled(new, known))


def form_in_force(rulebook: Rulebook, report: Report, known: Known) -> Form | None:
    """The form of the Förderjahr that decides; None where there is no such year, or no Richtlinie for it."""
    year = foerderjahr_of(report, known)
    try:
        return rulebook.forms[rulebook.version_of(year).form] if year is not None else None
    except NoVersion:
        return None


def _prefilled(form: Form, known: Known) -> Mapping[str, Scalar]:
    if known.bescheid is None or known.traeger is None:
        return {}
    return prefill_values(form, known.bescheid, known.traeger, known.plan)
