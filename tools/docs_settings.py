"""The page of all settings: name, meaning, allowed values and default, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from kmn_automation.app.home import SETTINGS_TEXT
from kmn_automation.app.settings import Settings
from tools.docs_table import table

TITLES = {
    "office": "Das eigene Büro",
    "landesamt": "Die Bewilligungsbehörde",
    "mailbox": "Der Posteingang",
    "smtp": "Der Postausgang",
    "run": "Der Betrieb",
}
MEANINGS = {
    "name": "Name, wie Schreiben ihn zeigen",
    "strasse": "Straße und Hausnummer",
    "plz": "Postleitzahl",
    "ort": "Ort",
    "telefon": "Telefon für Rückfragen",
    "landesamt.email": "Adresse, an die freigegebene Entwürfe gehen",
    "host": "Name des Servers",
    "port": "Anschluss des Servers",
    "user": "Anmeldename; das Passwort steht nie in dieser Datei",
    "security": "Schutz der Verbindung; `keine` nur auf diesem Rechner",
    "ca_file": "Zertifikat einer eigenen Stelle",
    "probe_recipient": "Adresse, an die im Probebetrieb alle Mails gehen",
    "expires": "was wann abläuft, etwa Kennwörter; der Tagesbericht erinnert drei Wochen vorher",
    "log_level": "wie viel das Protokoll der Abläufe sagt",
}
INTRODUCTION = """\
# Einstellungen

Alle Einstellungen stehen in `kmn.toml` im Ordner des Büros; `kmn init ORDNER` legt die Datei mit Erläuterungen an,
`kmn selfcheck` prüft sie. Eine unbekannte Zeile wird abgelehnt, mit dem nächstliegenden Namen.

Passwörter stehen nie darin, sondern je in einer Datei `secrets/imap`, `secrets/smtp` und `secrets/archive` mit den
Rechten 0600, oder in den Umgebungsvariablen `KMN_IMAP`, `KMN_SMTP` und `KMN_ARCHIVE`, oder in einer Datei, die
`KMN_IMAP_FILE` (und so weiter) nennt.
"""
_LINE = re.compile(r"^(?:# )?(\w+) = (?:\"[^\"]*\"|\S+)(?:\s*#\s*(.+))?$")


def options() -> dict[str, tuple[str, FieldInfo]]:
    """`office.name` → section and field, for every line that the file may have."""
    return {
        f"{section}.{name}": (section, field)
        for section, model in sections()
        for name, field in model.model_fields.items()
    }


def meaning(option: str) -> str:
    """What an option does, from the commented file or from here; empty if nobody says it."""
    name = option.partition(".")[2]
    return MEANINGS.get(option) or _comments().get(option) or MEANINGS.get(name, "")


def settings_page() -> str:
    """The page as Markdown."""
    return "\n".join([INTRODUCTION, *_tables()])


def _tables() -> Iterator[str]:
    for section, model in sections():
        yield f"## [{section}] – {TITLES[section]}\n"
        rows = [
            (f"`{name}`", meaning(f"{section}.{name}"), _allowed(field), _default(field))
            for name, field in model.model_fields.items()
        ]
        yield table(("Name", "Bedeutung", "Erlaubt", "Ohne Angabe"), rows)


def sections() -> Iterator[tuple[str, type[BaseModel]]]:
    """`run` → its record, in the order of the file."""
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield name, field.annotation


def _comments() -> dict[str, str]:
    """`run.mode` → the remark beside it in the file that `kmn init` writes."""
    found: dict[str, str] = {}
    section = ""
    for line in SETTINGS_TEXT.splitlines():
        if line.startswith("["):
            section = line[1:].partition("]")[0]
        elif (match := _LINE.match(line)) and match[2]:
            found[f"{section}.{match[1]}"] = match[2]
    return found


def _allowed(field: FieldInfo) -> str:
    kind = field.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " · ".join(f"`{each.value}`" for each in kind)
    values = getattr(kind, "__args__", None)
    if values:
        return " · ".join(f"`{each}`" for each in values)
    bounds = {type(each).__name__: each for each in field.metadata}
    low, high = (getattr(bounds.get(name), key, None) for name, key in (("Ge", "ge"), ("Le", "le")))
    if low is not None or high is not None:
        return f"Zahl von {low}" + (f" bis {high}" if high is not None else " an")
    return "Zahl" if kind is int else "Text"


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "nötig"
    value = field.default.value if isinstance(field.default, Enum) else field.default
    return f"`{value}`" if value != "" else "leer"
