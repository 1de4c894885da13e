"""The shape of `checks/*.yaml`: what a rule entry may say."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kmn_automation.ground.yaml_source import Source, build
from kmn_automation.model.error import Misconfigured
from kmn_automation.rules.metadata import CertaintyWord, Said, SeverityWord, YearNumber

ONE_ID = r"[A-Z]{3}-[0-9]{2}"


class SourceEntry(BaseModel):
    """Where a rule is written, from a Förderjahr on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_year: YearNumber = Field(alias="from")
    reference: Said
    certainty: CertaintyWord


class RuleEntry(BaseModel):
    """One rule as it stands in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=rf"^{ONE_ID}(/{ONE_ID})*$")
    title: Said
    versions: tuple[str, ...] = ()
    first_year: YearNumber | None = Field(default=None, alias="from")
    last_year: YearNumber | None = Field(default=None, alias="to")
    reference: Said | None = None
    certainty: CertaintyWord | None = None
    sources: tuple[SourceEntry, ...] = ()
    severity: SeverityWord
    mendable: bool
    let: dict[str, str | int | Decimal] = {}
    for_each: str = ""
    items: str = ""
    when: str = ""
    check: str = ""
    note_when: str = ""
    function: str = ""
    covers: tuple[str, ...] = ()
    if_empty: SeverityWord | None = None
    if_missing: Literal["skip", 0] = "skip"
    places: tuple[str, ...] = ()
    text: Said
    remedy: Said
    found: str = ""
    expected: str = ""

    @model_validator(mode="after")
    def has_one_way_to_check(self) -> RuleEntry:
        """Refuses an entry that checks nothing, or in two ways."""
        if bool(self.check) == bool(self.function) and (self.check or not self.covers):
            raise ValueError("genau eines von check und function, oder nur covers")
        if self.check and not self.places:
            raise ValueError("places fehlt: wo soll man hinsehen?")
        return self


def read_entries(source: Source) -> list[RuleEntry]:
    """The entries of a rule file.

    Raises:
        Misconfigured: for unknown keys, missing sources, and entries that check nothing.
    """
    entries = build(list[RuleEntry], source)
    for index, entry in enumerate(entries):
        if entry.versions and (entry.first_year or entry.last_year):
            what = "Entweder versions oder from und to, nicht beides."
            raise Misconfigured(what, where=source.at((index, "versions")))
        if what := _lacking_source(entry):
            raise source.complain((index,), f"{entry.id}: {what}")
    return entries


def _lacking_source(entry: RuleEntry) -> str:
    """What is wrong with the sources of an entry; empty if nothing is."""
    if entry.sources:
        years = [each.first_year for each in entry.sources]
        if entry.reference or entry.certainty:
            return "Entweder reference und certainty oder sources, nicht beides."
        return "" if years == sorted(set(years)) else "sources stehen nach Jahren geordnet, jedes nur einmal."
    missing = "reference" if not entry.reference else "certainty" if not entry.certainty else ""
    return f"Der Schlüssel „{missing}“ fehlt." if missing else ""
