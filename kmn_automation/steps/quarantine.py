"""A report that seems to hold data of Ratsuchende: what is kept of it, and who has to look.

The raw mail stays as it came. No value is stored beside it or sent back, and the report counts nowhere
(`store.reports.COUNTS`); the findings stay, since the sender has to hear all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kmn_automation.model.client_data import may_name_client
from kmn_automation.model.finding import CLIENT_DATA, Examination, Finding, Outcome
from kmn_automation.model.german import join_words
from kmn_automation.model.report import Place, Report, Value
from kmn_automation.steps.opened import Examined
from kmn_automation.steps.turn import Turn
from kmn_automation.store import tasks
from kmn_automation.store.tasks import NewTask

NOT_REPEATED = "Der Eintrag in dieser Zelle ist nicht zulässig; er wird hier nicht wiederholt."


def without_values(report: Report) -> Report:
    """The report as it may be stored: version, missing sheets, what else lies in the file; no value, no quoted note."""
    return replace(report, values={}, tables={}, remarks=())


def without_quotes(report: Report, examination: Examination) -> Examination:
    """The findings without the words of cells that may name a person, and without the settlement; always sent back."""
    unreadable = {value.place for value in _values(report) if value.problem}
    findings = tuple(_without_quote(each, unreadable) for each in examination.findings)
    return replace(examination, findings=findings, settlement=None, outcome=Outcome.NACHBESSERUNG)


def ask_person(turn: Turn, examined: Examined, case_number: str) -> None:
    """A task for the office; without a Vorgang where the report belongs to no Bescheid."""
    found = [each for each in examined.examination.findings if each.rule == CLIENT_DATA]
    sheets = dict.fromkeys(place.sheet for each in found for place in each.places)
    where = join_words([f"„{each}“" for each in sheets])
    case = f"Vorgang {case_number}: " if case_number else ""
    title = (
        f"{case}In „{examined.file_name}“ stehen anscheinend Angaben zu Ratsuchenden (Blatt {where}). Der Bericht ist "
        "in Quarantäne: Seine Werte sind nicht gespeichert und zählen nirgends mit; der Träger ist um eine bereinigte "
        f"Fassung gebeten. Bitte ansehen; die Datei liegt nur noch in der Mail {turn.mark}. Ist niemand genannt: "
        "FRM-15 im Register (Blatt „Ausnahmen“) für diesen Bescheid aussetzen und um dieselbe Datei bitten."
    )
    key = f"quarantaene:{examined.file_sha256}"
    tasks.add(turn.tx, NewTask(key, title, turn.desk.now, mail_id=turn.mail.id))


def _values(report: Report) -> Iterator[Value]:
    yield from report.values.values()
    for lines in report.tables.values():
        for line in lines:
            yield from line.values()


def _without_quote(finding: Finding, unreadable: set[Place]) -> Finding:
    is_quoted = not unreadable.isdisjoint(finding.places) or may_name_client(
        f"{finding.text} {finding.found}"
    )
    if finding.rule == CLIENT_DATA or not is_quoted:
        return finding
    return replace(finding, text=NOT_REPEATED, found="")
