"""The dated numbers of the law: which value holds in which Förderjahr, and where that is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field

from kmn_automation.ground.yaml_source import Source, build, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Certainty
from kmn_automation.model.form import Unit
from kmn_automation.rules.measure import Measure, read_measure
from kmn_automation.rules.metadata import CERTAINTIES, CertaintyWord, Said, YearNumber
from kmn_automation.rules.parameter_values import ParameterValue, complaint_about

_UNITS = [
    each for unit in Unit for each in (unit.value, *(f"{unit.value} je {other.value}" for other in Unit))
]


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
    where: str = ""

    def dated(self, foerderjahr: int) -> DatedValue | None:
        """The entry in force in that Förderjahr; None before the first one."""
        return next((each for each in reversed(self.values) if each.first_year <= foerderjahr), None)

    def value(self, foerderjahr: int) -> ParameterValue | None:
        """The value in force in that Förderjahr; None where there is none or it was repealed."""
        dated = self.dated(foerderjahr)
        return dated.value if dated else None


class _Dated(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    first_year: YearNumber = Field(alias="from")
    value: bool | int | Decimal | str | None
    reference: Said
    certainty: CertaintyWord


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Said
    unit: str
    any_percent: bool = False
    values: list[_Dated] = Field(min_length=1)


def load_parameters(source: Source) -> dict[str, Parameter]:
    """Parameters by id.

    Raises:
        Misconfigured: for unknown keys or units, double ids, values out of order, and values that are none of their
            unit: see `complaint_about`.
    """
    entries = build(list[_Entry], source)
    complaints: list[Misconfigured] = []
    parameters: dict[str, Parameter] = {}
    for index, entry in enumerate(entries):
        if entry.id in parameters:
            what = f"Die Zahl „{entry.id}“ steht schon in {parameters[entry.id].where}."
            complaints.append(source.complain((index, "id"), what, "Jede Zahl hat ihren eigenen Namen."))
            continue
        measure = _measure(entry.unit)
        found = list(_complaints(source, index, entry, measure))
        complaints += found
        values = tuple(map(_dated, entry.values))
        if measure is not None and not found:
            where = source.at((index, "id"))
            parameters[entry.id] = Parameter(entry.id, entry.title, entry.unit, measure, values, where)
    if complaints:
        raise Misconfigured("\n".join(map(str, complaints)))
    return parameters


def in_force(parameters: Mapping[str, Parameter], foerderjahr: int) -> dict[str, ParameterValue | None]:
    """The value of every parameter in that Förderjahr."""
    return {each.id: each.value(foerderjahr) for each in parameters.values()}


def _measure(unit: str) -> Measure | None:
    try:
        return read_measure(unit)
    except ValueError:
        return None


def _complaints(
    source: Source, index: int, entry: _Entry, measure: Measure | None
) -> Iterator[Misconfigured]:
    if measure is None:
        what = f"Die Einheit „{entry.unit}“ gibt es nicht."
        yield source.complain((index, "unit"), what, suggest(entry.unit, _UNITS))
        return
    yield from _bad_years(source, index, entry)
    for place, each in enumerate(entry.values):
        found = complaint_about(each.value, measure, any_percent=entry.any_percent)
        if each.value is not None and found:
            yield source.complain((index, "values", place, "value"), *found)


def _bad_years(source: Source, index: int, entry: _Entry) -> Iterator[Misconfigured]:
    for place, (before, each) in enumerate(pairwise(entry.values), 1):
        if each.first_year == before.first_year:
            what = f"Ab {each.first_year} hat „{entry.id}“ zwei Werte."
            yield source.complain((index, "values", place, "from"), what, "Bitte einen davon entfernen.")
        elif each.first_year < before.first_year:
            what = f"Die Werte stehen nicht nach Jahren geordnet: {each.first_year} nach {before.first_year}."
            yield source.complain((index, "values", place, "from"), what, "Das älteste Jahr steht oben.")


def _dated(entry: _Dated) -> DatedValue:
    raw = entry.value
    value = raw if raw is None or isinstance(raw, bool | str) else Decimal(raw)
    return DatedValue(entry.first_year, value, entry.reference, CERTAINTIES[entry.certainty])
