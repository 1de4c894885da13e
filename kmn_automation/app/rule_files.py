"""The rule files of an office as a loaded rule set, also with some of them changed."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from kmn_automation.app.site import SiteFile, text_of
from kmn_automation.forms.definition import load_forms
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.form import Form
from kmn_automation.rules.rulebook import CHECKS, PARAMETERS, VERSIONS, Rulebook

FOLDER = "funding_rules"
PREFIX = f"{FOLDER}/"
FORMS = "forms/"
_KINDS = (VERSIONS, PARAMETERS, f"{CHECKS}*.yaml", f"{FORMS}*.yaml")


def read_forms(texts: Mapping[str, str]) -> dict[str, Form]:
    """Form version → form, from the texts of `funding_rules/**` by relative name."""
    return load_forms({name: text for name, text in texts.items() if name.startswith(PREFIX + FORMS)})


def read_rulebook(texts: Mapping[str, str], forms: Mapping[str, Form]) -> Rulebook:
    """The law, dated, from the same texts.

    Raises:
        Misconfigured: with every complaint of all files, each with file, line and column.
    """
    names = (each for each in texts if not each.startswith(PREFIX + FORMS))
    return Rulebook.load({name.removeprefix(PREFIX): texts[name] for name in names}, forms)


def read_changed(folder: Path, in_force: Mapping[str, str]) -> dict[str, str]:
    """`funding_rules/…` → text of the changed files in a folder, which may be a folder `funding_rules` itself.

    Raises:
        Misconfigured: no such folder, nothing in it, a file that no rule set has, or one that is no text.
    """
    root = folder / FOLDER if (folder / FOLDER).is_dir() else folder
    if not root.is_dir():
        raise Misconfigured(
            "Diesen Ordner gibt es nicht.", where=str(folder), do="Gebraucht wird der mit den neuen Dateien."
        )
    paths = sorted(each for each in root.rglob("*") if each.suffix in {".yaml", ".yml"} and each.is_file())
    shown = [each for each in paths if not each.relative_to(root).as_posix().startswith(".")]
    if not shown:
        do = "Gebraucht werden Dateien wie parameters.yaml oder checks/belege.yaml."
        raise Misconfigured("In diesem Ordner liegt keine Regeldatei.", where=str(root), do=do)
    names = {PREFIX + _name(root, each, in_force): each for each in shown}
    return {name: text_of(str(path), SiteFile(name, path, own=True).read()) for name, path in names.items()}


def _name(root: Path, path: Path, in_force: Mapping[str, str]) -> str:
    name = path.relative_to(root).as_posix()
    if not any(fnmatchcase(name, kind) for kind in _KINDS):
        known = [each.removeprefix(PREFIX) for each in in_force]
        what = f"Eine Regeldatei „{name}“ gibt es nicht; sie bliebe ohne Wirkung."
        raise Misconfigured(what, where=str(path), do=suggest(name, known))
    return name
