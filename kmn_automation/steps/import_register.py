"""Register workbook → register: everything is checked first, the difference is shown, then all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from kmn_automation.forms.register_read import read_register
from kmn_automation.forms.register_refusal import Refusal
from kmn_automation.model.register import Register
from kmn_automation.model.register_diff import RegisterDiff, compare
from kmn_automation.store import journal, register
from kmn_automation.store.connect import Store
from kmn_automation.store.journal import NewEntry


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do: refused points, or the difference to the register of now."""

    sha256: str
    register: Register
    refusals: tuple[Refusal, ...]
    difference: RegisterDiff


def plan_import(
    store: Store,
    data: bytes,
    positions: Mapping[str, str],
    richtlinien: tuple[str, ...] = (),
    rules: Mapping[str, str] | None = None,
) -> ImportPlan:
    """Reads and checks the workbook; nothing is changed. `positions`: German label → field id of the plan lines.

    `richtlinien` are the versions that a Bescheid may name, `rules` those that a waiver may (id → why not); without
    them any is taken.
    """
    new, refusals = read_register(data, positions, richtlinien, rules)
    with store.read() as tx:
        old = register.load(tx)
    return ImportPlan(hashlib.sha256(data).hexdigest(), new, refusals, compare(old, new))


def take_register(store: Store, plan: ImportPlan, actor: str, at: dt.datetime) -> int:
    """The number of the import. Refusals and confirmation are the caller's business, before."""
    with store.begin() as tx:
        number = register.replace(tx, plan.register, at=at, source_sha256=plan.sha256, actor=actor)
        detail: dict[str, str | int] = {
            "added": len(plan.difference.added),
            "changed": len(plan.difference.changed),
            "removed": len(plan.difference.removed),
            "sha256": plan.sha256,
        }
        journal.write(tx, NewEntry(at, actor, "Register übernommen", f"register:{number}", detail))
    return number
