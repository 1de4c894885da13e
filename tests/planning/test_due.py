"""Which steps are due on which day: nothing too early, nothing twice, no flood after a pause."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.letter import Release
from kmn_automation.model.register import MeetingKind, TraegerArt
from kmn_automation.planning.course import (
    Course,
    Past,
    course_of_bescheid,
    course_of_correction,
    course_of_meeting,
    course_of_year,
    members_of,
)
from kmn_automation.planning.due import due_steps, skipped_steps
from kmn_automation.planning.workflow import Fact, Verb, Whom
from tests.forms.register_cast import MEETINGS, bescheid, invent
from tests.planning.shipped import CORRECTION, INVITATION, PROOF, YEAR_PLAN

PRIVATE = TraegerArt.GEMEINNUETZIG
KEY = "MB-2024-001:2024"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def proof(past: Past = Past()) -> Course:  # noqa: B008 - frozen
    return course_of_bescheid(bescheid(1, 2024), PRIVATE, past)


def due_keys(on: str, past: Past = Past()) -> list[str]:  # noqa: B008 - frozen
    return [each.key for each in due_steps(PROOF, proof(past), day(on))]


CALENDAR = [
    ("2025-06-13", []),
    ("2025-06-16", [f"erinnerung_0:{KEY}"]),
    ("2025-06-29", [f"erinnerung_0:{KEY}"]),
    ("2025-06-30", []),
    ("2025-07-06", []),
    ("2025-07-07", [f"erinnerung_1:{KEY}"]),
    ("2025-07-27", [f"erinnerung_1:{KEY}"]),
    ("2025-07-28", [f"erinnerung_2:{KEY}"]),
    ("2025-08-25", [f"erinnerung_2:{KEY}", f"meldung_landesamt:{KEY}"]),
    ("2025-09-09", [f"meldung_landesamt:{KEY}"]),
    ("2026-03-01", []),
]


@pytest.mark.parametrize(("on", "keys"), CALENDAR)
def test_a_silent_traeger_gets_only_the_latest_reminder(on: str, keys: list[str]) -> None:
    assert due_keys(on) == keys


def test_a_due_step_says_everything_that_carrying_it_out_needs() -> None:
    (step,) = due_steps(PROOF, proof(), day("2025-07-30"))

    assert (step.verb, step.whom, step.to, step.release) == (Verb.WRITE, Whom.TRAEGER, "T-001", Release.ONE)
    assert (step.due_on, step.overdue_since) == (day("2025-07-28"), day("2025-07-28"))
    assert step.params == {
        "workflow": "verwendungsnachweis",
        "step": "erinnerung_2",
        "title": "Zweite Erinnerung mit Fristsetzung",
        "letter": "erinnerung_2",
    }


def test_on_its_own_day_a_step_is_not_overdue() -> None:
    (step,) = due_steps(PROOF, proof(), day("2025-07-28"))

    assert step.overdue_since is None


def test_a_step_that_was_done_is_never_due_again() -> None:
    done = {f"erinnerung_1:{KEY}": day("2025-07-07")}

    assert due_keys("2025-07-08", Past(done=done)) == []


def test_after_a_later_reminder_the_earlier_one_is_not_sent() -> None:
    done = {f"erinnerung_2:{KEY}": day("2025-07-28")}
    course = proof(Past(done=done))

    assert due_steps(PROOF, course, day("2025-07-29")) == ()
    assert [(each.key, each.reason) for each in skipped_steps(PROOF, course, day("2025-07-29"))] == [
        (f"erinnerung_0:{KEY}", "Der Termin (30.06.2025) ist schon da oder vorbei."),
        (f"erinnerung_1:{KEY}", "Überholt durch „Zweite Erinnerung mit Fristsetzung“."),
    ]


def test_after_weeks_without_a_worker_the_earlier_reminders_are_skipped_with_a_reason() -> None:
    skipped = skipped_steps(PROOF, proof(), day("2025-08-01"))

    assert [each.key for each in skipped] == [f"erinnerung_0:{KEY}", f"erinnerung_1:{KEY}"]
    assert due_keys("2025-08-01") == [f"erinnerung_2:{KEY}"]


def test_two_reminders_keep_their_distance_after_a_late_first_one() -> None:
    late = Past(done={f"erinnerung_1:{KEY}": day("2025-07-25")})

    assert due_keys("2025-08-07", late) == []
    assert due_keys("2025-08-08", late) == [f"erinnerung_2:{KEY}"]


@pytest.mark.parametrize("on", ["2025-06-20", "2025-07-10", "2025-08-01", "2025-09-01"])
def test_a_report_stops_every_reminder(on: str) -> None:
    arrived = Past(facts=frozenset({Fact.REPORT_RECEIVED}))

    assert due_keys(on, arrived) == []
    assert skipped_steps(PROOF, proof(arrived), day(on)) == ()


def test_what_was_due_before_the_register_knew_the_bescheid_is_skipped() -> None:
    known = Past(known_since=day("2025-07-15"))

    assert due_keys("2025-07-15", known) == []
    assert due_keys("2025-07-28", known) == [f"erinnerung_2:{KEY}"]
    assert [each.reason for each in skipped_steps(PROOF, proof(known), day("2025-07-15"))] == [
        "Der Termin (30.06.2025) ist schon da oder vorbei.",
        "Der Schritt lag vor der Aufnahme ins Register am 15.07.2025.",
    ]


def test_what_falls_due_on_the_day_of_the_import_is_done() -> None:
    assert due_keys("2025-07-07", Past(known_since=day("2025-07-07"))) == [f"erinnerung_1:{KEY}"]


def test_a_register_of_old_years_starts_no_flood() -> None:
    old = [course_of_bescheid(bescheid(1, year), PRIVATE) for year in range(2015, 2024)]

    assert [step for course in old for step in due_steps(PROOF, course, day("2025-09-01"))] == []


def test_a_gebietskoerperschaft_is_reminded_half_a_year_later() -> None:
    course = course_of_bescheid(bescheid(1, 2024), TraegerArt.GEBIETSKOERPERSCHAFT)

    assert due_steps(PROOF, course, day("2025-07-10")) == ()
    assert [each.key for each in due_steps(PROOF, course, day("2025-12-17"))] == [f"erinnerung_0:{KEY}"]


def test_the_day_of_the_bescheid_moves_every_reminder() -> None:
    extended = replace(bescheid(1, 2024), nachweis_bis=day("2025-09-30"))
    course = course_of_bescheid(extended, PRIVATE)

    assert [each.due_on for each in due_steps(PROOF, course, day("2025-10-07"))] == [day("2025-10-07")]


def test_a_step_on_a_holiday_waits_for_the_next_working_day() -> None:
    fixed = replace(bescheid(1, 2024), nachweis_bis=day("2025-10-24"))
    course = course_of_bescheid(fixed, PRIVATE)

    assert due_steps(PROOF, course, day("2025-11-02")) == ()
    assert [each.due_on for each in due_steps(PROOF, course, day("2025-11-03"))] == [day("2025-11-03")]


@given(st.dates(dt.date(2025, 5, 1), dt.date(2025, 12, 31)), st.integers(1, 120))
def test_however_long_the_pause_each_reminder_comes_at_most_once_and_never_too_early(
    begin: dt.date, pause: int
) -> None:
    done: dict[str, dt.date] = {}
    for number in range(0, 365, pause):
        today = begin + dt.timedelta(days=number)
        steps = due_steps(PROOF, proof(Past(done=dict(done))), today)
        reminders = [each for each in steps if "erinnerung" in each.key]
        assert len(reminders) <= 1
        assert all(each.due_on <= today and not is_holiday(each.due_on) for each in steps)
        assert done.keys().isdisjoint(each.key for each in steps)
        done |= {each.key: today for each in steps}

    first, second = done.get(f"erinnerung_1:{KEY}"), done.get(f"erinnerung_2:{KEY}")
    assert not first or not second or (second - first).days >= 14


NOBODY_YET: dict[str, frozenset[Fact]] = {"T-001": frozenset(), "T-002": frozenset()}


def invited(on: str, past: Past = Past(), kind: MeetingKind | None = None) -> list[tuple[str, str]]:  # noqa: B008 - frozen
    meeting = replace(MEETINGS[0], kind=kind or MEETINGS[0].kind)
    course = course_of_meeting(meeting, NOBODY_YET, past)
    return [(each.key, each.to) for each in due_steps(INVITATION, course, day(on))]


def test_each_member_is_invited_six_weeks_before_a_vernetzungstreffen() -> None:
    assert invited("2025-09-01") == []
    assert invited("2025-09-02") == [
        ("einladung_vernetzungstreffen:VT-2025-1:T-001", "T-001"),
        ("einladung_vernetzungstreffen:VT-2025-1:T-002", "T-002"),
    ]


def test_who_was_invited_is_not_invited_again_when_a_member_joins() -> None:
    past = Past(done={"einladung_vernetzungstreffen:VT-2025-1:T-001": day("2025-09-02")})

    assert invited("2025-09-10", past) == [("einladung_vernetzungstreffen:VT-2025-1:T-002", "T-002")]


def test_a_meeting_that_comes_late_into_the_register_is_invited_to_at_once() -> None:
    known = Past(known_since=day("2025-10-01"))

    assert len(invited("2025-10-01", known)) == 2
    assert len(invited("2025-10-13", known)) == 2
    assert invited("2025-10-14", known) == []


def test_a_cancelled_meeting_invites_nobody() -> None:
    assert invited("2025-09-10", Past(facts=frozenset({Fact.CANCELLED}))) == []


FIRST_DAYS = [
    (MeetingKind.VERNETZUNGSTREFFEN, "2025-09-02"),
    (MeetingKind.FEDERFUEHRENDE, "2025-09-02"),
    (MeetingKind.REGIONALVERBUND, "2025-09-23"),
    (MeetingKind.FORTBILDUNG, "2025-08-05"),
]


@pytest.mark.parametrize(("kind", "first"), FIRST_DAYS)
def test_each_kind_of_meeting_has_its_own_notice(kind: MeetingKind, first: str) -> None:
    before = (day(first) - dt.timedelta(days=1)).isoformat()

    assert (len(invited(before, kind=kind)), len(invited(first, kind=kind))) == (0, 2)


def test_members_are_the_traeger_of_the_regionalverbund_or_its_federfuehrung() -> None:
    register = invent(4)
    leads = replace(MEETINGS[0], kind=MeetingKind.FEDERFUEHRENDE)

    assert members_of(register, MEETINGS[0], day("2025-01-01")) == ("T-001", "T-002", "T-003", "T-004")
    assert members_of(register, MEETINGS[1], day("2025-01-01")) == ("T-002", "T-004")
    assert members_of(register, leads, day("2025-01-01")) == ("RV-01", "RV-02")


def test_the_office_is_told_the_days_of_its_year() -> None:
    (step,) = due_steps(YEAR_PLAN, course_of_year(2025), day("2025-09-16"))

    assert (step.key, step.verb, step.to) == ("antragserinnerung:2025", Verb.TELL, "")
    assert due_steps(YEAR_PLAN, course_of_year(2025), day("2025-10-10")) == ()


@pytest.mark.parametrize(
    ("demanded", "on", "keys"),
    [
        (None, "2025-06-23", []),
        (None, "2025-06-24", ["nachforderung:MB-2024-001:2024:2"]),
        (None, "2025-09-22", ["nachforderung:MB-2024-001:2024:2"]),
        (None, "2025-09-23", []),
        ("2025-07-15", "2025-07-21", ["nachforderung:MB-2024-001:2024:2"]),
        (
            "2025-07-15",
            "2025-07-22",
            ["nachforderung:MB-2024-001:2024:2", "abgabe_landesamt:MB-2024-001:2024:2"],
        ),
    ],
)
def test_a_fassung_that_went_back_is_demanded_after_three_weeks_and_handed_over_a_week_after_its_last_day(
    demanded: str | None, on: str, keys: list[str]
) -> None:
    course = course_of_correction(
        bescheid(1, 2024), 2, day("2025-06-03"), day(demanded) if demanded else None
    )

    assert [each.key for each in due_steps(CORRECTION, course, day(on))] == keys
