"""An office's own versions of shipped files: copied with their hash, so that later changes of the original show."""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kmn_automation.app.site import Site, SiteFile, text_of
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.lint import paragraphs_of
from kmn_automation.model.error import Misconfigured

NOTES = ".kopien.json"
TEXT = {".yaml", ".txt"}


class Origin(StrEnum):
    """Where a file in force comes from."""

    SHIPPED = "mitgeliefert"
    OWN = "eigene Fassung"
    DRIFTED = "eigene Fassung; die mitgelieferte ist inzwischen eine andere"
    ADDED = "eigene Datei"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in force and its origin."""

    name: str
    origin: Origin
    sha256: str


def list_files(site: Site) -> list[Listed]:
    """All editable files in force."""
    copied = _notes(site)
    return [Listed(name, _origin(site, file, copied), file.sha256) for name, file in site.files("*").items()]


def copy_file(site: Site, name: str) -> SiteFile:
    """The office's own copy of a shipped file, ready to be edited.

    Raises:
        Misconfigured: no such file, or the office has a version of its own already.
    """
    file = _find(site, name)
    if file.own:
        raise Misconfigured(
            "Davon gibt es schon eine eigene Fassung; sie bleibt, wie sie ist.", where=str(file.path)
        )
    target = site.home / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    write_durably(target, file.path.read_bytes())
    notes = {**_notes(site), file.name: file.sha256}
    write_durably(site.home / NOTES, json.dumps(notes, indent=2, sort_keys=True).encode())
    return SiteFile(file.name, target, own=True)


def compare_file(site: Site, name: str) -> list[str]:
    """The lines that differ between the shipped file and the office's own; empty where they are equal.

    Raises:
        Misconfigured: no such file, or nothing to compare it with.
    """
    file = _find(site, name)
    original = site.shipped / file.name
    if not file.own or not original.is_file():
        what = f"„{file.name}“ gibt es nur einmal ({_origin(site, file, _notes(site)).value})."
        raise Misconfigured(what, do="Eigene Fassung anlegen:  kmn site copy NAME")
    if original.read_bytes() == file.read():
        return []
    old, new = (_lines(path) for path in (original, file.path))
    found = list(difflib.unified_diff(old, new, "mitgeliefert", "eigene Fassung", lineterm=""))
    return found or ["Der Text ist gleich; verschieden sind Gestaltung oder Einstellungen der Datei."]


def _lines(path: Path) -> list[str]:
    """A text file line by line, a Word file paragraph by paragraph."""
    data = path.read_bytes()
    return text_of(str(path), data).splitlines() if path.suffix in TEXT else paragraphs_of(data, str(path))


def _find(site: Site, name: str) -> SiteFile:
    files = site.files("*")
    if name not in files:
        raise Misconfigured(f"Eine Datei „{name}“ gibt es nicht.", do=suggest(name, files))
    return files[name]


def _origin(site: Site, file: SiteFile, copied: dict[str, str]) -> Origin:
    if not file.own:
        return Origin.SHIPPED
    original = site.shipped / file.name
    if not original.is_file():
        return Origin.ADDED
    noted = copied.get(file.name)
    now = hashlib.sha256(original.read_bytes()).hexdigest()
    return Origin.DRIFTED if noted and noted != now else Origin.OWN


def _notes(site: Site) -> dict[str, str]:
    path = site.home / NOTES
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        what = "Die Merkliste der eigenen Fassungen ist beschädigt."
        raise Misconfigured(
            what, where=str(path), do="Bitte löschen; nur der Hinweis auf Änderungen entfällt."
        ) from None
    return {str(name): str(sha) for name, sha in found.items()}
