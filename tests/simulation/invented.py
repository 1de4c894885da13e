"""One invented report, and the same as the reader would hand it to the rules."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from kmn_automation.forms.definition import load_form
from kmn_automation.model.form import Form
from kmn_automation.model.frist import add_months
from kmn_automation.model.german import read_number
from kmn_automation.model.known import Known
from kmn_automation.model.register import Bescheid, Register, Traeger, TraegerArt
from kmn_automation.model.report import Line, Place, Report, Scalar, Value
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.simulation.figures import invent_report

RULES = Path(__file__).parents[2] / "funding_rules"
FORMS = {
    path.stem: load_form(path.read_text(encoding="utf-8"), path.name)
    for path in sorted((RULES / "forms").glob("*.yaml"))
}
FORM = FORMS["2024"]


def draft_of(register: Register, number: int, receipts: int = 20) -> Draft:
    """The clean report of one Träger of the register."""
    bescheid, traeger = bescheid_of(register, number)
    rng = random.Random(f"{bescheid.geschaeftszeichen} {receipts}")
    return Draft(*invent_report(bescheid, traeger, register.plan_of(bescheid), rng, receipts))


def bescheid_of(register: Register, number: int) -> tuple[Bescheid, Traeger]:
    bescheid = register.bescheide[number]
    traeger = register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    return bescheid, traeger


def known_for(draft: Draft, register: Register, number: int) -> Known:
    """What the office knows: received in time or late, the Bescheid only if the Geschäftszeichen is right."""
    bescheid, traeger = bescheid_of(register, number)
    months = 12 if traeger.art is TraegerArt.GEBIETSKOERPERSCHAFT else 6
    frist = bescheid.nachweis_bis or add_months(bescheid.zeitraum.bis, months)
    received = add_months(frist, 2) if draft.late else add_months(bescheid.zeitraum.bis, 3)
    if draft.values.get("deckblatt.geschaeftszeichen") != bescheid.geschaeftszeichen:
        return Known(received)
    return Known(received, bescheid, traeger, register.plan_of(bescheid), frist)


def report_of(draft: Draft) -> Report:
    """The draft as a typed report; the titles of missing sheets as the reader names them."""
    form = FORMS[draft.form_version]
    titles = {sheet.id: sheet.title for sheet in form.sheets}
    return Report(
        draft.form_version,
        _values(form, draft.values),
        {name: tuple(_lines(form, name, lines)) for name, lines in draft.tables.items()},
        tuple(titles[each] for each in draft.missing_sheets),
    )


def _values(form: Form, values: Mapping[str, Scalar]) -> dict[str, Value]:
    return {
        field: _value(
            value, form.fields[field].unit.is_number, Place(form.sheet_of[field].title, f"C{row}", field)
        )
        for row, (field, value) in enumerate(values.items(), start=1)
        if field in form.fields
    }


def _lines(form: Form, table: str, lines: list[dict[str, Scalar]]) -> list[Line]:
    columns = {column.name: column for column in form.tables[table].columns}
    title = form.sheet_of[table].title
    return [
        {
            name: _value(value, columns[name].unit.is_number, Place(title, f"{chr(65 + index)}{row}", name))
            for index, (name, value) in enumerate(line.items())
        }
        for row, line in enumerate(lines, start=5)
    ]


def _value(value: Scalar, is_number: bool, place: Place) -> Value:  # noqa: FBT001 -- three words of one cell
    if not isinstance(value, str) or not is_number:
        return Value(str(value), value, place)
    reading = read_number(value)
    return Value(value, reading.value, place, problem=reading.problem)
