from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from kmn_automation.model.frist import year_of
from kmn_automation.model.money import euro
from kmn_automation.model.register import (
    Bescheid,
    Contact,
    Coordinator,
    Duty,
    Meeting,
    MeetingKind,
    PlanLine,
    Regionalverbund,
    Register,
    Role,
    Traeger,
    TraegerArt,
)
from kmn_automation.store import register as register_table
from kmn_automation.store.connect import Transaction
from kmn_automation.store.tables import register_entries
from tests.store.samples import NOON, sha

BERLIN = ZoneInfo("Europe/Berlin")
DAY = dt.timedelta(days=1)

TRAEGER = tuple(
    Traeger(f"T-{n:02}", f"Verein {n} „Ü“", TraegerArt.GEMEINNUETZIG, "Nord", "Weg 1", "30159", "Hannover")
    for n in range(1, 4)
)
CONTACTS = (
    Contact("T-01", "A", "Frau A", "a@eins.example", Role.BERICHT, dt.date(2024, 1, 1)),
    Contact("T-01", "B", "Herr B", "b@eins.example", shared=True),
    Contact("T-02", "C", "", "c@zwei.example", gueltig_bis=dt.date(2025, 12, 31)),
)
BESCHEID = Bescheid(
    "LS 4-17", "T-01", 2025, dt.date(2025, 2, 1), year_of(2025), euro("40000"), euro("39999.99"), Decimal(90),
    Decimal("0.50"), "RL_MB_2024", nachweis_bis=dt.date(2026, 4, 30), zweck="Beratung",
)  # fmt: skip
BEGIN = dt.datetime(2026, 4, 20, 10, 0, tzinfo=BERLIN)
FULL = Register(
    traeger=TRAEGER,
    contacts=CONTACTS,
    bescheide=(BESCHEID,),
    plan=(PlanLine("LS 4-17", "ausgaben.personalausgaben", euro("30000.50")),),
    regionalverbuende=(Regionalverbund("Nord", "Regionalverbund Nord", "Verein 1", "nord@eins.example"),),
    coordinators=(Coordinator("K", "k@amt.example", Duty.ZWEITFREIGABE, regionalverbuende=("Nord", "Süd")),),
    meetings=(
        Meeting("M-1", MeetingKind.VERNETZUNGSTREFFEN, "Treffen", BEGIN, BEGIN + DAY, "Hannover", ("Top 1", "Top 2")),
        Meeting("M-2", MeetingKind.FORTBILDUNG, "Kurs", dt.datetime(2026, 4, 20, 9), dt.datetime(2026, 4, 20, 12), "", ()),  # noqa: DTZ001 - wall time
    ),
)  # fmt: skip


def imported(tx: Transaction, register: Register, days: int = 0) -> int:
    return register_table.replace(
        tx, register, at=NOON + days * DAY, source_sha256=sha("xlsx"), actor="k@amt.example"
    )


def rows(tx: Transaction) -> list[tuple[str, int, int | None]]:
    columns = register_entries.c
    query = sa.select(columns.key, columns.first_import, columns.last_import)
    return [tuple(row) for row in tx.execute(query.order_by(columns.kind, columns.key, columns.first_import))]


def test_there_is_no_register_before_the_first_import(tx: Transaction) -> None:
    assert register_table.load(tx) == Register()
    assert register_table.last_import(tx) is None


def test_the_register_comes_back_whole_and_in_order(tx: Transaction) -> None:
    assert imported(tx, FULL) == 1

    assert register_table.load(tx) == FULL
    last = register_table.last_import(tx)
    assert last is not None
    assert (last.number, last.at, last.source_sha256, last.actor) == (1, NOON, sha("xlsx"), "k@amt.example")


def test_a_meeting_keeps_berlin_time_over_the_change_of_the_clocks(tx: Transaction) -> None:
    imported(tx, FULL)
    meeting = register_table.load(tx).meetings[0]

    assert meeting.begin.tzinfo == BERLIN
    assert meeting.begin.hour == 10


def test_the_same_register_again_leaves_every_row_alone(tx: Transaction) -> None:
    imported(tx, FULL)
    before = rows(tx)

    assert imported(tx, FULL) == 2
    assert rows(tx) == before


def test_what_changed_is_closed_and_written_anew_and_nothing_is_deleted(tx: Transaction) -> None:
    only_traeger = Register(traeger=TRAEGER)
    imported(tx, only_traeger)
    changed = replace(TRAEGER[1], name="Verein Zwei")
    imported(tx, Register(traeger=(TRAEGER[0], changed)))

    assert rows(tx) == [("T-01#1", 1, None), ("T-02#1", 1, 1), ("T-02#1", 2, None), ("T-03#1", 1, 1)]
    assert register_table.load(tx).traeger == (TRAEGER[0], changed)


def test_every_past_state_can_be_had(tx: Transaction) -> None:
    states = [
        Register(traeger=TRAEGER),
        Register(traeger=TRAEGER[:1]),
        Register(traeger=TRAEGER[:2]),
        Register(),
    ]
    for number, state in enumerate(states):
        imported(tx, state, days=number)

    assert register_table.load(tx, as_of=NOON - DAY) == Register()
    for number, state in enumerate(states):
        assert register_table.load(tx, as_of=NOON + number * DAY) == state
        assert register_table.load(tx, as_of=NOON + number * DAY + DAY / 2) == state


def test_two_addresses_of_a_traeger_that_change_places_are_a_change(tx: Transaction) -> None:
    imported(tx, Register(contacts=CONTACTS))
    swapped = Register(contacts=(CONTACTS[1], CONTACTS[0], CONTACTS[2]))
    imported(tx, swapped, days=1)

    assert register_table.load(tx) == swapped
    assert register_table.load(tx, as_of=NOON) == Register(contacts=CONTACTS)


def test_a_new_first_line_does_not_touch_the_others(tx: Transaction) -> None:
    imported(tx, Register(traeger=TRAEGER[1:]))
    imported(tx, Register(traeger=TRAEGER))

    assert register_table.load(tx).traeger == TRAEGER
    assert rows(tx) == [("T-01#1", 2, None), ("T-02#1", 1, None), ("T-03#1", 1, None)]


def test_what_came_back_after_an_absence_is_a_new_row(tx: Transaction) -> None:
    for state in (TRAEGER[:1], (), TRAEGER[:1]):
        imported(tx, Register(traeger=state))

    assert rows(tx) == [("T-01#1", 1, 1), ("T-01#1", 3, None)]


@pytest.mark.parametrize(
    "field",
    ["traeger", "contacts", "bescheide", "plan", "regionalverbuende", "coordinators", "meetings", "waivers"],
)
def test_every_part_of_the_register_is_kept(field: str) -> None:
    assert field in register_table.KINDS
    assert len(register_table.KINDS) == 8


def test_it_is_known_since_when_an_entry_was_there(tx: Transaction) -> None:
    late_evening = dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC)  # 00:30 in Berlin
    both = Register(traeger=TRAEGER[:2], contacts=CONTACTS[:2])
    register_table.replace(
        tx, Register(contacts=CONTACTS[:1]), at=NOON, source_sha256=sha("xlsx"), actor="k@amt.example"
    )
    register_table.replace(tx, both, at=late_evening, source_sha256=sha("xlsx"), actor="k@amt.example")

    assert register_table.known_since(tx) == {
        ("contacts", "T-01"): dt.date(2026, 3, 2),
        ("traeger", "T-01"): dt.date(2026, 4, 1),
        ("traeger", "T-02"): dt.date(2026, 4, 1),
    }
