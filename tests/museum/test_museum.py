"""Every exhibit is read as its label says: all values, all findings, or the one refusal. Nothing more, nothing less."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kmn_automation.forms.intake import JAIL_FUNCTIONS, Intake
from kmn_automation.forms.refusal import NotOurs
from kmn_automation.ground.jail import Jail
from kmn_automation.mail.attachment_kind import SPREADSHEETS
from kmn_automation.mail.unpacked import from_jail
from kmn_automation.model.finding import Finding
from kmn_automation.model.report import Report, Scalar
from tests.museum.clean_form import register, tables, values
from tests.museum.exhibit import Exhibit, museum
from tests.museum.office_programs import Workshop, open_workshop
from tests.rules.builder import forms, rulebook

EXHIBITS = [
    pytest.param(each, id=each.name, marks=[pytest.mark.server] if each.saved_as else []) for each in museum()
]


@pytest.fixture(scope="session")
def jail() -> Iterator[Jail]:
    functions = {**JAIL_FUNCTIONS, "unpack": "kmn_automation.mail.unpack:unpack_for_jail"}
    with Jail(functions) as warm:
        yield warm


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return open_workshop([each for each in museum() if each.saved_as], tmp_path_factory.mktemp("museum"))


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_an_exhibit_is_read_as_its_label_says(
    exhibit: Exhibit, jail: Jail, request: pytest.FixtureRequest
) -> None:
    if exhibit.saved_as:
        shop: Workshop = request.getfixturevalue("workshop")
        answer = Intake(jail, forms(), shop.converter).read(shop.saved[exhibit.name])
    else:
        data = _attached(jail, exhibit.build()) if exhibit.is_mail else exhibit.build()
        answer = Intake(jail, forms()).read(data)

    if isinstance(answer, NotOurs):
        assert (answer.reason, exhibit.expected.says in answer.sentence) == (
            exhibit.expected.refusal,
            True,
        ), answer
        return
    assert exhibit.expected.refusal is None, "the museum says that this file is refused"
    _compare(exhibit, answer)


def test_the_museum_is_large_enough() -> None:
    assert len(museum()) >= 120
    assert len([each for each in museum() if each.saved_as]) >= 30


def _attached(jail: Jail, mail: bytes) -> bytes:
    """The one workbook in the mail, however it is wrapped."""
    (part,) = (each for each in from_jail(*jail.call("unpack", mail, {})).parts if each.kind in SPREADSHEETS)
    return part.data


def _compare(exhibit: Exhibit, report: Report) -> None:
    expected = exhibit.expected
    examination = rulebook().examine(report, register(exhibit.version))
    assert sorted(map(_in_short, examination.findings)) == sorted(expected.findings), [
        f"{_in_short(each)}: {each.text}" for each in examination.findings
    ]
    assert _differences(exhibit, report) == {}
    assert {key: report.values[key].found_by for key in expected.found_by} == expected.found_by
    assert report.remarks == expected.remarks
    assert expected.says in " ".join([*(each.text for each in examination.findings), *report.remarks])


def _in_short(finding: Finding) -> str:
    place = finding.places[0]
    return " ".join(filter(None, (finding.rule, place.sheet, place.cell)))


def _differences(exhibit: Exhibit, report: Report) -> dict[str, tuple[Scalar | None, Scalar | None]]:
    """Name → what was read, what ought to be read; only where they differ."""
    wanted: dict[str, Scalar | None] = {**values(exhibit.version)}
    read: dict[str, Scalar | None] = {key: report.get(key) for key in wanted}
    for table, lines in tables(exhibit.version).items():
        number = exhibit.expected.lines.get(table, len(lines))
        found = report.tables.get(table, ())
        if len(found) != number:
            return {table: (_count(len(found)), _count(number))}
        for at, line in enumerate(lines[:number]):
            wanted |= {f"{table}.{at}.{name}": value for name, value in line.items()}
            read |= {f"{table}.{at}.{name}": _value(report, table, at, name) for name in line}
    wanted |= exhibit.expected.values
    read |= {key: _named(report, key) for key in exhibit.expected.values}
    return {key: (read[key], value) for key, value in wanted.items() if read[key] != value}


def _named(report: Report, key: str) -> Scalar | None:
    table, _, rest = key.partition(".")
    number, _, name = rest.partition(".")
    return _value(report, table, int(number), name) if number.isdigit() else report.get(key)


def _value(report: Report, table: str, at: int, name: str) -> Scalar | None:
    value = report.tables[table][at].get(name)
    return value.value if value else None


def _count(number: int) -> str:
    return f"{number} Zeilen"
