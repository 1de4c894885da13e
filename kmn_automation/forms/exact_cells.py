"""Inside the jail: cells that calamine does not tell, found by a parser, for workbooks in unusual markup.

calamine reads every spelling of a workbook, but error cells and formulas without a result come out of it as empty.
The patterns of the guard find those in the usual spelling; here they are found in any: prefixed or strict
namespaces, single quotes, attributes in another order, cells without a reference.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from kmn_automation.forms.coordinates import cell_position
from kmn_automation.forms.grid import Position

Suspects = dict[Position, dict[str, str]]
_FEED = 1 << 20


@lru_cache(maxsize=1)  # a workbook is asked several times
def members_by_title(workbook: str, relations: str) -> dict[str, str]:
    """Member of the zip file → title of the sheet in it."""
    targets = {
        each["Id"]: posixpath.normpath(posixpath.join("/xl", each["Target"])).lstrip("/")
        for each in _attributes(relations, "Relationship")
        if "Id" in each and "Target" in each
    }
    sheets = [each for each in _attributes(workbook, "sheet") if "name" in each]
    return {targets[each["id"]]: each["name"] for each in sheets if each.get("id") in targets}


def exact_suspects(payload: bytes, titles: Mapping[str, str]) -> dict[str, Suspects]:
    """Title → position → {"error": …} or {"formula": ""}.

    Raises:
        expat.ExpatError: a sheet is no XML.
        KeyError: a sheet is not in the file.
    """
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        found = {title: _suspects(archive, member) for member, title in titles.items()}
    return {title: suspects for title, suspects in found.items() if suspects}


def _suspects(archive: zipfile.ZipFile, member: str) -> Suspects:
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.text
    with archive.open(member) as part:
        while chunk := part.read(_FEED):
            parser.Parse(chunk)
    return scan.found


@dataclass(slots=True)
class _Scan:
    """Where the parser stands in a sheet: a cell without a reference follows the one before."""

    found: Suspects = field(default_factory=dict)
    row: int = 0
    column: int = 0
    kind: str = ""
    has_formula: bool = False
    has_value: bool = False
    in_value: bool = False
    value: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                given = attributes.get("r", "")
                self.row, self.column = int(given) if given.isdecimal() else self.row + 1, 0
            case "c":
                self._cell(attributes)
            case "f":
                self.has_formula = True
            case "v":
                self.in_value = True
            case "is":
                self.has_value = True
            case _:
                pass

    def _cell(self, attributes: dict[str, str]) -> None:
        name = attributes.get("r", "").upper()
        self.column += 1
        if name:
            self.row, self.column = cell_position(name)
        self.kind = attributes.get("t", "n")
        self.has_formula = self.has_value = self.in_value = False
        self.value = ""

    def text(self, text: str) -> None:
        if self.in_value:
            self.value += text

    def end(self, name: str) -> None:
        match _local(name):
            case "v":
                self.in_value, self.has_value = (
                    False,
                    self.has_value or bool(self.value) or self.kind == "str",
                )
            case "c" if self.kind == "e":
                self.found[self.row, self.column] = {"error": self.value.strip() or "#?"}
            case "c" if self.has_formula and not self.has_value and self.kind != "str":
                self.found[self.row, self.column] = {"formula": ""}
            case _:
                pass


def _attributes(xml: str, element: str) -> list[dict[str, str]]:
    """The attributes of all elements of that name, without prefixes; what is cut off or broken ends the list."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == element:
            found.append({_local(key): value for key, value in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(xml.encode())
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]
