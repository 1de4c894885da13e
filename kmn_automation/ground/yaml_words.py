"""German words for what the YAML reader and the check of a file's shape find wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping

_YAML = {
    "cannot start any token": "ein Tabulator oder ein Sonderzeichen; bitte mit Leerzeichen einrücken",
    "mapping values are not allowed": "ein Doppelpunkt zu viel; Text mit Doppelpunkt braucht Anführungszeichen",
    "could not find expected ':'": "nach dem Schlüssel fehlt der Doppelpunkt",
    "expected <block end>": "die Einrückung passt nicht zu den Zeilen darüber",
    "expected ',' or ']'": "eine eckige Klammer ist nicht geschlossen, oder ein Komma fehlt",
    "expected ',' or '}'": "eine geschweifte Klammer ist nicht geschlossen, oder ein Komma fehlt",
    "unexpected end of stream": "ein Anführungszeichen ist nicht geschlossen",
    "found another document": "nach „---“ beginnt eine zweite Datei",
    "unknown escape character": "ein umgekehrter Schrägstrich in Anführungszeichen; bitte doppelt schreiben",
}
_SHAPE = {
    "int_type": "erwartet wird eine ganze Zahl",
    "int_parsing": "erwartet wird eine ganze Zahl",
    "int_from_float": "erwartet wird eine ganze Zahl",
    "decimal_type": "erwartet wird eine Zahl mit Punkt statt Komma",
    "decimal_parsing": "erwartet wird eine Zahl mit Punkt statt Komma",
    "string_type": "erwartet wird Text; Zahlen und true/false brauchen dafür Anführungszeichen",
    "bool_type": "erwartet wird true oder false",
    "bool_parsing": "erwartet wird true oder false",
    "list_type": "erwartet wird eine Liste",
    "tuple_type": "erwartet wird eine Liste",
    "dict_type": "erwartet werden Schlüssel mit Werten",
    "model_type": "erwartet werden Schlüssel mit Werten",
    "dataclass_type": "erwartet werden Schlüssel mit Werten",
    "model_attributes_type": "erwartet werden Schlüssel mit Werten",
    "string_too_short": "hier darf nicht nichts stehen",
    "too_short": "die Liste darf nicht leer sein",
    "string_pattern_mismatch": "die Schreibweise ist nicht die vereinbarte: {pattern}",
    "greater_than": "erwartet wird eine Zahl über {gt}",
    "greater_than_equal": "erwartet wird eine Zahl ab {ge}",
    "less_than_equal": "erwartet wird eine Zahl bis {le}",
}
_QUOTED = re.compile(r"'([^']*)'")


def yaml_problem(said: str) -> str:
    """What is wrong with the YAML; the words of the reader where there are no better ones."""
    return next((german for english, german in _YAML.items() if english in said), said)


def shape_problem(error: Mapping[str, object]) -> str:
    """What is expected instead, from one error of pydantic; the sentence of a check of our own as it is."""
    context = error.get("ctx")
    known = {**context} if isinstance(context, dict) else {}
    german = _SHAPE.get(str(error["type"]))
    if german is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return german.format_map(known)


def allowed_words(error: Mapping[str, object]) -> list[str]:
    """The words that pydantic would have taken."""
    context = error.get("ctx")
    return _QUOTED.findall(str(context.get("expected", ""))) if isinstance(context, dict) else []
