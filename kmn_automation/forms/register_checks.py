"""What no single cell can tell: doubles and references; rows, addresses and sums have their own files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from kmn_automation.forms.register_address_checks import check_addresses
from kmn_automation.forms.register_layout import Kind
from kmn_automation.forms.register_refusal import Line, Refusal
from kmn_automation.forms.register_row_checks import check_row
from kmn_automation.forms.register_sum_checks import check_plans
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.german import format_day

Tables = dict[str, tuple[Line, ...]]
Target = tuple[str, str]

MAX_HINTS = 20  # a search for the nearest of thousands of words costs milliseconds


def check_register(tables: Tables, positions: Mapping[str, str]) -> list[Refusal]:
    """All refusals that need more than one cell; a sheet that is not in `tables` is not referred to."""
    refusals = [each for lines in tables.values() for line in lines for each in check_row(line)]
    refusals += [each for lines in tables.values() for each in _doubles(lines)]
    refusals += [each for lines in tables.values() for each in _unknown_references(lines, tables)]
    refusals += check_addresses(tables.get("adressen", ()), tables.get("koordination", ()))
    if "bescheide" in tables:
        refusals += check_plans(tables.get("finanzierungsplan", ()), tables["bescheide"], positions)
    return refusals


def _doubles(lines: tuple[Line, ...]) -> Iterator[Refusal]:
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        names = line.sheet.key
        if not names or any(name not in line.values for name in names):
            continue
        key = tuple(str(line.values[name]).casefold() for name in names)
        earlier = first.setdefault(key, line)
        if earlier is not line:
            entry = " / ".join(_shown(line.values[name]) for name in names if line.values[name] is not None)
            reason = f"„{entry}“ steht schon in Zeile {earlier.row}. Bitte eine der beiden Zeilen ändern oder löschen."
            yield line.refuse(names[0], reason)


def _shown(value: object) -> str:
    return format_day(value) if isinstance(value, dt.date) else str(value)


def _unknown_references(lines: tuple[Line, ...], tables: Tables) -> Iterator[Refusal]:
    columns = [column for column in lines[0].sheet.columns if column.refers_to] if lines else []
    for column in columns:
        target = column.refers_to or ("", "")
        if target[0] not in tables:
            continue
        known = {line.raw(target[1]) for line in tables[target[0]]}
        same = str.casefold if column.kind is Kind.EMAIL else str
        keys = {same(each) for each in known}
        hints = MAX_HINTS
        for line in lines:
            for word in _words(line.values.get(column.name)):
                if same(word) not in keys:
                    hints -= 1
                    hint = suggest(word, known) if hints >= 0 else ""
                    yield line.refuse(column.name, _not_known(word, target[0], hint))


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (str(value),) if value else ()


def _not_known(word: str, sheet: str, hint: str) -> str:
    titles = {
        "traeger": "Träger",
        "regionalverbuende": "Regionalverbünde",
        "bescheide": "Bescheide",
        "koordination": "Koordination",
    }
    several = " Hier darf genau eine Kennung stehen." if ";" in word or "," in word else ""
    todo = hint or "Bitte dort eintragen oder hier ändern."
    return f"„{word}“ gibt es im Blatt „{titles[sheet]}“ nicht.{several} {todo}"
