"""Invented data for trying a template when it is loaded: everything full, everything empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.sidecar import FieldType, Sidecar
from kmn_automation.letters.template import Template
from kmn_automation.model.error import Misconfigured

_HARD = "Müller & Söhne <e.V.> {{ 7*7 }} „Größe“\nzweite Zeile"
_PLAIN: Mapping[FieldType, object] = {
    FieldType.AMOUNT: Decimal("1234.5"),
    FieldType.DAY: dt.date(2025, 3, 5),
}


def sample_context(sidecar: Sidecar, text: str, records: int) -> dict[str, object]:
    """Data that fit the sidecar: the same text everywhere, and lists with that many records."""
    context: dict[str, object] = {}
    for name, kind in sidecar.top_fields():
        _put(context, name, _sample(sidecar, name, kind, (text, records)))
    return context


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


def _sample(sidecar: Sidecar, name: str, kind: FieldType, wish: tuple[str, int]) -> object:
    text, records = wish
    if kind is FieldType.LIST:
        fields = sidecar.record_of(name)
        return [
            {field: _PLAIN.get(field_kind, text) for field, field_kind in fields.items()}
            for _ in range(records)
        ]
    return _PLAIN.get(kind, text)


def _put(context: dict[str, object], name: str, value: object) -> None:
    *groups, last = name.split(".")
    for group in groups:
        inner = context.setdefault(group, {})
        if not isinstance(inner, dict):
            raise Misconfigured(f"„{name}“: „{group}“ ist schon ein einzelner Platzhalter.")
        context = inner
    context[last] = value
