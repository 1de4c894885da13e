"""The templates of letters and mails: what there is, in which versions, and what may stand in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.app.site import Site
from kmn_automation.app.site_copy import Origin, list_files
from kmn_automation.app.wiring import Toolbox
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.defect import Unusable
from kmn_automation.letters.placeholders import example_of, meaning_of
from kmn_automation.letters.sidecar import FieldType, Sidecar
from kmn_automation.letters.versions import Version, find_versions
from kmn_automation.mail.text_fields import FIELDS, FRAME, Kind
from kmn_automation.model.error import Misconfigured

LETTER, MAIL = "Schreiben", "Mail"
FOLDER, MAILS = "templates/docx/", "templates/mail/"
MAIL_NAMES = tuple(name for name in FIELDS if name != FRAME)
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
    """All templates in all versions, the Word files unread: also while one of them cannot be used.

    Raises:
        Unusable: a file name or a sidecar is wrong.
    """
    origins = {each.name: each.origin for each in list_files(site)}
    versions, defects = find_versions(toolbox.letter_files)
    if defects:
        raise Unusable(defects)
    newest = {each.kind: each for each in versions if each.sidecar.valid_from <= today}
    letters = [_letter(each, origins, is_valid=newest.get(each.kind) is each) for each in versions]
    names = [(name, f"{MAILS}{name}.txt") for name in MAIL_NAMES]
    return letters + [TemplateLine(name, MAIL, "", "", file, origins[file]) for name, file in names]


def list_fields(toolbox: Toolbox, name: str) -> dict[str, list[Placeholder]]:
    """The placeholders of the letter and of the mail with that name (there may be both).

    Raises:
        Misconfigured: there is no such template.
    """
    versions, _ = find_versions(toolbox.letter_files)
    sidecars = {each.kind: each.sidecar for each in versions}
    found: dict[str, list[Placeholder]] = {}
    if name in sidecars:
        found[LETTER] = list(_of_letter(sidecars[name]))
    if name in MAIL_NAMES:
        found[MAIL] = list(_of_mail(FIELDS[name], ""))
    if not found:
        near = suggest(name, [*sidecars, *MAIL_NAMES])
        do = near or "Alle zeigt:  kmn templates list"
        raise Misconfigured(f"Eine Vorlage „{name}“ gibt es nicht.", do=do)
    return found


def _letter(version: Version, origins: Mapping[str, Origin], *, is_valid: bool) -> TemplateLine:
    sidecar = version.sidecar
    return TemplateLine(
        name=version.kind,
        sort=LETTER,
        title=sidecar.title,
        release=sidecar.release.value,
        file=f"{FOLDER}{version.docx}",
        origin=origins[f"{FOLDER}{version.docx}"],
        valid_from=sidecar.valid_from,
        in_force=is_valid,
        sidecar_origin=origins[f"{FOLDER}{version.yaml}"],
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
