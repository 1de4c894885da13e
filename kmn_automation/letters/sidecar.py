"""The file beside each template: what the letter is, who releases it, and what must stand in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, field_validator

from kmn_automation.ground import yaml_source
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.letter import FileFormat, Release

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_TAKEN = frozenset(dir(dict)) | {"loop", "true", "false", "none"}


class FieldType(StrEnum):
    """What a placeholder gives: text, a list of records, or a value that needs its filter."""

    TEXT = "text"
    LIST = "list"
    AMOUNT = "amount"
    DAY = "day"


class Addressee(StrEnum):
    """Whom the letter is for; the address itself comes from the register."""

    TRAEGER = "traeger"
    LS = "ls"
    AKTE = "akte"


class Sidecar(BaseModel):
    """One sidecar.

    `fields` are all placeholders by dotted name; the template must use every one of them that neither stands in
    `optional` nor belongs to a group that does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    subject: str
    release: Release
    addressee: Addressee
    format: FileFormat = FileFormat.DOCX
    fields: Mapping[str, FieldType]
    optional: tuple[str, ...] = ()
    required_sentences: tuple[str, ...]
    valid_from: dt.date

    @field_validator("fields")
    @classmethod
    def _check_names(cls, fields: Mapping[str, FieldType]) -> Mapping[str, FieldType]:
        for name in fields:
            if not _NAME.fullmatch(name) or _TAKEN & set(name.split(".")):
                raise ValueError(f"{name} ist kein erlaubter Name für einen Platzhalter")
        return fields

    def is_group(self, name: str) -> bool:
        """Whether placeholders begin with that name and a dot."""
        return any(each.startswith(f"{name}.") for each in self.fields)

    def list_of(self, name: str) -> str:
        """The list whose records hold that placeholder; empty if it stands in none."""
        lists = [each for each, kind in self.fields.items() if kind is FieldType.LIST]
        return max((each for each in lists if name.startswith(f"{each}.")), key=len, default="")

    @property
    def needed(self) -> list[str]:
        """The placeholders that the template must use."""
        free = tuple(f"{each}." for each in self.optional)
        return [name for name in self.fields if name not in self.optional and not name.startswith(free)]

    def record_of(self, name: str) -> dict[str, FieldType]:
        """The fields of one record of a list: short name → type."""
        prefix = f"{name}."
        return {each[len(prefix) :]: kind for each, kind in self.fields.items() if each.startswith(prefix)}

    def top_fields(self) -> Iterator[tuple[str, FieldType]]:
        """The fields that do not live in a record of a list."""
        lists = [f"{name}." for name, kind in self.fields.items() if kind is FieldType.LIST]
        return ((name, kind) for name, kind in self.fields.items() if not name.startswith(tuple(lists)))


def read_sidecar(data: bytes, name: str) -> Sidecar:
    """The sidecar as a record.

    Raises:
        Misconfigured: with file, line and column.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Misconfigured("Die Datei ist nicht in UTF-8 gespeichert.", where=name) from None
    source = yaml_source.parse(text, name)
    sidecar = yaml_source.build(Sidecar, source)
    for number, each in enumerate(sidecar.optional):
        if each not in sidecar.fields and not sidecar.is_group(each):
            hint = yaml_source.suggest(each, sidecar.fields)
            raise source.complain(("optional", number), f"Den Platzhalter „{each}“ gibt es nicht.", hint)
    return sidecar
