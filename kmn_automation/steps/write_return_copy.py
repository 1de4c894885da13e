"""The return copy: our own form, newly written, with the values that were read and every remark on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kmn_automation.forms.exchange import return_values
from kmn_automation.forms.notes import notes_of, unchecked_notes
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.mail.answer_points import MAX_POINTS
from kmn_automation.model.finding import Examination, Finding, Outcome
from kmn_automation.model.known import Known
from kmn_automation.model.report import Report, Scalar
from kmn_automation.rules.known_names import values_of


def return_copy(
    writers: Mapping[str, FormWriter],
    about: tuple[Report, Examination],
    known: Known,
    still_open: Collection[Finding] = (),
) -> bytes:
    """The return copy where the report goes back or has more points than a mail holds; else nothing."""
    report, examination = about
    told = sum(each.visible for each in examination.findings)
    if examination.outcome is not Outcome.NACHBESSERUNG and told <= MAX_POINTS:
        return b""
    return annotated(writers[report.form_version], about, values_of(known), still_open)


def annotated(
    writer: FormWriter,
    about: tuple[Report, Examination],
    known: Mapping[str, Scalar | None],
    still_open: Collection[Finding] = (),
) -> bytes:
    """The form with a note in every cell with a finding, and the list of all of them in front."""
    report, examination = about
    values, tables = return_values(report)
    notes = (*notes_of(report, examination.findings, still_open), *unchecked_notes(examination))
    return writer.write(values, tables, notes, known)
