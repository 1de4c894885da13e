"""An exhibit: a workbook as it once arrived, its cause in one sentence, and exactly what must be said about it."""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.refusal import Reason
from kmn_automation.model.report import FoundBy, Scalar
from tests.museum.clean_form import form, good_form, tables
from tests.museum.light_book import LightBook, light_book

ROOMS = Path(__file__).parent / "rooms"
Parts = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come out. All values are those of the good report, but `values`; all findings are `findings`."""

    values: Mapping[str, Scalar | None] = field(default_factory=dict)
    """Field id, or `belege.3.betrag` for a line counted from 0 → value; None where there must be none."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Table id → number of lines, where it is not that of the good report."""
    findings: tuple[str, ...] = ()
    """`FRM-12 Einnahmen C9`: rule, sheet and cell of every finding."""
    says: str = ""
    """These words must stand in a finding, a remark, or the refusal."""
    found_by: Mapping[str, FoundBy] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    refusal: Reason | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One workbook of the museum; `server` ones are built or read by LibreOffice."""

    name: str
    cause: str
    build: Callable[[], bytes]
    expected: Expected
    room: str
    version: str = "2024"
    is_mail: bool = False
    saved_as: str = ""
    """The filter of LibreOffice by which the workbook is saved before it is sent."""


_COLLECTED: dict[str, Exhibit] = {}


def add(exhibit: Exhibit) -> None:
    """Puts an exhibit into the museum."""
    assert exhibit.name not in _COLLECTED, exhibit.name
    assert exhibit.cause.endswith("."), exhibit.cause
    _COLLECTED[exhibit.name] = exhibit


def museum() -> list[Exhibit]:
    """Every exhibit of every room; a room is a module in the folder."""
    for module in pkgutil.iter_modules([str(ROOMS)]):
        importlib.import_module(f"tests.museum.rooms.{module.name}")
    return sorted(_COLLECTED.values(), key=lambda each: (each.room, each.name))


@dataclass(frozen=True, slots=True)
class Room:
    """Collects the exhibits of one module: the ways to build one, each a decorator of the function that damages."""

    title: str

    def light(
        self, name: str, cause: str, expected: Expected | None = None, **more: str
    ) -> Callable[..., None]:
        """The function gets the good form as a few dictionaries."""
        version = more.get("version", "2024")

        def build(change: Callable[[LightBook], object]) -> bytes:
            book = light_book(version)
            change(book)
            assert book != light_book(version), "nothing was damaged"
            return book.write()

        return self._exhibit(name, cause, expected, build, more)

    def office(
        self, name: str, cause: str, expected: Expected | None = None, **more: str
    ) -> Callable[..., None]:
        """The function gets the good form as openpyxl sees it."""

        def build(change: Callable[[Workbook], object]) -> bytes:
            book = openpyxl.load_workbook(io.BytesIO(good_form(more.get("version", "2024"))))
            change(book)
            file = io.BytesIO()
            book.save(file)
            return file.getvalue()

        return self._exhibit(name, cause, expected, build, more)

    def parts(
        self, name: str, cause: str, expected: Expected | None = None, **more: str
    ) -> Callable[..., None]:
        """The function gets the members of the zip file of the good form."""

        def build(change: Callable[[Parts], object]) -> bytes:
            members = unzipped(good_form(more.get("version", "2024")))
            change(members)
            assert members != unzipped(good_form(more.get("version", "2024"))), "nothing was damaged"
            return zipped(members)

        return self._exhibit(name, cause, expected, build, more)

    def file(
        self, name: str, cause: str, expected: Expected | None = None, **more: str
    ) -> Callable[..., None]:
        """The function returns the whole file."""

        def build(make: Callable[[], bytes]) -> bytes:
            return make()

        return self._exhibit(name, cause, expected, build, more)

    def _exhibit(
        self,
        name: str,
        cause: str,
        expected: Expected | None,
        build: Callable[[Callable[..., object]], bytes],
        more: Mapping[str, str],
    ) -> Callable[..., None]:
        def collect(change: Callable[..., object]) -> None:
            add(
                Exhibit(
                    name, cause, lambda: build(change), expected or Expected(), self.title,
                    version=more.get("version", "2024"),
                    is_mail=more.get("sent", "") == "mail",
                    saved_as=more.get("saved_as", ""),
                )
            )  # fmt: skip

        return collect


def by_headings(*kinds: str) -> tuple[str, ...]:
    """What is remarked about the filled lists of these sheets (of all: without `kinds`) where their keys are gone."""
    return tuple(
        f"Blatt „{sheet.title}“: Die Liste „{table.label}“ wurde an ihren Überschriften erkannt."
        for sheet in form().sheets
        if not kinds or sheet.id in kinds
        for table in sheet.tables
        if tables()[table.id]
    )


def unzipped(data: bytes) -> Parts:
    """The members of a zip file by name, in order."""
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts) -> bytes:
    """The zip file with these members."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
