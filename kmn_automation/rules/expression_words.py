"""An expression as a lawyer reads it: labels of the form for names, German words for functions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kmn_automation.model.form import Form
from kmn_automation.model.german import format_number, join_words
from kmn_automation.rules.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Literal,
    Logic,
    Membership,
    Name,
    Node,
    children,
)

NAMES = {
    "zahlen.foerderjahr": "Förderjahr",
    "zahlen.stellenjahre_abgerechnet": "abgerechnete Stellen über das Jahr",
    "zahlen.stellenjahre_bewilligt": "bewilligte Stellen über das Jahr",
    "zahlen.stellenjahre": "Stellen über das Jahr, bewilligt oder abgerechnet, die geringere Zahl",
    "zahlen.hoechstbetrag": "Höchstbetrag je volle Stelle mal Stellen über das Jahr",
    "zahlen.bewilligt": "bewilligter Betrag",
    "zahlen.ausgezahlt": "ausgezahlter Betrag",
    "zahlen.foerdersatz": "Fördersatz",
    "zahlen.personalausgaben": "zuwendungsfähige Personalausgaben",
    "zahlen.sachausgaben": "zuwendungsfähige Sachausgaben",
    "zahlen.zuwendungsfaehige_ausgaben": "zuwendungsfähige Ausgaben",
    "zahlen.ausgaben": "Summe aller Ausgaben",
    "zahlen.ausgaben_plan": "Ausgaben laut Finanzierungsplan",
    "zahlen.einnahmen": "Summe aller Einnahmen",
    "zahlen.eigen_und_dritte": "Eigenmittel und Mittel Dritter",
    "bescheid.geschaeftszeichen": "Geschäftszeichen im Register",
    "bescheid.foerderjahr": "Förderjahr im Register",
    "bescheid.datum": "Datum des Bescheides im Register",
    "bescheid.zeitraum_von": "Beginn des Zeitraums im Register",
    "bescheid.zeitraum_bis": "Ende des Zeitraums im Register",
    "bescheid.monate": "geförderte Monate im Register",
    "bescheid.bewilligt": "bewilligter Betrag im Register",
    "bescheid.ausgezahlt": "ausgezahlter Betrag im Register",
    "bescheid.foerdersatz": "Fördersatz im Register",
    "bescheid.stellenanteile": "Stellenanteile im Register",
    "bescheid.nachweis_bis": "Vorlagefrist im Bescheid",
    "traeger.id": "Nummer des Trägers im Register",
    "traeger.name": "Name des Trägers im Register",
    "traeger.art": "Art des Trägers im Register",
    "traeger.regionalverbund": "Regionalverbund im Register",
    "eingang.datum": "Tag des Eingangs",
    "eingang.frist": "Vorlagefrist",
}
"""What the office knows and the shared figures; fields have the labels of the form."""
_CALLS: dict[str, Callable[..., str]] = {
    "abs": lambda a: f"{a} ohne Vorzeichen",
    "min": lambda *each: f"der kleinste Wert von {join_words(list(each))}",
    "max": lambda *each: f"der größte Wert von {join_words(list(each))}",
    "round": lambda a, places: f"{a} auf {places} Stellen gerundet",
    "days": lambda a, b: f"Tage von {a} bis {b}",
    "months": lambda a, b: f"Monate von {a} bis {b}",
    "after_months": lambda day, months: f"{day} zuzüglich {months} (Monate)",
    "year": lambda day: f"Jahr von {day}",
    "length": lambda a: f"Zahl der Zeichen von {a}",
    "present": lambda a: f"{a} ist angegeben",
    "missing": lambda a: f"{a} fehlt",
    "percent": lambda rate, a: f"{rate} (Prozent) von {a}",
    "ratio": lambda a, b: f"{a} in Prozent von {b}",
}
_AGGREGATES: dict[str, Callable[..., str]] = {
    "sum": lambda a, *where: f"Summe von {a}" + (f" der Zeilen, in denen {where[0]}" if where else ""),
    "count": lambda a: f"Zahl der Zeilen, in denen {a}",
    "any": lambda a: f"in mindestens einer Zeile: {a}",
    "all": lambda a: f"in jeder Zeile: {a}",
    "unique": lambda a: f"{a} steht in keinen zwei Zeilen gleich",
}
_SIGNS = {
    "<": "<",
    "<=": "≤",
    ">": ">",
    ">=": "≥",
    "==": "=",
    "!=": "≠",
    "+": "+",
    "-": "−",
    "*": "×",
    "/": "÷",
}
_LOGIC = {"and": " und ", "or": " oder "}


def in_words(node: Node, form: Form) -> str:
    """The tree in German; dated numbers keep their id, since their value depends on the Förderjahr."""
    match node:
        case Name():
            return _name(node.id, form)
        case Literal():
            return _literal(node.value)
        case Arithmetic() | Comparison():
            return _chain(node, form)
        case Logic() | Membership() | Choice():
            return _condition(node, form)
        case _:
            return _applied(node, form)


def _name(name: str, form: Form) -> str:
    if name in form.columns:
        return f"„{form.columns[name].label}“ ({form.tables[name.partition('.')[0]].label})"
    if name in form.fields:
        return f"„{form.fields[name].label}“ ({form.sheet_of[name].title})"
    return NAMES.get(name, name)


def _literal(value: Decimal | str | bool) -> str:  # noqa: FBT001 - a value of the expression, no switch
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return format_number(value) if isinstance(value, Decimal) else f"„{value}“"


def _chain(node: Arithmetic | Comparison, form: Form) -> str:
    operators = (node.operator,) if isinstance(node, Arithmetic) else node.operators
    words = [_part(each, form) for each in children(node)]
    rest = (f" {_SIGNS[sign]} {word}" for sign, word in zip(operators, words[1:], strict=True))
    return words[0] + "".join(rest)


def _condition(node: Logic | Membership | Choice, form: Form) -> str:
    match node:
        case Logic("not", (operand,)):
            return f"nicht {_part(operand, form)}"
        case Logic():
            return _LOGIC[node.operator].join(_part(each, form) for each in node.operands)
        case Membership():
            return f"{in_words(node.operand, form)} ist {' oder '.join(f'„{each}“' for each in node.choices)}"
        case _:
            test, then, other = (_part(each, form) for each in (node.test, node.then, node.other))
            return f"{then}, falls {test}, sonst {other}"


def _applied(node: Call | Aggregate, form: Form) -> str:
    words = [_part(each, form) for each in node.arguments]
    if isinstance(node, Call):
        return _CALLS[node.function](*words)
    if not words:
        return f"Zahl der Zeilen von „{form.tables[node.table].label}“"
    return _AGGREGATES[node.function](*words)


def _part(node: Node, form: Form) -> str:
    """A part of something larger: in brackets where the whole would be read wrongly without."""
    words = in_words(node, form)
    return words if isinstance(node, Name | Literal) else f"({words})"
