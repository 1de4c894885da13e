"""A case of a rule in German: what a report has that differs from one without any finding."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kmn_automation.model.form import Form, Table, Unit
from kmn_automation.model.german import format_euro, format_number, join_words
from kmn_automation.model.report import Oddity, show

CLEAN = "wie im Muster ohne Fehler"
NEW_LINE = "+"
_WORDS = {
    "form": "Formular",
    "missing_sheets": "fehlende Blätter",
    "changed_labels": "geänderte Beschriftungen auf dem Deckblatt",
    "missing": "auf dem Deckblatt nicht gefunden",
    "by_position": "nur an ihrer Stelle erkannt",
    "bescheid.bewilligt": "laut Bescheid bewilligt (€)",
    "bescheid.ausgezahlt": "laut Register ausgezahlt (€)",
    "bescheid.foerdersatz": "Fördersatz des Bescheides (%)",
    "bescheid.stellenanteile": "Stellenanteile des Bescheides",
    "bescheid.bis": "Ende des Bewilligungszeitraums laut Bescheid",
    "bescheid.nachweis_bis": "Vorlagefrist laut Bescheid",
    "bescheid.fehlt": "Geschäftszeichen nicht im Register",
    "traeger.art": "Art des Trägers laut Register",
    "eingang.datum": "Eingang bei uns am",
    "eingang.frist": "Vorlagefrist",
    "history.receipts_elsewhere": "in anderen Nachweisen abgerechnet",
    "history.shares_elsewhere": "Stellenanteile in anderen Nachweisen des Trägers",
    "history.statistics_elsewhere": "Statistik eines anderen Trägers",
    "history.cost_per_consultation": "Verbundmittel der Ausgaben je Beratung (€)",
    "history.sessions_attended": "Sitzungen laut Anwesenheitslisten",
    "history.last_rules": "Feststellungen im Vorjahr",
    "history.late_years": "verspätete Nachweise für die Förderjahre",
    "history.first_grant": "erster Bescheid des Trägers",
    "history.application_on": "Antrag eingegangen am",
    "history.answer_due": "Frist der Nachforderung",
    "history.learned_on": "Tatsachen für einen Widerruf bekannt seit",
    "history.same_file_on": "dieselbe Datei kam schon am",
    "history.pay_out": "Auszahlungen laut Register und laut Landesamt (€)",
    "history.drawn": "in der Stichprobe",
    "last": "Bericht des Vorjahres",
    "gleiche_texte": "derselbe Sachbericht",
    "sights": "außer dem Formular in der Datei",
}
_ANSWERS = {"own": "dieselbe", "other": "eine andere"}


def told(changes: Mapping[str, object], form: Form) -> tuple[str, ...]:
    """One phrase for each change, in the order of the case; labels are those of the form."""
    return tuple(_change(name, plain, form) for name, plain in changes.items()) or (CLEAN,)


def _change(name: str, plain: object, form: Form) -> str:
    first, _, rest = name.partition(".")
    if name in form.fields:
        field, sheet = form.fields[name], form.sheet_of[name]
        return f"{sheet.title}, „{field.label}“: {_value(plain, field.unit)}"
    if first in form.tables:
        return _lines(form.tables[first], rest, plain)
    if name == "last" and isinstance(plain, Mapping):
        return f"{_WORDS[name]} ({', '.join(told(plain, form))})"
    if name in _WORDS:
        labels = [form.fields[each].label if each in form.fields else each for each in _names(plain)]
        return f"{_WORDS[name]}: {_value(labels or plain)}"
    return _elsewhere(first, rest, plain, form)


def _names(plain: object) -> list[str]:
    """The texts of a list, which may be ids of fields."""
    return [each for each in plain if isinstance(each, str)] if isinstance(plain, list) else []


def _elsewhere(first: str, rest: str, plain: object, form: Form) -> str:
    """A line of the plan, a dated number, or a cell that this form does not have."""
    if first == "plan":
        label = form.fields[rest].label if rest in form.fields else rest
        return f"Finanzierungsplan des Registers, „{label}“: {_value(plain, Unit.EURO)}"
    if first == "parameter":
        return f"Zahl „{rest}“ angenommen mit {_value(plain)}"
    title = next((each.title for each in form.sheets if each.id == first), first)
    return f"{title}, „{rest}“ (hat dieses Formular nicht): {_value(plain)}"


def _lines(table: Table, rest: str, plain: object) -> str:
    if rest == NEW_LINE and isinstance(plain, Mapping):
        return f"{table.label}, eine weitere Zeile: {_cells(table, plain)}"
    if not rest:
        rows = plain if isinstance(plain, list) else []
        return f"{table.label}: {'; '.join(_cells(table, row) for row in rows) or 'leer'}"
    number, _, column = rest.partition(".")
    field = table.column(column)
    return f"{table.label}, Eintrag {int(number) + 1}, „{field.label}“: {_value(plain, field.unit)}"


def _cells(table: Table, row: Mapping[str, object]) -> str:
    columns = {each.name: each for each in table.columns}
    return ", ".join(
        f"„{columns[name].label}“ {_value(plain, columns[name].unit)}" for name, plain in row.items()
    )


def _value(plain: object, unit: Unit = Unit.TEXT) -> str:
    match plain:
        case None:
            return "leer"
        case bool():
            return show(plain)
        case int() | Decimal():
            return _number(Decimal(plain), unit)
        case list() | Mapping():
            return _several(plain) or "keine"
        case _:
            return _ANSWERS.get(str(plain), str(plain).strip())


def _several(plain: list[object] | Mapping[str, object]) -> str:
    """A list, a mapping of names, or the raw text of a cell that holds no value."""
    if isinstance(plain, Mapping):
        pairs = [f"{name}: {_value(each)}" for name, each in plain.items()]
        return f"„{plain['raw']}“" if "raw" in plain else join_words(pairs)
    return join_words([_item(each) for each in plain])


def _number(number: Decimal, unit: Unit) -> str:
    if unit is Unit.EURO:
        return format_euro(number)
    if unit is Unit.JAHR or (unit is Unit.TEXT and number == number.to_integral_value()):
        return f"{number:.0f}"
    return f"{format_number(number)}\u00a0%" if unit is Unit.PROZENT else format_number(number)


def _item(each: object) -> str:
    """A thing found in a file by its German name; a line of several values in brackets."""
    if not isinstance(each, list):
        return _value(each)
    if each and each[0] in Oddity.__members__:
        first, *rest = each
        return " ".join([Oddity[first].value, *(f"„{word}“" for word in rest[:1])])
    return f"({', '.join(_value(part) for part in each)})"
