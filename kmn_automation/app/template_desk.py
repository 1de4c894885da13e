"""The templates of letters and mails: what there is, in which versions, and what may stand in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.app.site import Site
from kmn_automation.app.site_copy import Origin, list_files
from kmn_automation.app.wiring import Toolbox
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.placeholders import example_of, meaning_of
from kmn_automation.letters.sidecar import FieldType, Sidecar
from kmn_automation.letters.template import Template
from kmn_automation.mail.text_fields import Kind
from kmn_automation.model.error import Misconfigured

LETTER, MAIL = "Schreiben", "Mail"
FOLDER, MAILS = "templates/docx/", "templates/mail/"
_SHAPES = {Kind.VALUE: "Wert", Kind.LINES: "Liste von Zeilen"}
_KINDS = {
    FieldType.TEXT: "Text",
    FieldType.LIST: "Liste",
    FieldType.AMOUNT: "Betrag (mit |euro)",
    FieldType.DAY: "Tag (mit |datum)",
}


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A version of a template: its name, whether letter or mail, who releases it, since when it counts, whose it is."""

    name: str
    sort: str
    title: str
    release: str
    file: str
    origin: Origin
    valid_from: dt.date | None = None
    in_force: bool = True
    sidecar_origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word that a template may use: how it is written, what it means, an example; `needed` where it must stand."""

    name: str
    shape: str
    needed: bool
    spelling: str = ""
    meaning: str = ""
    example: str = ""


def list_templates(toolbox: Toolbox, site: Site, today: dt.date) -> list[TemplateLine]:
    """All templates in all versions; loading them checks them."""
    origins = {each.name: each.origin for each in list_files(site)}
    library = toolbox.library
    valid = library.on(today).templates
    letters = [
        _letter(template, origins, is_valid=valid.get(kind) is template)
        for kind in library.kinds
        for template in library.versions(kind)
    ]
    names = [(name, f"{MAILS}{name}.txt") for name in toolbox.texts.names]
    return letters + [TemplateLine(name, MAIL, "", "", file, origins[file]) for name, file in names]


def list_fields(toolbox: Toolbox, name: str) -> dict[str, list[Placeholder]]:
    """The placeholders of the letter and of the mail with that name (there may be both).

    Raises:
        Misconfigured: there is no such template.
    """
    library, texts = toolbox.library, toolbox.texts
    found: dict[str, list[Placeholder]] = {}
    if name in library.kinds:
        found[LETTER] = list(_of_letter(library.sidecar(name)))
    if name in texts.names:
        found[MAIL] = list(_of_mail(texts.fields(name), ""))
    if not found:
        raise no_template(toolbox, name)
    return found


def no_template(toolbox: Toolbox, name: str) -> Misconfigured:
    """The refusal of a name that no template has."""
    near = suggest(name, [*toolbox.library.kinds, *toolbox.texts.names])
    return Misconfigured(
        f"Eine Vorlage „{name}“ gibt es nicht.", do=near or "Alle zeigt:  kmn templates list"
    )


def _letter(template: Template, origins: Mapping[str, Origin], *, is_valid: bool) -> TemplateLine:
    sidecar = template.sidecar
    return TemplateLine(
        name=template.kind,
        sort=LETTER,
        title=sidecar.title,
        release=sidecar.release.value,
        file=f"{FOLDER}{template.file}",
        origin=origins[f"{FOLDER}{template.file}"],
        valid_from=template.valid_from,
        in_force=is_valid,
        sidecar_origin=origins[f"{FOLDER}{template.sidecar_file}"],
    )


def _of_letter(sidecar: Sidecar) -> Iterator[Placeholder]:
    needed = set(sidecar.needed)
    for name, kind in sidecar.fields.items():
        yield Placeholder(
            name=name,
            shape=_KINDS[kind],
            needed=name in needed,
            spelling=_spelling(sidecar, name, kind),
            meaning=meaning_of(name),
            example=example_of(name),
        )


def _spelling(sidecar: Sidecar, name: str, kind: FieldType) -> str:
    if kind is FieldType.LIST:
        return f"{{%p for x in {name} %}} … {{%p endfor %}}"
    owner = sidecar.list_of(name)
    shown = f"x.{name.removeprefix(f'{owner}.')}" if owner else name
    return f"{{{{ {shown}{_FILTERS.get(kind, '')} }}}}"


_FILTERS = {FieldType.AMOUNT: "|euro", FieldType.DAY: "|datum"}


def _of_mail(fields: Mapping[str, object], prefix: str) -> Iterator[Placeholder]:
    for name, shape in fields.items():
        if isinstance(shape, Kind):
            yield Placeholder(f"{prefix}{name}", _SHAPES[shape], needed=False)
        elif isinstance(shape, Mapping):
            yield Placeholder(f"{prefix}{name}", "Liste von Einträgen", needed=False)
            yield from _of_mail(shape, f"{prefix}{name}.")
