"""Reads and examines report files from disk, as the office would, and stores nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kmn_automation.app.disk_words import why
from kmn_automation.app.wiring import Toolbox, Workplace
from kmn_automation.forms.carry_over_text import lines_of_carry_over
from kmn_automation.forms.convert import find_converter
from kmn_automation.forms.exchange import scalar_to_json
from kmn_automation.forms.intake import Intake, parse_jail
from kmn_automation.forms.refusal import NotOurs
from kmn_automation.ground.zip_guard import DEFAULT_LIMITS
from kmn_automation.model.error import Unreadable
from kmn_automation.model.finding import Abrechnung, Examination, Finding, Severity
from kmn_automation.model.form import Form, Unit
from kmn_automation.model.known import Known
from kmn_automation.model.money import CENT, euro
from kmn_automation.model.not_run import in_words
from kmn_automation.model.register import Register
from kmn_automation.model.report import Report, Value
from kmn_automation.steps.examine import Examiner, background_of
from kmn_automation.steps.look_back import nothing_known, records_of
from kmn_automation.steps.write_return_copy import annotated, carry

NO_COPY = (
    "Keine Rückmeldung, weil wohl Angaben zu Ratsuchenden darin stehen. Bitte nehmen Sie diese zuerst heraus."
)
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


@dataclass(frozen=True, slots=True)
class Refused:
    """No report could be read: the reason as a word for programs and as a German sentence."""

    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with its report and what the rules say, or with the sentence why there is no report in it."""

    name: str
    sha256: str
    report: Report | None = None
    examination: Examination | None = None
    frist: dt.date | None = None
    refused: Refused | None = None
    known: Known | None = None
    carried: tuple[str, ...] = ()
    """What is said where the return copy is another version of the form."""

    @property
    def quarantine(self) -> bool:
        """Whether the file seems to hold data of Ratsuchende, so that the office would give no return copy."""
        return self.examination is not None and self.examination.shows_clients

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules found; trial rules, which are only counted, left out."""
        found = self.examination.findings if self.examination else ()
        return tuple(each for each in found if each.severity is not Severity.TRIAL)

    @property
    def trial(self) -> dict[str, int]:
        """Rule on trial → how often it would speak; for the office alone."""
        found = self.examination.findings if self.examination else ()
        return dict(Counter(each.rule for each in found if each.severity is Severity.TRIAL))


class Checker:
    """Checks one file after the other with one warm jail; made by `open_checker`."""

    def __init__(self, toolbox: Toolbox, examiner: Examiner, intake: Intake) -> None:
        self._toolbox = toolbox
        self._examiner = examiner
        self._register = examiner.register
        self._intake = intake

    def check(self, path: Path, day: dt.date) -> Checked:
        """What the office would say about the file if it came in on that day; never raises for what a file is."""
        if path.is_dir():
            return Checked(
                path.name, "", refused=Refused("no_file", "In diesem Ordner liegt kein Berichtsbogen.")
            )
        try:
            data = _read(path)
        except OSError as error:
            return Checked(
                path.name, "", refused=Refused("no_file", f"Die Datei lässt sich nicht öffnen: {why(error)}.")
            )
        sha256 = hashlib.sha256(data).hexdigest()
        found = self._intake.read(data)
        if isinstance(found, NotOurs):
            return Checked(path.name, sha256, refused=Refused(found.reason.value, found.sentence))
        known = background_of(self._examiner, found, sha256, day).known
        examination = self._examiner.rulebook.examine(found, known)
        carried = carry(self._examiner.rulebook, found, known)
        lines = lines_of_carry_over(carried) if carried else ()
        return Checked(path.name, sha256, found, examination, known.frist, known=known, carried=lines)

    def return_copy(self, checked: Checked) -> bytes:
        """Our own form with the values of the file and a note at every finding.

        Raises:
            Unreadable: the file holds no report, or one that the office would put into quarantine.
        """
        if checked.report is None or checked.examination is None or checked.known is None:
            raise Unreadable("Für diese Datei gibt es keine Rückmeldung.", where=checked.name)
        if checked.quarantine:
            raise Unreadable(NO_COPY, where=checked.name)
        return annotated(self._examiner, (checked.report, checked.examination), checked.known).data

    def as_json(self, checked: Checked) -> dict[str, object]:
        """The contract of `kmn check --json`."""
        if checked.report is None or checked.examination is None:
            return {"file": checked.name, "sha256": checked.sha256, "refused": checked.refused}
        form = self._toolbox.forms[checked.report.form_version]
        examination = checked.examination
        return {
            "file": checked.name,
            "sha256": checked.sha256,
            "form_version": checked.report.form_version,
            "values": _values(form, checked.report),
            "findings": [_finding(each) for each in checked.findings],
            "settlement": _settlement(examination.settlement),
            "outcome": examination.outcome.value,
            "ruleset": examination.ruleset,
            "not_run": examination.not_run,
            "trial": checked.trial,
            "reasons": [
                {"rule": each.rule, "title": each.title, "reason": in_words(each.absent)}
                for each in examination.reasons
            ],
            "remarks": checked.report.remarks,
            "properties": checked.report.properties,
            "carried": checked.carried,
            "quarantine": checked.quarantine,
            "frist": checked.frist,
        }


@contextmanager
def open_checker(toolbox: Toolbox, place: Workplace | None) -> Iterator[Checker]:
    """A checker whose jail is closed afterwards; without an office it knows neither register nor former reports."""
    register = place.load_register() if place else Register()
    look_back = records_of(place.store, register) if place else nothing_known
    examiner = Examiner(toolbox.rulebook, toolbox.writers, register, look_back)
    with parse_jail() as jail:
        yield Checker(toolbox, examiner, Intake(jail, toolbox.forms, find_converter()))


def workbooks_in(paths: Iterable[Path]) -> list[Path]:
    """The files, and for each folder the workbooks that lie in it; a folder without one stays, to be told about."""
    found: list[Path] = []
    for path in paths:
        inside = [each for each in sorted(path.iterdir()) if _is_workbook(each)] if path.is_dir() else []
        found += inside or [path]
    return found


def _is_workbook(path: Path) -> bool:
    is_lock = path.name.startswith(("~$", ".~"))  # what Excel and LibreOffice leave beside an open file
    return path.suffix.lower() in WORKBOOKS and not is_lock and path.is_file()


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(DEFAULT_LIMITS.file + 1)  # one byte more than allowed is refused unread


def _values(form: Form, report: Report) -> dict[str, object]:
    single: dict[str, object] = {
        key: _value(value, form.fields[key].unit if key in form.fields else Unit.TEXT)
        for key, value in report.values.items()
    }
    for table, lines in report.tables.items():
        units = {each.name: each.unit for each in form.tables[table].columns} if table in form.tables else {}
        single[table] = [_line(units, line) for line in lines]
    return single


def _line(units: Mapping[str, Unit], line: Mapping[str, Value]) -> dict[str, object]:
    return {name: _value(value, units.get(name, Unit.TEXT)) for name, value in line.items()}


def _value(value: Value, unit: Unit) -> dict[str, object]:
    scalar = value.value
    if isinstance(scalar, Decimal) and unit is Unit.EURO and scalar == scalar.quantize(CENT):
        scalar = euro(scalar)
    return {
        "raw": value.raw,
        "value": None if scalar is None else scalar_to_json(scalar),
        "sheet": value.place.sheet,
        "cell": value.place.cell,
        "found_by": value.found_by.value,
        "problem": value.problem,
    }


def _finding(finding: Finding) -> dict[str, object]:
    first = finding.places[0] if finding.places else None
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "sheet": first.sheet if first else "",
        "cell": first.cell if first else "",
        "label": first.label if first else "",
        "found": finding.found,
        "expected": finding.expected,
        "text": finding.text,
        "remedy": finding.remedy,
        "reference": finding.reference,
        "certainty": finding.certainty.value,
        "mendable": finding.mendable,
        "waived": finding.waived,
        "places": finding.places,
    }


def _settlement(settlement: Abrechnung | None) -> dict[str, object] | None:
    if settlement is None:
        return None
    return {
        "version": settlement.version,
        "recognised": f"{settlement.recognised:.2f}",
        "grant": f"{settlement.grant:.2f}",
        "paid": f"{settlement.paid:.2f}",
        "claim": f"{settlement.claim:.2f}",
        "steps": [
            {"label": each.label, "amount": f"{each.amount:.2f}", "why": each.why, "rule": each.rule}
            for each in settlement.steps
        ],
    }
