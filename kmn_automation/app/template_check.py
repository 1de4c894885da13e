"""Templates looked at before they count: those of the office, or a Word file that lies anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.disk_words import why
from kmn_automation.app.template_desk import MAIL_NAMES
from kmn_automation.app.wiring import Toolbox
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.defect import Defect, as_defects
from kmn_automation.letters.library import Examined, examine, examine_files
from kmn_automation.letters.package import read_members
from kmn_automation.letters.sidecar import read_sidecar
from kmn_automation.letters.versions import YAML, Version, find_versions, kind_of
from kmn_automation.model.error import Misconfigured, Unreadable

WORD_FILES = {".docx", ".docm", ".dotx", ".dotm", ".doc"}
FINDINGS = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """How many templates were looked at, and what is to be said about them."""

    templates: int
    defects: tuple[Defect, ...]

    @property
    def exit_code(self) -> int:
        """0 where all can be used, 1 where a Word file cannot, 2 where a sidecar or mail text is wrong."""
        wrong = [each for each in self.defects if not each.is_hint]
        if any(each.is_about_settings for each in wrong):
            return Misconfigured.exit_code
        return FINDINGS if wrong else 0


@dataclass(frozen=True, slots=True)
class Found:
    """A version and its Word file."""

    version: Version
    docx: bytes


def check_templates(toolbox: Toolbox, target: str, letter: str) -> Checked:
    """All templates; with a name only that one, with a Word file only that.

    Raises:
        Misconfigured: there is no such template.
        Unreadable: the file cannot be read or is no Word file.
    """
    if is_file(target):
        found = find_file(toolbox, Path(target), letter)
        return Checked(1, examine(found.version, found.docx).defects)
    files = toolbox.letter_files
    chosen = {name: data for name, data in files.items() if target in {"", kind_of(name)}}
    if not chosen and target not in MAIL_NAMES:
        near = suggest(target, [*map(kind_of, files), *MAIL_NAMES])
        raise Misconfigured(f"Eine Vorlage „{target}“ gibt es nicht.", do=near)
    examined, defects = examine_files(chosen)
    about_mails = _mail_defects(toolbox) if target in {"", *MAIL_NAMES} else []
    count = len(examined) + len([name for name in MAIL_NAMES if target in {"", name}])
    return Checked(count, (*defects, *_all(examined), *about_mails))


def find_template(toolbox: Toolbox, target: str, letter: str, today: dt.date) -> Found:
    """The Word file at that path, or the version of that letter which counts today, else its newest.

    Raises:
        Misconfigured: there is no such letter.
        Unreadable: the file cannot be read or is no Word file.
    """
    if is_file(target):
        return find_file(toolbox, Path(target), letter)
    versions = _versions(toolbox)
    own = [each for each in versions.values() if each.kind == target]
    if not own:
        near = suggest(target, {each.kind for each in versions.values()})
        raise Misconfigured(f"Ein Schreiben „{target}“ gibt es nicht.", do=near)
    begun = [each for each in own if each.sidecar.valid_from <= today]
    version = max(begun or own, key=lambda each: each.sidecar.valid_from)
    return Found(version, toolbox.letter_files[version.docx])


def find_file(toolbox: Toolbox, path: Path, letter: str) -> Found:
    """A Word file that lies anywhere, with the sidecar beside it, else that of the letter of its name."""
    try:
        data = path.read_bytes()
        beside = path.with_suffix(YAML)
        sidecar = read_sidecar(beside.read_bytes(), str(beside)) if beside.is_file() else None
    except OSError as error:
        what = f"Die Datei lässt sich nicht lesen: {why(error)}."
        raise Unreadable(what, where=str(path), do="Bitte Namen und Zugriffsrechte prüfen.") from None
    _must_be_word(data, path)
    kind = letter or kind_of(path.name)
    if sidecar is not None and not letter:
        return Found(Version(kind, path.name, str(beside), sidecar), data)
    own = [each for each in _versions(toolbox).values() if each.kind == kind]
    if not own:
        raise _no_letter(toolbox, kind, path)
    newest = max(own, key=lambda each: each.sidecar.valid_from)
    return Found(Version(kind, path.name, newest.yaml, newest.sidecar), data)


def is_file(target: str) -> bool:
    """Whether a person means a file, not the name of a template."""
    return Path(target).suffix.lower() in WORD_FILES or Path(target).name != target


def _no_letter(toolbox: Toolbox, kind: str, path: Path) -> Misconfigured:
    near = suggest(kind, {each.kind for each in _versions(toolbox).values()})
    do = f"Bitte angeben mit:  --letter NAME. {near}".strip()
    return Misconfigured(
        "Zu welchem Schreiben diese Datei gehört, sagt ihr Name nicht.", where=str(path), do=do
    )


def _must_be_word(data: bytes, path: Path) -> None:
    try:
        read_members(data, str(path))
    except Misconfigured as error:
        raise Unreadable(error.what, where=error.where, do=error.do) from None


def _versions(toolbox: Toolbox) -> dict[str, Version]:
    versions, _ = find_versions(toolbox.letter_files)
    return {each.docx: each for each in versions}


def _mail_defects(toolbox: Toolbox) -> list[Defect]:
    try:
        _ = toolbox.texts
    except Misconfigured as error:
        return as_defects(error, "templates/mail/")
    return []


def _all(examined: Iterable[Examined]) -> Iterable[Defect]:
    return (defect for each in examined for defect in each.defects)
