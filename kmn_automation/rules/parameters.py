"""The dated numbers of the law: which value holds in which Förderjahr, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from kmn_automation.ground.yaml_source import Source, build, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Certainty
from kmn_automation.model.form import Unit
from kmn_automation.rules.measure import Measure, measure_of, read_measure
from kmn_automation.rules.metadata import CERTAINTIES, CertaintyWord

LOWEST_PERCENT, HIGHEST_PERCENT = Decimal(1), Decimal(100)
ParameterValue = Decimal | bool | str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from the first day of a Förderjahr on; None where it was repealed."""

    first_year: int
    value: ParameterValue | None
    reference: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the law with all its values, the oldest first."""

    id: str
    title: str
    unit: str
    measure: Measure
    values: tuple[DatedValue, ...]

    def dated(self, foerderjahr: int) -> DatedValue | None:
        """The entry in force in that Förderjahr; None before the first one."""
        return next((each for each in reversed(self.values) if each.first_year <= foerderjahr), None)

    def value(self, foerderjahr: int) -> ParameterValue | None:
        """The value in force in that Förderjahr; None where there is none or it was repealed."""
        dated = self.dated(foerderjahr)
        return dated.value if dated else None


class _Dated(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    first_year: int = Field(alias="from")
    value: bool | int | Decimal | str | None
    reference: str = Field(min_length=1)
    certainty: CertaintyWord


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    unit: str
    any_percent: bool = False
    values: list[_Dated] = Field(min_length=1)


def load_parameters(source: Source) -> dict[str, Parameter]:
    """Parameters by id.

    Raises:
        Misconfigured: for unknown keys or units, double ids, values out of order, and a share such as 0.9
            where percent points (90) are meant.
    """
    entries = build(list[_Entry], source)
    complaints: list[Misconfigured] = []
    parameters: dict[str, Parameter] = {}
    for index, entry in enumerate(entries):
        try:
            parameter = _parameter(source, index, entry)
        except Misconfigured as refused:
            complaints.append(refused)
            continue
        if parameter.id in parameters:
            complaints.append(source.complain((index, "id"), f"Die Zahl „{entry.id}“ steht zweimal da."))
        parameters[parameter.id] = parameter
    if complaints:
        raise Misconfigured("\n".join(map(str, complaints)))
    return parameters


def in_force(parameters: Mapping[str, Parameter], foerderjahr: int) -> dict[str, ParameterValue | None]:
    """The value of every parameter in that Förderjahr."""
    return {each.id: each.value(foerderjahr) for each in parameters.values()}


def _parameter(source: Source, index: int, entry: _Entry) -> Parameter:
    try:
        measure = read_measure(entry.unit)
    except ValueError:
        known = [unit.value for unit in Unit]
        what = f"Die Einheit „{entry.unit}“ gibt es nicht."
        raise source.complain((index, "unit"), what, suggest(entry.unit, known)) from None
    years = [each.first_year for each in entry.values]
    if years != sorted(set(years)):
        raise source.complain(
            (index, "values"), "Die Werte stehen nicht nach Jahren geordnet, oder eines doppelt."
        )
    for place, each in enumerate(entry.values):
        if measure == measure_of(Unit.PROZENT) and not entry.any_percent and not _is_points(each.value):
            what = f"„{each.value}“ ist kein Prozentwert zwischen 1 und 100."
            do = "Prozente stehen in Punkten: 90 für 90 %. Kleinere Werte brauchen any_percent: true."
            raise source.complain((index, "values", place, "value"), what, do)
    return Parameter(entry.id, entry.title, entry.unit, measure, tuple(map(_dated, entry.values)))


def _is_points(value: bool | int | Decimal | str | None) -> bool:  # noqa: FBT001 - a parameter may be Ja/Nein
    return value is None or (
        isinstance(value, int | Decimal) and LOWEST_PERCENT <= Decimal(value) <= HIGHEST_PERCENT
    )


def _dated(entry: _Dated) -> DatedValue:
    raw = entry.value
    value = raw if raw is None or isinstance(raw, bool | str) else Decimal(raw)
    return DatedValue(entry.first_year, value, entry.reference, CERTAINTIES[entry.certainty])
