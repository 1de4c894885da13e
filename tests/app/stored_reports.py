"""An office whose store holds clean reports of several Förderjahre, one Träger, one Bescheid for each year."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from kmn_automation.app.wiring import Workplace
from kmn_automation.model.known import Known
from kmn_automation.model.register import Register
from kmn_automation.model.report import Report
from kmn_automation.store import cases, codec, reports
from kmn_automation.store import register as register_store
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.reports import NewReport, ReportRow
from tests.rules.builder import TRAEGER, clean_report, known, rulebook

ONE_OF_EACH = (2013, 2018, 2023, 2025)
"""A Förderjahr of each version of the Richtlinie."""


def known_in(foerderjahr: int, mark: str = "KMN-17") -> Known:
    """What the register knows about the clean report of that year, under another Geschäftszeichen."""
    found = known(foerderjahr)
    assert found.bescheid
    return replace(found, bescheid=replace(found.bescheid, geschaeftszeichen=mark))


def register_of(*keys: tuple[str, int]) -> Register:
    """A register with these Bescheide (Geschäftszeichen, Förderjahr) of one Träger."""
    bescheide = tuple(known_in(year, mark).bescheid for mark, year in keys)
    return Register(traeger=(TRAEGER,), bescheide=tuple(each for each in bescheide if each))


def set_register(place: Workplace, register: Register) -> None:
    """Makes it the register of the office."""
    at = dt.datetime(2012, 1, 2, tzinfo=dt.UTC)
    with place.store.begin() as tx:
        register_store.replace(tx, register, at=at, source_sha256="0" * 64, actor="test")


def report_of(foerderjahr: int, mark: str = "KMN-17") -> Report:
    """The clean report of that year under that Geschäftszeichen."""
    report = clean_report(foerderjahr)
    field = "deckblatt.geschaeftszeichen"
    value = report.values[field]._replace(raw=mark, value=mark)
    return replace(report, values={**report.values, field: value})


def keep(
    place: Workplace,
    foerderjahr: int,
    report: Report,
    mark: str = "KMN-17",
    waived: Mapping[str, str] = MappingProxyType({}),
) -> ReportRow:
    """Stores it as the next Fassung of its case, come in on 2 June of the year after; `waived` is rule → why."""
    day = dt.datetime(foerderjahr + 1, 6, 2, 9, tzinfo=dt.UTC)
    packed = codec.pack(report)
    with place.store.begin() as tx:
        key = CaseKey(TRAEGER.id, mark, foerderjahr, "Verwendungsnachweis")
        case = cases.open_case(tx, key, day)
        sha256 = hashlib.sha256(packed + repr(waived).encode()).hexdigest()
        examination = rulebook().examine(report, replace(known_in(foerderjahr, mark), waived=waived))
        new = NewReport(
            case_id=case.id, mail_id=None, file_name="Bericht.xlsx", file_sha256=sha256, content_sha256=sha256,
            received_at=day, form_version=report.form_version, report=packed, examination=examination,
        )  # fmt: skip
        return reports.add(tx, new)
