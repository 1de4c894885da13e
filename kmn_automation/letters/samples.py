"""Invented data for trying a template: everything full, everything empty, and the cast that a preview shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.placeholders import example_of
from kmn_automation.letters.sidecar import FieldType, Sidecar
from kmn_automation.letters.template import Template
from kmn_automation.model.error import Misconfigured

_HARD = "Müller & Söhne <e.V.> {{ 7*7 }} „Größe“\nzweite Zeile"
_PLAIN: Mapping[FieldType, object] = {
    FieldType.AMOUNT: Decimal("1234.5"),
    FieldType.DAY: dt.date(2025, 3, 5),
}
FINDINGS = frozenset({"hinweise", "gruende", "feststellungen", "punkte"})
"""Lists that are as long as what was found."""
FEW, MANY = 3, 200
_LONG_NAME = (
    "Gemeinnützige Gesellschaft für interkulturelle Begegnung, Migrationsfachberatung und Teilhabeförderung im "
    "ländlichen Raum zwischen Nordheidebogen und Südwaldniederung mbH (vormals Arbeitsgemeinschaft "
    "Integrationsberatung)"
)
Text = Callable[[str, int], str]
"""Name of a placeholder and number of its record → its text."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One member of the cast: a name for its file, what is special about it, and the values that differ."""

    name: str
    about: str
    values: Mapping[str, str] = field(default_factory=dict)
    findings: int = FEW

    def context(self, sidecar: Sidecar) -> dict[str, object]:
        """What a letter is filled with."""

        def text(name: str, number: int) -> str:
            found = self.values.get(name, example_of(name) or f"Beispiel für {name}")
            return found.replace("1", str(number), 1) if name.endswith(".nummer") and number else found

        return _fill(sidecar, text, lambda name: self.findings if name in FINDINGS else FEW)


CAST = (
    Sample("gewoehnlich", "alles ausgefüllt"),
    Sample("langer_name", "sehr langer Name des Trägers", {"empfaenger.name": _LONG_NAME}),
    Sample(
        "sonderzeichen",
        "Zeichen, die Word verwirren könnten",
        {
            "empfaenger.name": "Müller & Söhne <e.V.>",
            "empfaenger.ansprechperson": "Herrn {{ 7*7 }} Ng",
            "anrede": "Sehr geehrter Herr {{ 7*7 }} Ng,",
        },
    ),
    Sample(
        "ohne_ansprechperson",
        "niemand ist gemeldet",
        {
            "empfaenger.ansprechperson": "",
            "empfaenger.vermerk": "",
            "empfaenger.email": "",
            "anrede": "Sehr geehrte Damen und Herren,",
        },
    ),
)
_COUNTED = (
    Sample("nichts_gefunden", "keine einzige Feststellung", findings=0),
    Sample("viel_gefunden", f"{MANY} Feststellungen", findings=MANY),
)


def cast_of(sidecar: Sidecar) -> tuple[Sample, ...]:
    """The cast for one letter; with nothing and very much found where it lists what was found."""
    return (*CAST, *_COUNTED) if FINDINGS & sidecar.fields.keys() else CAST


def sample_context(sidecar: Sidecar, text: str, records: int) -> dict[str, object]:
    """Data that fit the sidecar: the same text everywhere, and lists with that many records."""
    return _fill(sidecar, lambda _name, _number: text, lambda _name: records)


def try_samples(template: Template, where: str) -> None:
    """Renders the template full and empty.

    Raises:
        Misconfigured: where docxtpl makes another text of it than Word shows, or a document that cannot open.
    """
    for text, records in ((_HARD, 2), ("", 0)):
        try:
            template.render(sample_context(template.sidecar, text, records))
        except LetterHeld as held:
            raise Misconfigured(f"Die Vorlage besteht die Probe nicht. {held}", where=where) from held


def _fill(sidecar: Sidecar, text: Text, count: Callable[[str], int]) -> dict[str, object]:
    context: dict[str, object] = {}
    for name, kind in sidecar.top_fields():
        if kind is FieldType.LIST:
            fields = sidecar.record_of(name)
            value: object = [
                {each: _PLAIN.get(inner, text(f"{name}.{each}", number)) for each, inner in fields.items()}
                for number in range(1, count(name) + 1)
            ]
        else:
            value = _PLAIN.get(kind, text(name, 0))
        _put(context, name, value)
    return context


def _put(context: dict[str, object], name: str, value: object) -> None:
    *groups, last = name.split(".")
    for group in groups:
        inner = context.setdefault(group, {})
        if not isinstance(inner, dict):
            raise Misconfigured(f"„{name}“: „{group}“ ist schon ein einzelner Platzhalter.")
        context = inner
    context[last] = value
