"""The register workbook of the office: template, check, import, export, and a look at one Träger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.disk_words import why
from kmn_automation.app.wiring import Toolbox, Workplace
from kmn_automation.forms.register_layout import plan_positions
from kmn_automation.forms.register_read import read_register
from kmn_automation.forms.register_refusal import Refusal
from kmn_automation.forms.register_write import write_register
from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured, Unreadable
from kmn_automation.model.register import Bescheid, Contact, Register, Traeger, Waiver
from kmn_automation.model.vorlagefrist import vorlagefrist
from kmn_automation.steps.import_register import ImportPlan, plan_import, take_register
from kmn_automation.store import register as register_store

MAX_FILE = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """A Träger with its addresses of the day and its Bescheide with their Fristen."""

    traeger: Traeger
    contacts: tuple[Contact, ...]
    bescheide: tuple[tuple[Bescheid, dt.date], ...]
    waivers: tuple[Waiver, ...]


def write_workbook(toolbox: Toolbox, register: Register | None) -> bytes:
    """The register as a workbook; the empty template without one."""
    versions = tuple(each.id for each in toolbox.rulebook.versions)
    rules = tuple(rule for rule, why_not in toolbox.rulebook.waiver_limits.items() if not why_not)
    return write_register(register, plan_positions(toolbox.forms.values()), versions, rules)


def read_workbook(path: Path) -> bytes:
    """The bytes of a register workbook.

    Raises:
        Unreadable: there is no such file, it may not be read, or it is far too large.
    """
    try:
        if path.stat().st_size > MAX_FILE:
            raise Unreadable("Die Datei ist zu groß für ein Register (höchstens 50 MB).", where=str(path))
        return path.read_bytes()
    except OSError as error:
        what = f"Die Datei lässt sich nicht öffnen ({why(error)})."
        raise Unreadable(what, where=str(path), do="Bitte Namen und Zugriffsrechte prüfen.") from None


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Names the file in a refusal of its bytes."""
    try:
        yield
    except Unreadable as error:
        raise Unreadable(error.what, where=error.where or str(path), do=error.do) from None


def check_workbook(toolbox: Toolbox, data: bytes) -> tuple[Register, tuple[Refusal, ...]]:
    """The register in the workbook and everything that an import would refuse."""
    versions = tuple(each.id for each in toolbox.rulebook.versions)
    return read_register(
        data, plan_positions(toolbox.forms.values()), versions, toolbox.rulebook.waiver_limits
    )


def plan(place: Workplace, data: bytes) -> ImportPlan:
    """What an import of these bytes would do; nothing is changed."""
    rulebook = place.toolbox.rulebook
    versions = tuple(each.id for each in rulebook.versions)
    positions = plan_positions(place.toolbox.forms.values())
    return plan_import(place.store, data, positions, versions, rulebook.waiver_limits)


def take(place: Workplace, found: ImportPlan, actor: str, confirmed: int | None) -> int:
    """The number of the import.

    Raises:
        Misconfigured: something is refused, or the counted number was not confirmed; nothing was changed.
    """
    if found.refusals:
        what = f"Das Register wird nicht übernommen: {len(found.refusals)} Angaben sind nicht in Ordnung."
        raise Misconfigured(what, do="Bitte in der Arbeitsmappe berichtigen; es wurde nichts geändert.")
    needed = found.difference.needs_confirmation
    if needed is not None and confirmed != needed:
        what = f"Diese Übernahme braucht Ihre Bestätigung: {' '.join(found.difference.why)}"
        given = f" (angegeben: {confirmed})" if confirmed is not None else ""
        do = f"Wenn das so gemeint ist:  --confirm {needed}{given}. Es wurde nichts geändert."
        raise Misconfigured(what, do=do)
    return take_register(place.store, found, actor, place.clock())


def show(register: Register, traeger_id: str, day: dt.date) -> Shown:
    """One Träger as the register knows it on that day.

    Raises:
        Misconfigured: there is none with that id or name.
    """
    wanted = traeger_id.casefold()
    traeger = register.find_traeger(traeger_id) or next(
        (each for each in register.traeger if wanted in each.name.casefold()), None
    )
    if traeger is None:
        known = [each.id for each in register.traeger] + [each.name for each in register.traeger]
        what = f"Einen Träger „{traeger_id}“ gibt es im Register nicht."
        raise Misconfigured(what, do=suggest(traeger_id, known))
    return Shown(
        traeger=traeger,
        contacts=tuple(c for c in register.contacts if c.traeger_id == traeger.id and c.valid_on(day)),
        bescheide=tuple(
            (each, vorlagefrist(each, traeger.art, is_holiday))
            for each in register.bescheide
            if each.traeger_id == traeger.id
        ),
        waivers=tuple(each for each in register.waivers if each.traeger_id == traeger.id),
    )


def register_on(place: Workplace, day: dt.date | None) -> Register:
    """The register as it is, or as it stood at the end of a past day."""
    if day is None:
        return place.load_register()
    end = dt.datetime.combine(day, dt.time.max, place.clock().tzinfo)
    with place.store.read() as tx:
        return register_store.load(tx, as_of=end)
