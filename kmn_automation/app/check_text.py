"""What `kmn check` prints about a file: the points as in the answer of the office, where – what – what to do."""

from __future__ import annotations

from collections.abc import Iterator

from kmn_automation.app.explain_text import not_run_lines, remark_lines, settlement_lines
from kmn_automation.app.file_check import Checked
from kmn_automation.mail.answer_points import where
from kmn_automation.model.finding import Examination, Finding
from kmn_automation.model.german import format_day

NO_REGISTER = (
    "Hier gibt es kein Register: Geschäftszeichen, Träger und Frist kennt nur die Koordinierungsstelle. "
    "FRM-03 erscheint deshalb immer."
)


def check_lines(checked: Checked) -> Iterator[str]:
    """The lines about one file."""
    if checked.refused:
        yield f"{checked.name}: {checked.refused.sentence}"
        return
    if checked.report is None or checked.examination is None:
        return
    examination = checked.examination
    yield f"{checked.name}: {examination.outcome.value} (Bogen {checked.report.form_version})"
    if checked.frist:
        yield f"  Frist: {format_day(checked.frist)}"
    if checked.quarantine:
        yield "  Quarantäne: Die Koordinierungsstelle würde keine Werte übernehmen und keine Rückmeldung senden."
    for number, finding in enumerate(checked.findings, 1):
        yield from (f"  {line}" for line in point_lines(number, finding))
    yield from (f"  {line}" for line in checked.carried)
    yield from _aside(checked, examination)
    yield from (f"  {line}" for line in remark_lines(checked.report.remarks, checked.report.properties))
    if examination.settlement:
        yield from (f"  {line}" for line in settlement_lines(examination.settlement))


def _aside(checked: Checked, examination: Examination) -> Iterator[str]:
    yield from (f"  {line}" for line in not_run_lines(examination))
    if checked.trial:
        counted = ", ".join(f"{rule} ({number} ×)" for rule, number in checked.trial.items())
        yield f"  Zur Probe, nur für das Büro: {counted}"


def point_lines(number: int, finding: Finding) -> Iterator[str]:
    """One point: where, what was found and expected, what to do, rule and source."""
    yield f"{number}. [{finding.severity.value}] {where(finding.places)}"
    yield f"   Was:     {finding.text}"
    if finding.found or finding.expected:
        yield f"            gefunden: {finding.found or 'nichts'}; erwartet: {finding.expected or 'nichts'}"
    if finding.remedy:
        yield f"   Zu tun:  {finding.remedy}"
    if finding.for_office:
        yield f"   ► {finding.for_office}"
    yield f"   Regel:   {finding.rule} ({finding.reference}; Quelle {finding.certainty.value})"
