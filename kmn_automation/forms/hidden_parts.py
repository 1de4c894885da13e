"""Inside the jail: what a workbook holds beside its visible cells – hidden rows, notes, properties, caches, names.

Runs behind the guard. Of people only the kind of the entry comes out, never a name; of notes their text, shortened.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from zipfile import ZipFile

OWN_AUTHOR = "Koordinierungsstelle KMN"
"""Author of the files and notes that we write ourselves."""
MAX_NOTES = 40
MAX_TEXT = 300
MAX_RANGES = 500
_HEAD = 1 << 16
_MAY_HIDE = (b'hidden="', b' ht="0', b' width="0')
_HIDES = re.compile(rb' hidden="(?:1|true)"| (?:ht|width)="0(?:\.0)?"')
_ROW_OR_COLUMN = re.compile(rb"<(?:\w+:)?(row|col)\s")
_NUMBER = re.compile(rb'\sr="([0-9]{1,7})"')
_FROM_TO = (re.compile(rb'\bmin="([0-9]{1,5})"'), re.compile(rb'\bmax="([0-9]{1,5})"'))
_TARGET = re.compile(r'\bTarget="([^"]*)"')
_AUTHOR = re.compile(r"<(?:\w+:)?author(?:\s[^>]*)?>([^<]*)<")
_NOTE = re.compile(r"<(?:\w+:)?comment\s([^>]*)>(.*?)</(?:\w+:)?comment>", re.DOTALL)
_THREAD = re.compile(r"<(?:\w+:)?threadedComment\s([^>]*)>(.*?)</(?:\w+:)?threadedComment>", re.DOTALL)
_TEXT = re.compile(r"<(?:\w+:)?(?:t|text)(?:\s[^>]*)?>([^<]*)(?=<)")
_ATTRIBUTE = re.compile(r'\b(ref|authorId)="([^"]*)"')
_NAME = re.compile(r'<(?:\w+:)?definedName\s[^>]*?\bname="([^"]*)"[^>]*>([^<]*)<')
_CONTENT = re.compile(r"^\s*(?:&quot;|\"|\{|[-+]?[0-9])")
_OWN_END = re.compile(r"(?:^|\n)\([A-Z]{2,6}-[0-9]{1,4}(?:, [^\n]*)?\)$")
"""The last line of our notes, the rule with its source; LibreOffice drops the author."""
_PEOPLE = {
    "creator": ("docProps/core.xml", "creator"),
    "last_modified_by": ("docProps/core.xml", "lastModifiedBy"),
    "company": ("docProps/app.xml", "Company"),
    "manager": ("docProps/app.xml", "Manager"),
}

Plain = dict[str, object]


@dataclass(frozen=True)
class Parts:
    """The members of a workbook; `whole` holds those that the guard has unpacked already."""

    payload: bytes
    names: Collection[str]
    whole: Mapping[str, bytes]

    @classmethod
    def of(cls, payload: bytes) -> Parts:
        """All members, each unpacked when it is asked for."""
        with ZipFile(io.BytesIO(payload)) as archive:
            return cls(payload, frozenset(archive.namelist()), {})

    @cached_property
    def _archive(self) -> ZipFile:
        return ZipFile(io.BytesIO(self.payload))

    def read(self, name: str) -> bytes:
        """The unpacked member."""
        data = self.whole.get(name)
        return self._archive.read(name) if data is None else data

    def head(self, name: str, limit: int = _HEAD) -> str:
        """The beginning of a member as text; empty if there is none."""
        if name not in self.names:
            return ""
        data = self.whole.get(name)
        if data is None:
            with self._archive.open(name) as file:
                data = file.read(limit)
        return data[:limit].decode("utf-8", "replace")


def find_hidden(parts: Parts, titles: Mapping[str, str], skip: Iterable[str]) -> Plain:
    """Everything of that kind; `titles` is member → title of the sheet, `skip` are sheets that we wrote ourselves."""
    sheets = {
        title: _sheet(parts, member)
        for member, title in titles.items()
        if member in parts.names and member not in skip
    }
    return {
        "people": [kind for kind, (part, tag) in _PEOPLE.items() if _names_somebody(parts.head(part), tag)],
        "custom": parts.head("docProps/custom.xml").count("<property "),
        "pivots": sum("pivotCacheRecords" in name and name.endswith(".xml") for name in parts.names),
        "names": _names_with_content(parts.head("xl/workbook.xml", 1 << 21)),
        "sheets": {title: found for title, found in sheets.items() if found},
    }


def _names_somebody(properties: str, tag: str) -> bool:
    found = re.search(rf"<(?:\w+:)?{tag}(?:\s[^>]*)?>([^<]+)<", properties)
    word = unescape(found[1]).strip() if found else ""
    return word not in {"", OWN_AUTHOR, "openpyxl"}


def _names_with_content(workbook: str) -> int:
    """Defined names that hold a text or number instead of pointing to cells."""
    found = _NAME.findall(workbook)
    return sum(bool(_CONTENT.match(text)) for name, text in found if not name.startswith("_xlnm"))


def _sheet(parts: Parts, member: str) -> Plain:
    found: Plain = {}
    tags = list(_hiding_tags(parts.read(member)))
    rows = {int(number[1]) for kind, tag in tags if kind == b"row" and (number := _NUMBER.search(tag))}
    found["rows"] = list(_ranges(sorted(rows)))[:MAX_RANGES]
    columns = (tuple(each.search(tag) for each in _FROM_TO) for kind, tag in tags if kind == b"col")
    found["columns"] = [[int(low[1]), int(high[1])] for low, high in columns if low and high][:MAX_RANGES]
    folder, _, name = member.rpartition("/")
    for target in _TARGET.findall(parts.head(f"{folder}/_rels/{name}.rels")):
        part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        text = parts.head(part, 1 << 21) if "omment" in part else ""
        if "threadedComment" in part:
            found["threads"] = len(_THREAD.findall(text))
            found["notes"] = [*_threads(text), *_listed(found)]
        elif text:
            found["notes"] = [*_listed(found), *_notes(text)]
    if "notes" in found:
        found["notes"], found["note_count"] = _listed(found)[:MAX_NOTES], len(_listed(found))
    return {key: value for key, value in found.items() if value}


def _listed(found: Plain) -> list[object]:
    notes = found.get("notes")
    return notes if isinstance(notes, list) else []


def _hiding_tags(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and text of every row and column that is not shown; from the attribute back to its tag, which is quick."""
    for word in _MAY_HIDE:
        at = data.find(word)
        while at >= 0:
            start = data.rfind(b"<", 0, at)
            tag = data[max(start, 0) : data.find(b">", at) + 1]
            kind = _ROW_OR_COLUMN.match(tag)
            if kind and _HIDES.search(tag):
                yield kind[1], tag
            at = data.find(word, at + 1)


def _ranges(numbers: Iterable[int]) -> Iterator[list[int]]:
    """`[3, 4, 5, 9]` as `[3, 5], [9, 9]`."""
    first = last = 0
    for number in numbers:
        if number != last + 1 or not first:
            if first:
                yield [first, last]
            first = number
        last = number
    if first:
        yield [first, last]


def _notes(text: str) -> Iterator[list[str]]:
    """Notes of others: ours, as we wrote them, and the twins of threads are left out."""
    authors = [unescape(each).strip() for each in _AUTHOR.findall(text)]
    for attributes, body in _NOTE.findall(text):
        known = dict(_ATTRIBUTE.findall(attributes))
        number = known.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        words = unescape("".join(_TEXT.findall(body))).strip()
        is_ours = author in {OWN_AUTHOR, ""} and _OWN_END.search(words)
        if words and not is_ours and not author.startswith("tc="):
            yield [known.get("ref", "")[:10], words[:MAX_TEXT]]


def _threads(text: str) -> Iterator[list[str]]:
    for attributes, body in _THREAD.findall(text):
        words = unescape(" ".join(_TEXT.findall(body))).strip()
        yield [dict(_ATTRIBUTE.findall(attributes)).get("ref", "")[:10], words[:MAX_TEXT]]
