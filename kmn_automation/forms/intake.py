"""From the bytes of an attachment to a report: guard and parser in the jail, conversion where needed, then reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kmn_automation.forms.convert import Converter
from kmn_automation.forms.grid import Grid, NoGrid, grid_of
from kmn_automation.forms.kinds import CONVERTIBLE, Kind
from kmn_automation.forms.read import read_report
from kmn_automation.forms.recalculated import needs_results, with_results
from kmn_automation.forms.refusal import NotOurs, Reason, refuse, refuse_danger, refuse_kind
from kmn_automation.ground.jail import Jail, JailFailure
from kmn_automation.ground.jail import Reason as JailReason
from kmn_automation.ground.zip_guard import DEFAULT_LIMITS, Danger
from kmn_automation.model.form import Form
from kmn_automation.model.report import Report

JAIL_FUNCTIONS = {
    "inspect": "kmn_automation.forms.inspect_workbook:inspect_workbook",
    "read_carefully": "kmn_automation.forms.careful:read_carefully",
}
"""What the parse jail must be able to call."""
WARM = ("inspect",)
"""What nearly every workbook needs; the careful reader is seldom called."""


NO_CONVERTER = Converter()


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads attachments; `forms` is keyed by version."""

    jail: Jail
    forms: Mapping[str, Form]
    converter: Converter = NO_CONVERTER

    def read(self, data: bytes) -> Report | NotOurs:
        """The report in the file, or why there is none."""
        try:
            return self._read(data)
        except JailFailure as failure:
            reason = Reason.DAMAGED if failure.reason is JailReason.CRASHED else Reason.TOO_HEAVY
            return refuse(reason, failure.detail[:300])
        except NoGrid as error:
            return refuse(Reason.DAMAGED, str(error))

    def kind(self, data: bytes) -> Kind:
        """What the file is, by its first bytes and its table of contents.

        Raises:
            JailFailure: the guard itself was stopped.
        """
        if not data or len(data) > DEFAULT_LIMITS.file:
            return Kind.OTHER if data else Kind.EMPTY
        return _kind(self.jail.call("inspect", data, {"read": False})[0])

    def _read(self, data: bytes) -> Report | NotOurs:
        if len(data) > DEFAULT_LIMITS.file:
            return refuse(Reason.TOO_LARGE)
        answer = self._inspect(data)
        kind = _kind(answer)
        if "refusal" in answer:
            return _refused(answer["refusal"])
        if kind in CONVERTIBLE and self.converter.is_there:
            converted = self.converter.convert(data, kind)
            answer = self._inspect(converted) if converted else {}
            if "refusal" in answer:
                return _refused(answer["refusal"])
        if "sheets" not in answer:
            return refuse_kind(kind)
        return self._report(data, answer, is_xlsx=kind is Kind.XLSX)

    def _report(self, data: bytes, answer: Mapping[str, object], *, is_xlsx: bool) -> Report | NotOurs:
        grid = grid_of(answer)
        report = read_report(grid, self.forms)
        if is_xlsx and isinstance(report, Report) and needs_results(grid, report):
            return self._recalculated(data, grid) or report
        return report

    def _recalculated(self, data: bytes, grid: Grid) -> Report | NotOurs | None:
        """The report with the results of formulas that nobody had calculated; None where that cannot be had."""
        calculated = self.converter.convert(data, Kind.XLSX)
        if calculated is None:
            return None
        try:
            return read_report(with_results(grid, grid_of(self._inspect(calculated))), self.forms)
        except (JailFailure, NoGrid):
            return None

    def _inspect(self, data: bytes) -> dict[str, object]:
        answer, _ = self.jail.call("inspect", data)
        if answer.get("careful") is True:
            answer, _ = self.jail.call("read_carefully", data)
        return answer


def parse_jail() -> Jail:
    """A jail for reading workbooks; not the one that checks and renders."""
    return Jail(JAIL_FUNCTIONS, warm=WARM)


def _kind(answer: Mapping[str, object]) -> Kind:
    name = answer.get("kind")
    return Kind[name] if isinstance(name, str) and name in Kind.__members__ else Kind.OTHER


def _refused(refusal: object) -> NotOurs:
    name = refusal.get("danger") if isinstance(refusal, dict) else None
    return (
        refuse_danger(Danger[name])
        if isinstance(name, str) and name in Danger.__members__
        else refuse(Reason.DAMAGED)
    )
