"""Report forms for the Bescheide of the register: as files, as lists of fields, and two versions compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.disk_words import why
from kmn_automation.app.wiring import Toolbox
from kmn_automation.forms.compare import Difference, compare
from kmn_automation.forms.exchange import values_from_json
from kmn_automation.forms.fields import FieldInfo, list_fields, prefill_values
from kmn_automation.ground.durable_file import write_many_durably
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured, Unreadable
from kmn_automation.model.form import Form
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.steps.form_for import names_known

AT_ONCE = 100
"""So many forms are made safe on disk together: syncing the folder for each takes longer than writing it."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """A form as a file: the Bescheid it is for, its usual name, its bytes."""

    bescheid: Bescheid
    name: str
    data: bytes


def find_bescheid(register: Register, geschaeftszeichen: str, year: int) -> Bescheid:
    """The Bescheid with that Geschäftszeichen for that Förderjahr.

    Raises:
        Misconfigured: the register has none; with the nearest Geschäftszeichen, or the years it has.
    """
    found = register.find_bescheid(geschaeftszeichen, year)
    if found:
        return found
    years = [str(b.foerderjahr) for b in register.bescheide if b.geschaeftszeichen == geschaeftszeichen]
    if years:
        what = f"Zu {geschaeftszeichen} gibt es im Register keinen Bescheid für {year}."
        raise Misconfigured(what, do=f"Vorhanden: {', '.join(years)}.")
    known = dict.fromkeys(b.geschaeftszeichen for b in register.bescheide)
    what = f"Das Geschäftszeichen „{geschaeftszeichen}“ steht nicht im Register."
    raise Misconfigured(what, do=suggest(geschaeftszeichen, known))


def bescheide_of_year(register: Register, year: int) -> list[Bescheid]:
    """All Bescheide of a Förderjahr.

    Raises:
        Misconfigured: there is none.
    """
    found = [each for each in register.bescheide if each.foerderjahr == year]
    if not found:
        years = sorted({str(each.foerderjahr) for each in register.bescheide})
        do = f"Vorhanden: {', '.join(years)}." if years else "Bitte zuerst:  kmn register import DATEI"
        raise Misconfigured(f"Für {year} steht kein Bescheid im Register.", do=do)
    return found


def form_of_year(toolbox: Toolbox, year: int) -> Form:
    """The form of a Förderjahr.

    Raises:
        Misconfigured: there is no form for that year.
    """
    for form in toolbox.forms.values():
        if form.fits(year):
            return form
    spans = ", ".join(f"{each.first_year}–{each.last_year}" for each in toolbox.forms.values())
    raise Misconfigured(f"Für das Förderjahr {year} gibt es keinen Berichtsbogen.", do=f"Vorhanden: {spans}.")


def write_form(
    toolbox: Toolbox, register: Register, bescheid: Bescheid, given: Mapping[str, object]
) -> FormFile:
    """The form of a Bescheid, prefilled from the register; `given` (field id → value) wins over it.

    Raises:
        Misconfigured: no form for that year, or a field in `given` that the form does not have.
    """
    form = form_of_year(toolbox, bescheid.foerderjahr)
    traeger = register.find_traeger(bescheid.traeger_id)
    if traeger is None:
        raise Misconfigured(
            f"Der Träger {bescheid.traeger_id} fehlt im Register.", where=bescheid.geschaeftszeichen
        )
    values, tables = values_from_json(form, given)
    known = prefill_values(form, bescheid, traeger, register.plan_of(bescheid))
    data = toolbox.writers[form.version].write(known | values, tables, known=names_known(register, bescheid))
    mark = "".join(c if c.isalnum() or c in "-_" else "_" for c in bescheid.geschaeftszeichen)
    return FormFile(bescheid, f"Berichtsbogen-{mark}-{bescheid.foerderjahr}.xlsx", data)


def save_forms(forms: Iterable[FormFile], target: Path, *, is_folder: bool) -> list[dict[str, str]]:
    """Writes the forms into a folder, or the only one to that file; for each its Geschäftszeichen and its path.

    Raises:
        TryLater: the disk is full.
    """
    written: list[dict[str, str]] = []
    waiting: dict[Path, bytes] = {}
    taken: set[Path] = set()
    for form in forms:
        path = target / form.name if is_folder else target
        if path in taken:  # two Geschäftszeichen that differ only in a sign that no file name can hold
            path = path.with_stem(f"{path.stem}-{form.bescheid.traeger_id}-{len(taken)}")
        taken.add(path)
        waiting[path] = form.data
        written.append({"geschaeftszeichen": form.bescheid.geschaeftszeichen, "file": str(path)})
        if len(waiting) == AT_ONCE:
            write_many_durably(waiting)
            waiting.clear()
    if waiting:
        write_many_durably(waiting)
    return written


def read_values(path: Path | None) -> Mapping[str, object]:
    """The object in a JSON file; nothing without a path.

    Raises:
        Unreadable: no file, no JSON, or no object in it.
    """
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Unreadable(f"Die Datei lässt sich nicht öffnen ({why(error)}).", where=str(path)) from None
    except ValueError as error:
        raise Unreadable(f"Die Datei ist kein gültiges JSON ({error}).", where=str(path)) from None
    if not isinstance(found, dict):
        raise Unreadable('Erwartet wird ein Objekt: {"feld.id": "Wert", …}.', where=str(path))
    return found


def fields_of_year(toolbox: Toolbox, year: int) -> list[FieldInfo]:
    """Every field and table column of the form of a Förderjahr; raises as `form_of_year`."""
    return list_fields(form_of_year(toolbox, year))


def compare_forms(toolbox: Toolbox, old: str, new: str) -> list[Difference]:
    """What changed from one version of the form to another.

    Raises:
        Misconfigured: there is no such version.
    """
    for version in (old, new):
        if version not in toolbox.forms:
            do = f"Vorhanden: {', '.join(sorted(toolbox.forms))}."
            raise Misconfigured(f"Einen Berichtsbogen der Fassung „{version}“ gibt es nicht.", do=do)
    return compare(toolbox.forms[old], toolbox.forms[new])
