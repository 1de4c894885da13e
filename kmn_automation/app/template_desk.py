"""The templates of letters and mails: what there is and what may stand in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.app.wiring import Toolbox
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.mail.text_fields import Kind
from kmn_automation.model.error import Misconfigured

LETTER, MAIL = "Schreiben", "Mail"
_SHAPES = {Kind.VALUE: "Wert", Kind.LINES: "Liste von Zeilen"}


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template: its file name without ending, whether letter or mail, its title, who releases it."""

    name: str
    sort: str
    title: str
    release: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word that a template may use; `needed` where it must."""

    name: str
    shape: str
    needed: bool


def list_templates(toolbox: Toolbox) -> list[TemplateLine]:
    """All templates; loading them checks them."""
    library, texts = toolbox.library, toolbox.texts
    letters = [
        TemplateLine(kind, LETTER, library.sidecar(kind).title, library.sidecar(kind).release.value)
        for kind in library.kinds
    ]
    return letters + [TemplateLine(name, MAIL, "", "") for name in texts.names]


def list_fields(toolbox: Toolbox, name: str) -> dict[str, list[Placeholder]]:
    """The placeholders of the letter and of the mail with that name (there may be both).

    Raises:
        Misconfigured: there is no such template.
    """
    library, texts = toolbox.library, toolbox.texts
    found: dict[str, list[Placeholder]] = {}
    if name in library.kinds:
        sidecar = library.sidecar(name)
        needed = set(sidecar.needed)
        found[LETTER] = [
            Placeholder(field, kind.value, needed=field in needed) for field, kind in sidecar.fields.items()
        ]
    if name in texts.names:
        found[MAIL] = list(_placeholders(texts.fields(name), ""))
    if not found:
        known = [*library.kinds, *texts.names]
        raise Misconfigured(f"Eine Vorlage „{name}“ gibt es nicht.", do=suggest(name, known))
    return found


def _placeholders(fields: Mapping[str, object], prefix: str) -> Iterator[Placeholder]:
    for name, shape in fields.items():
        if isinstance(shape, Kind):
            yield Placeholder(f"{prefix}{name}", _SHAPES[shape], needed=False)
        elif isinstance(shape, Mapping):
            yield Placeholder(f"{prefix}{name}", "Liste von Einträgen", needed=False)
            yield from _placeholders(shape, f"{prefix}{name}.")
