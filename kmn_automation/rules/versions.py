"""The versions of the Richtlinie: which one holds in which Förderjahr, with which form and formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from kmn_automation.ground.yaml_source import Source, build, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Certainty
from kmn_automation.model.form import Form
from kmn_automation.rules.metadata import CERTAINTIES, CertaintyWord, Said, YearNumber


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
    title: Said
    first_year: YearNumber = Field(alias="from")
    last_year: YearNumber = Field(alias="to")
    form: str
    ceiling: Ceiling = Field(strict=False)
    reference: Said
    certainty: CertaintyWord


def load_versions(source: Source, forms: Mapping[str, Form]) -> tuple[Version, ...]:
    """All versions, the oldest first.

    Raises:
        Misconfigured: for unknown keys, double ids, an unknown form or one that is made for other years, and
            Förderjahre that overlap or are left out.
    """
    versions = tuple(
        Version(
            each.id, each.title, each.first_year, each.last_year,
            each.form, each.ceiling, each.reference, CERTAINTIES[each.certainty],
        )
        for each in build(list[_Entry], source)
    )  # fmt: skip
    if not versions:
        raise source.complain((), "Hier steht keine Version der Richtlinie.")
    complaints = [str(each) for each in _complaints(source, versions, forms)]
    if complaints:
        raise Misconfigured("\n".join(complaints))
    return versions


def _complaints(
    source: Source, versions: tuple[Version, ...], forms: Mapping[str, Form]
) -> Iterator[Misconfigured]:
    seen: dict[str, int] = {}
    for index, version in enumerate(versions):
        if seen.setdefault(version.id, index) != index:
            what = f"Die Version {version.id} steht schon in {source.at((seen[version.id], 'id'))}."
            yield source.complain((index, "id"), what, "Jede Version hat ihren eigenen Namen.")
        yield from _bad_years(source, index, versions)
        yield from _bad_form(source, index, version, forms)


def _bad_years(source: Source, index: int, versions: tuple[Version, ...]) -> Iterator[Misconfigured]:
    version = versions[index]
    if version.last_year < version.first_year:
        yield source.complain((index, "to"), f"{version.id} endet vor dem Beginn.")
    before = versions[index - 1] if index else version
    expected = before.last_year + 1
    if index and version.first_year != expected:
        what = f"{version.id} muss an {before.id} anschließen ({expected})."
        yield source.complain((index, "from"), what, f"Gemeint ist wohl from: {expected}.")


def _bad_form(
    source: Source, index: int, version: Version, forms: Mapping[str, Form]
) -> Iterator[Misconfigured]:
    form = forms.get(version.form)
    if form is None:
        what = f"Das Formular „{version.form}“ gibt es nicht."
        yield source.complain((index, "form"), what, suggest(version.form, forms))
    elif not (form.fits(version.first_year) and form.fits(version.last_year)):
        what = (
            f"Das Formular „{form.version}“ ist für {form.first_year} bis {form.last_year} gemacht, "
            f"{version.id} gilt aber von {version.first_year} bis {version.last_year}."
        )
        do = f"Bitte foerderjahre in forms/{form.version}.yaml ändern oder ein neues Formular anlegen."
        yield source.complain((index, "form"), what, do)


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
