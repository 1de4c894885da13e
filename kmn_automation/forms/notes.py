"""What the office remarks on a report, cell by cell: the findings, brought to the fields of our own form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kmn_automation.model.finding import Certainty, Examination, Finding
from kmn_automation.model.not_run import group_by_reason
from kmn_automation.model.report import Place, Report

OWN_RULE = "Prüfregel der Koordinierungsstelle"
"""Stands where the source of a rule was not read: an assumed source is never printed as law."""
OPEN = "Noch offen: "
UNCHECKED = "Was wir noch nicht prüfen konnten"
RULES_IN_LINE = 8
"""So many rules that could not run stand in one line of the list, so that the line can be read."""


@dataclass(frozen=True, slots=True)
class Target:
    """A cell of the form: field id, or `table.column` with the number of the line (0 is the first)."""

    field: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One remark: what, what to do, by which rule; `where` is said where no cell can be named.

    A remark with a `heading` stands under it at the end of the list, and its cells keep their look.
    """

    text: str
    targets: tuple[Target, ...] = ()
    remedy: str = ""
    rule: str = ""
    reference: str = ""
    error: bool = True
    where: str = ""
    heading: str = ""


def notes_of(
    report: Report, findings: Sequence[Finding], still_open: Collection[Finding] = ()
) -> tuple[Note, ...]:
    """The visible findings as remarks on the cells that were read; those of the version before are marked."""
    by_cell = {(place.sheet, place.cell): target for place, target in _places(report)}
    by_label = {(place.sheet, place.label): target for place, target in _places(report)}

    def target_of(place: Place) -> Target | None:
        found = by_cell.get((place.sheet, place.cell)) if place.cell else None
        return found or by_label.get((place.sheet, place.label))

    return tuple(
        Note(
            text=_text(finding, is_open=finding in still_open),
            targets=tuple(target for each in finding.places if (target := target_of(each))),
            remedy=finding.remedy,
            rule=finding.rule,
            reference=finding.reference if finding.certainty is Certainty.CHECKED else OWN_RULE,
            error=finding.sends_back,
            where="; ".join(_said(each) for each in finding.places),
        )
        for finding in findings
        if finding.visible
    )


def unchecked_notes(examination: Examination) -> tuple[Note, ...]:
    """The rules that could not run, a line of the list for each reason; no cell is marked by them."""
    return tuple(
        Note(
            text=f"Noch nicht geprüft: {part.titles}",
            remedy="Wir holen das nach, sobald die Angaben da sind.",
            error=False,
            where=f"{group.reason}.",
            heading=UNCHECKED,
        )
        for group in group_by_reason(examination.told_reasons)
        for part in group.parts(RULES_IN_LINE)
    )


def _text(finding: Finding, *, is_open: bool) -> str:
    found, expected = finding.unsaid
    lines = [
        f"{OPEN if is_open else ''}{finding.text}",
        f"Gefunden: {found}" if found else "",
        f"Erwartet: {expected}" if expected else "",
    ]
    return "\n".join(filter(None, lines))


def _places(report: Report) -> Iterator[tuple[Place, Target]]:
    for table, lines in report.tables.items():
        for number, line in enumerate(lines):
            for column, value in line.items():
                yield value.place, Target(f"{table}.{column}", number)
    for field_id, value in report.values.items():
        yield value.place, Target(field_id)


def _said(place: Place) -> str:
    return ", ".join(each for each in (place.sheet, place.cell, place.label) if each)
