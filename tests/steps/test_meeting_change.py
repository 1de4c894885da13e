"""A meeting that moves, or vanishes from the register, after its invitations: who is told what, and the calendar."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Meeting, MeetingKind
from kmn_automation.steps.follow_plan import follow_plan
from kmn_automation.store import letters
from kmn_automation.store.letters import LetterRow
from tests.steps.bench import Bench, network
from tests.steps.post import files_of, parse, text_of

REGION = network().traeger[0].regionalverbund
OLD = dt.datetime(2026, 6, 10, 9, 30)  # noqa: DTZ001 - wall time of the meeting
NEW = dt.datetime(2026, 6, 17, 14, 0)  # noqa: DTZ001
INVITED = dt.date(2026, 5, 20)
MEMBERS = 3


def on(bench: Bench, day: dt.date) -> int:
    bench.clock.now = dt.datetime.combine(day, dt.time(5), dt.UTC)
    return follow_plan(bench.desk)


def held(bench: Bench, *meetings: Meeting) -> None:
    """The register with one Bescheid, which needs nothing yet, and these meetings."""
    bench.set_register(replace(bench.register, bescheide=bench.register.bescheide[:1], meetings=meetings))


def session(begin: dt.datetime = OLD, ort: str = "Rathaus") -> Meeting:
    return Meeting(
        id="TR-1",
        kind=MeetingKind.REGIONALVERBUND,
        title="Sitzung zur Probe",
        begin=begin,
        end=begin + dt.timedelta(hours=2, minutes=30),
        ort=ort,
        agenda=("Begrüßung", "Verschiedenes"),
        regionalverbund=REGION,
    )


def release(bench: Bench) -> None:
    """The person in charge agrees to the last request, and the letters leave."""
    bench.decide()
    bench.clock.forward(minutes=20)
    bench.send()


@pytest.fixture
def invited(bench: Bench) -> Bench:
    """A meeting to which three members were invited; the letters have left."""
    held(bench, session())
    on(bench, INVITED)
    release(bench)
    return bench


def rows(bench: Bench, kind: str) -> list[LetterRow]:
    with bench.store.read() as tx:
        return [each for each in letters.all_of_year(tx, 2026) if each.kind == kind]


def states(bench: Bench, kind: str) -> Counter[LetterState]:
    return Counter(each.state for each in rows(bench, kind))


def calendars(bench: Bench, text: str) -> list[str]:
    """The calendar entries of the mails with that text."""
    found = []
    for row in bench.outgoing(text):
        parts = parse(bench.raw(row)).walk()
        entry = next(each for each in parts if each.get_content_type() == "text/calendar")
        found.append(entry.get_content().replace("\r\n ", "").replace("\n ", ""))
    return found


def uids(entries: list[str]) -> set[str]:
    return {line for entry in entries for line in entry.splitlines() if line.startswith("UID:")}


def test_a_meeting_that_moves_is_told_to_everybody_invited_after_one_release(invited: Bench) -> None:
    held(invited, session(NEW, "Kreishaus"))
    assert on(invited, INVITED + dt.timedelta(days=2)) == MEMBERS
    assert on(invited, INVITED + dt.timedelta(days=3)) == 0
    assert len(invited.outgoing("freigabe_bitte")) == 2

    release(invited)

    assert states(invited, "verlegung") == {LetterState.UEBERGEBEN: MEMBERS}
    text = invited.letter_text(rows(invited, "verlegung")[0])
    number = rows(invited, "einladung")[0].number
    assert f"mit unserem Schreiben {number} vom 20. Mai 2026" in text
    assert "Mittwoch, 10. Juni 2026" in text
    assert "Mittwoch, 17. Juni 2026" in text
    assert "Kreishaus" in text


def test_the_new_date_updates_the_entry_in_the_calendar(invited: Bench) -> None:
    held(invited, session(NEW))
    on(invited, INVITED + dt.timedelta(days=2))
    release(invited)

    before, now = calendars(invited, "einladung"), calendars(invited, "verlegung")
    assert uids(before) == uids(now)
    assert len(uids(now)) == MEMBERS
    for entry in now:
        assert "METHOD:REQUEST" in entry
        assert "SEQUENCE:1" in entry
        assert "DTSTART;TZID=Europe/Berlin:20260617T140000" in entry
    mail = invited.raw(invited.outgoing("verlegung")[0])
    assert "er ersetzt den bisherigen" in " ".join(text_of(mail).split())
    assert any(name.endswith("-verlegung.docx") for name in files_of(mail))


def test_each_further_change_raises_the_sequence_also_the_one_back_to_the_first_date(invited: Bench) -> None:
    for number, begin in enumerate((NEW, OLD), 1):
        held(invited, session(begin))
        on(invited, INVITED + dt.timedelta(days=number))
        release(invited)

    found = [each.inputs["folge"] for each in rows(invited, "verlegung")]
    assert found == ["1"] * MEMBERS + ["2"] * MEMBERS


def test_a_meeting_that_leaves_the_register_is_called_off(invited: Bench) -> None:
    held(invited)
    assert on(invited, INVITED + dt.timedelta(days=2)) == MEMBERS
    assert on(invited, INVITED + dt.timedelta(days=3)) == 0
    release(invited)

    assert states(invited, "absage") == {LetterState.UEBERGEBEN: MEMBERS}
    text = invited.letter_text(rows(invited, "absage")[0])
    assert "Diese Veranstaltung findet nicht statt:" in text
    assert "Mittwoch, 10. Juni 2026" in text
    for entry in calendars(invited, "absage"):
        assert "METHOD:CANCEL" in entry
        assert "SEQUENCE:1" in entry
        assert "STATUS:CANCELLED" in entry


def test_a_meeting_that_is_over_may_leave_the_register(invited: Bench) -> None:
    held(invited)

    assert on(invited, OLD.date()) == 0
    assert rows(invited, "absage") == []


def test_what_is_not_time_or_place_changes_nothing(invited: Bench) -> None:
    held(invited, replace(session(), title="Neuer Name", agenda=()))

    assert on(invited, INVITED + dt.timedelta(days=2)) == 0


def test_an_invitation_that_still_waits_is_written_anew_with_the_new_date(bench: Bench) -> None:
    held(bench, session())
    on(bench, INVITED)
    held(bench, session(NEW))

    assert on(bench, INVITED + dt.timedelta(days=1)) == MEMBERS

    assert states(bench, "einladung") == {
        LetterState.HINFAELLIG: MEMBERS,
        LetterState.FREIGABE_ERBETEN: MEMBERS,
    }
    release(bench)
    assert all("20260617T140000" in entry for entry in calendars(bench, "einladung"))
    assert rows(bench, "verlegung") == []


def test_a_release_of_the_old_date_lets_nothing_go(bench: Bench) -> None:
    held(bench, session())
    on(bench, INVITED)
    held(bench, session(NEW))

    bench.decide()

    assert states(bench, "einladung") == {LetterState.HINFAELLIG: MEMBERS}
    assert bench.outgoing("einladung") == []


def test_a_released_invitation_to_the_old_date_is_stopped_in_the_outbox_and_written_anew(
    bench: Bench,
) -> None:
    held(bench, session())
    on(bench, INVITED)
    bench.decide()
    held(bench, session(NEW))
    bench.clock.forward(minutes=20)

    bench.send()

    assert states(bench, "einladung") == {LetterState.HINFAELLIG: MEMBERS}
    assert "hat inzwischen einen anderen Termin oder Ort" in bench.titles()
    assert on(bench, INVITED + dt.timedelta(days=1)) == MEMBERS


def test_a_new_date_that_waits_gives_way_to_a_newer_one(invited: Bench) -> None:
    held(invited, session(NEW))
    on(invited, INVITED + dt.timedelta(days=1))
    held(invited, session(NEW, "Kreishaus"))
    on(invited, INVITED + dt.timedelta(days=2))

    assert states(invited, "verlegung") == {
        LetterState.HINFAELLIG: MEMBERS,
        LetterState.FREIGABE_ERBETEN: MEMBERS,
    }
    assert {each.inputs["folge"] for each in rows(invited, "verlegung")} == {"1"}


def test_a_cancellation_that_waits_is_dropped_when_the_meeting_is_back(invited: Bench) -> None:
    held(invited)
    on(invited, INVITED + dt.timedelta(days=1))
    held(invited, session())

    assert on(invited, INVITED + dt.timedelta(days=2)) == 0
    assert states(invited, "absage") == {LetterState.HINFAELLIG: MEMBERS}


def test_a_meeting_that_comes_back_after_its_cancellation_is_a_task(invited: Bench) -> None:
    held(invited)
    on(invited, INVITED + dt.timedelta(days=1))
    release(invited)
    held(invited, session(NEW))

    assert on(invited, INVITED + dt.timedelta(days=2)) == 0
    assert "Das abgesagte Treffen steht wieder im Register (Sitzung zur Probe)" in invited.titles()


def test_a_rejected_change_is_not_written_again(invited: Bench) -> None:
    held(invited, session(NEW))
    on(invited, INVITED + dt.timedelta(days=1))
    invited.decide("ABLEHNUNG: Bitte warten.")

    assert on(invited, INVITED + dt.timedelta(days=2)) == 0
    assert states(invited, "verlegung") == {LetterState.ZURUECKGEWIESEN: MEMBERS}


def test_a_letter_that_never_noted_its_meeting_is_left_alone(invited: Bench) -> None:
    with invited.store.begin() as tx:
        tx.exec_driver_sql("UPDATE letters SET inputs = '{}'")
    held(invited, session(NEW))

    assert on(invited, INVITED + dt.timedelta(days=1)) == 0
