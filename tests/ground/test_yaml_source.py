"""Whatever a person saves as YAML is read as typed, or refused in German with file, line and column."""

from __future__ import annotations

import contextlib
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from kmn_automation.ground.yaml_source import build, parse
from kmn_automation.model.error import Misconfigured


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field(min_length=1, pattern="^[a-z]*$")
    number: int = 0
    kind: Literal["gross", "klein"] = "gross"
    parts: list[str] = Field(default=[], min_length=1)


def refusal(text: str) -> str:
    with pytest.raises(Misconfigured) as caught:
        build(list[Entry], parse(text, "probe.yaml"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- name: a\n\tnumber: 1", "probe.yaml:2:1: Die Datei ist kein gültiges YAML (ein Tabulator oder ein Sonderzeichen; bitte mit Leerzeichen einrücken)."),
        ("- name: a: b", "probe.yaml:1:10: Die Datei ist kein gültiges YAML (ein Doppelpunkt zu viel; Text mit Doppelpunkt braucht Anführungszeichen)."),
        ("- name: a\n  number\n- name: b", "probe.yaml:3:1: Die Datei ist kein gültiges YAML (nach dem Schlüssel fehlt der Doppelpunkt)."),
        ("- name: a\n   number: 1\n  kind: klein", "probe.yaml:2:10: Die Datei ist kein gültiges YAML (ein Doppelpunkt zu viel;"),
        ("- name: a\n  number: 1\n kind: klein", "probe.yaml:3:2: Die Datei ist kein gültiges YAML (die Einrückung passt nicht zu den Zeilen darüber)."),
        ("- name: a\n  parts: [x, y", "probe.yaml:2:15: Die Datei ist kein gültiges YAML (eine eckige Klammer ist nicht geschlossen, oder ein Komma fehlt)."),
        ("- {name: a", "probe.yaml:1:11: Die Datei ist kein gültiges YAML (eine geschweifte Klammer ist nicht geschlossen, oder ein Komma fehlt)."),
        ('- name: "a', "probe.yaml:1:11: Die Datei ist kein gültiges YAML (ein Anführungszeichen ist nicht geschlossen)."),
        ("- name: a\n---\n- name: b", "probe.yaml:2:1: Die Datei ist kein gültiges YAML (nach „---“ beginnt eine zweite Datei)."),
        ('- name: "\\w"', "(ein umgekehrter Schrägstrich in Anführungszeichen; bitte doppelt schreiben)."),
        ("- name: @a", 'Adressen und Domains brauchen Anführungszeichen: "@traeger.example".'),
        ("- name: a\n- name: b\x07", "probe.yaml:2:10: Hier steht ein unsichtbares Zeichen (Nummer 7), das eine Datei nicht enthalten darf. Bitte die Stelle löschen und neu schreiben."),
        ("\0", "probe.yaml:1:1: Hier steht ein unsichtbares Zeichen (Nummer 0)"),
        ('- name: "a\\ud800"', "probe.yaml:1:9: Hier steht ein halbes Zeichen, das sich nicht schreiben lässt."),
        ("[" * 5000, "probe.yaml:1:1: Die Datei ist zu tief verschachtelt. Bitte die Einrückung prüfen."),
        ("- name: a\n  name: b", "probe.yaml:2:3: Der Schlüssel „name“ steht zweimal da."),
        ("- name: &x a", "probe.yaml:1:9: Anker und Verweise (& und *) sind nicht erlaubt."),
        ("- {[a]: b}", "probe.yaml:1:4: Ein Schlüssel muss ein einfaches Wort sein."),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_named_in_german(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- nam: a", "probe.yaml:1:3: Den Schlüssel „nam“ gibt es hier nicht. Meinten Sie „name“?"),
        ("- number: 1", "probe.yaml:1:3: Der Schlüssel „name“ fehlt."),
        ("- name: a\n  kind: gros", "probe.yaml:2:3: „gros“ ist hier nicht erlaubt; möglich sind: gross, klein. Meinten Sie „gross“?"),
        ("- name: a\n  number: viel", "probe.yaml:2:3: „viel“ passt nicht zu „number“ (erwartet wird eine ganze Zahl)."),
        ("- name: 12", "probe.yaml:1:3: „12“ passt nicht zu „name“ (erwartet wird Text; Zahlen und true/false brauchen dafür Anführungszeichen)."),
        ('- name: ""', "probe.yaml:1:3: „“ passt nicht zu „name“ (hier darf nicht nichts stehen)."),
        ("- name: A", "probe.yaml:1:3: „A“ passt nicht zu „name“ (die Schreibweise ist nicht die vereinbarte: ^[a-z]*$)."),
        ("- name: a\n  parts: []", "probe.yaml:2:3: „parts“: die Liste darf nicht leer sein."),
        ("- name: a\n  parts: [1]", "probe.yaml:2:11: „1“ passt nicht zu „parts“ (erwartet wird Text;"),
        ("- name: a\n  parts: x", "probe.yaml:2:3: „x“ passt nicht zu „parts“ (erwartet wird eine Liste)."),
        ("- a", "probe.yaml:1:3: „a“ passt nicht zu „“ (erwartet werden Schlüssel mit Werten)."),
        ("a: b", "probe.yaml:1:1: erwartet wird eine Liste."),
    ],
)  # fmt: skip
def test_what_has_the_wrong_shape_is_named_in_german(text: str, said: str) -> None:
    assert said in refusal(text)


def test_values_stay_what_a_person_typed() -> None:
    text = "\ufeffa: no\nb: 8:30\nc: 2024-01-01\nd: 0.10\ne: 007\nf: true\ng:\nh: " + "9" * 5000 + "\r\n"
    found = parse(text, "probe.yaml").data
    assert isinstance(found, dict)
    assert str(found.pop("h")) == "9" * 5000
    assert {key: str(each) for key, each in found.items()} == {
        "a": "no", "b": "8:30", "c": "2024-01-01", "d": "0.10", "e": "7", "f": "True", "g": "None",
    }  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("- :{}[]\n\t\"'#&*!|>%@,ab1.\\\0\x85\ud800"), max_size=40))
def test_no_text_at_all_brings_the_reader_down(text: str) -> None:
    with contextlib.suppress(Misconfigured):
        parse(text, "probe.yaml")
