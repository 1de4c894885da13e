"""The versions of the Richtlinie: which one holds in which Förderjahr, with which form and formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from kmn_automation.ground.yaml_source import Source, build, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Certainty
from kmn_automation.rules.metadata import CERTAINTIES, CertaintyWord


class Ceiling(StrEnum):
    """What the amount per full post limits; the meaning changed with the Förderjahr 2022."""

    EXPENDITURE = "expenditure"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the Richtlinie and its Förderjahre, both included."""

    id: str
    title: str
    first_year: int
    last_year: int
    form: str
    ceiling: Ceiling
    reference: str
    certainty: Certainty

    @property
    def years(self) -> range:
        """The Förderjahre of the version."""
        return range(self.first_year, self.last_year + 1)


class NoVersion(Misconfigured):
    """There is no Richtlinie for a Förderjahr; the year is refused, never guessed."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    id: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    title: str = Field(min_length=1)
    first_year: int = Field(alias="from")
    last_year: int = Field(alias="to")
    form: str
    ceiling: Ceiling = Field(strict=False)
    reference: str = Field(min_length=1)
    certainty: CertaintyWord


def load_versions(source: Source, forms: Iterable[str]) -> tuple[Version, ...]:
    """All versions, the oldest first.

    Raises:
        Misconfigured: for unknown keys, an unknown form, and Förderjahre that overlap or are left out.
    """
    versions = tuple(
        Version(
            each.id, each.title, each.first_year, each.last_year,
            each.form, each.ceiling, each.reference, CERTAINTIES[each.certainty],
        )
        for each in build(list[_Entry], source)
    )  # fmt: skip
    known = tuple(forms)
    complaints = [_complaint(source, index, versions, known) for index in range(len(versions))]
    if any(complaints):
        raise Misconfigured("\n".join(filter(None, complaints)))
    return versions


def _complaint(source: Source, index: int, versions: tuple[Version, ...], forms: tuple[str, ...]) -> str:
    version = versions[index]
    before = versions[index - 1] if index else None
    if version.last_year < version.first_year:
        return f"{source.at((index, 'to'))}: {version.id} endet vor dem Beginn."
    if before and version.first_year != before.last_year + 1:
        expected = before.last_year + 1
        return f"{source.at((index, 'from'))}: {version.id} muss an {before.id} anschließen ({expected})."
    if version.form not in forms:
        hint = suggest(version.form, forms)
        return f"{source.at((index, 'form'))}: Das Formular „{version.form}“ gibt es nicht. {hint}".rstrip()
    return ""


def version_in(versions: tuple[Version, ...], foerderjahr: int) -> Version:
    """The version of that Förderjahr.

    Raises:
        NoVersion: with a German sentence where there is none.
    """
    for each in versions:
        if foerderjahr in each.years:
            return each
    first, last = versions[0].first_year, versions[-1].last_year
    raise NoVersion(
        f"Für das Förderjahr {foerderjahr} gibt es noch keine Richtlinie; bekannt sind die Jahre {first} bis {last}."
        if foerderjahr > last
        else f"Für das Förderjahr {foerderjahr} gibt es keine Richtlinie; bekannt sind die Jahre {first} bis {last}.",
        do="Eine neue Richtlinie gehört mit ihren Zahlen nach funding_rules/versions.yaml und parameters.yaml.",
    )
