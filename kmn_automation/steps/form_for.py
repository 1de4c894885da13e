"""The empty report form for one Bescheid, prefilled with what the office knows."""

from __future__ import annotations

from dataclasses import dataclass

from kmn_automation.forms.fields import prefill_values
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.model.form import Form
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.model.report import Scalar
from kmn_automation.rules.known_names import values_of
from kmn_automation.steps.desk import Tools
from kmn_automation.steps.examine import known_about


@dataclass(frozen=True, slots=True)
class Workbook:
    """A form as a file."""

    name: str
    data: bytes


def form_of(tools: Tools, foerderjahr: int) -> tuple[Form, FormWriter] | None:
    """The form that is in force for a Förderjahr and its writer; None where there is none."""
    for version, form in tools.forms.items():
        if form.fits(foerderjahr):
            return form, tools.writers[version]
    return None


def names_known(register: Register, bescheid: Bescheid) -> dict[str, Scalar | None]:
    """What the register knows, by the names of the rules, for the live check of the form."""
    return values_of(known_about(register, bescheid, bescheid.datum))


def form_for(tools: Tools, register: Register, bescheid: Bescheid) -> Workbook | None:
    """The prefilled form of a Bescheid; None for a Förderjahr without a form."""
    found = form_of(tools, bescheid.foerderjahr)
    traeger = register.find_traeger(bescheid.traeger_id)
    if found is None or traeger is None:
        return None
    form, writer = found
    values = prefill_values(form, bescheid, traeger, register.plan_of(bescheid))
    mark = "".join(c if c.isalnum() or c in "-_" else "_" for c in bescheid.geschaeftszeichen)
    return Workbook(
        f"Berichtsbogen-{mark}-{bescheid.foerderjahr}.xlsx",
        writer.write(values, known=names_known(register, bescheid)),
    )
