"""Reminders, invitations and lines for the office: on their day, once for ever."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kmn_automation.letters.library import Library
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Meeting, MeetingKind, Register
from kmn_automation.steps.follow_plan import DONE, follow_plan
from kmn_automation.store import facts, journal
from tests.steps.bench import Bench, network
from tests.steps.post import files_of, parse, text_of

MARK = network().bescheide[0].geschaeftszeichen
DAY = dt.date(2026, 6, 10)
ADDRESS = next(each.email for each in network().contacts if each.traeger_id == "T0001")


def on(bench: Bench, day: dt.date) -> int:
    """What the plan does on a morning."""
    bench.clock.now = dt.datetime.combine(day, dt.time(5), dt.UTC)
    return follow_plan(bench.desk)


def alone(register: Register, *meetings: Meeting) -> Register:
    """Only the first Bescheid, whose proof is due on Tuesday 30 June 2026, and these meetings."""
    return replace(register, bescheide=register.bescheide[:1], meetings=meetings)


@pytest.fixture
def one(bench: Bench) -> Bench:
    bench.set_register(alone(bench.register))
    on(bench, dt.date(2026, 5, 4))
    return bench


def reminders(bench: Bench) -> list[str]:
    return [row.kind for row in bench.outgoing(to=ADDRESS)]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (dt.date(2026, 6, 15), []),
        (dt.date(2026, 6, 16), ["erinnerung_0"]),
        (dt.date(2026, 7, 6), ["erinnerung_0"]),
        (dt.date(2026, 7, 7), ["erinnerung_0", "erinnerung_1"]),
    ],
)
def test_the_reminders_go_out_on_their_days(one: Bench, day: dt.date, due: list[str]) -> None:
    for number in range((day - dt.date(2026, 6, 12)).days + 1):
        on(one, dt.date(2026, 6, 12) + dt.timedelta(days=number))

    assert reminders(one) == due


def test_a_reminder_names_the_deadline_and_brings_the_form(one: Bench) -> None:
    on(one, dt.date(2026, 6, 16))

    mail = one.only("erinnerung_0")
    assert "30.06.2026" in text_of(mail)
    assert MARK in text_of(mail)
    assert list(files_of(mail)) == [f"Berichtsbogen-{MARK}-2025.xlsx"]


def test_a_reminder_goes_out_once_for_ever(one: Bench) -> None:
    assert on(one, dt.date(2026, 6, 16)) == 1
    assert on(one, dt.date(2026, 6, 16)) == 0
    assert on(one, dt.date(2026, 6, 17)) == 0

    assert reminders(one) == ["erinnerung_0"]


def test_a_step_is_written_down_with_its_day(one: Bench) -> None:
    on(one, dt.date(2026, 6, 16))

    key = f"erinnerung_0:{MARK}:2025"
    with one.store.read() as tx:
        assert facts.get(tx, DONE + key) == "2026-06-16"
        (line,) = journal.about(tx, f"step:{key}")
    assert line.detail == {"due_on": "2026-06-16", "workflow": "verwendungsnachweis"}


def test_whoever_has_reported_is_not_reminded(one: Bench) -> None:
    one.work(one.report(0, one.workbook(0)))

    on(one, dt.date(2026, 6, 16))
    on(one, dt.date(2026, 7, 7))

    assert not {"erinnerung_0", "erinnerung_1"} & set(reminders(one))


def test_after_a_pause_only_the_latest_reminder_goes_out_and_the_journal_says_why(one: Bench) -> None:
    on(one, dt.date(2026, 7, 9))

    assert reminders(one) == ["erinnerung_1"]
    with one.store.read() as tx:
        (line,) = journal.about(tx, f"step:erinnerung_0:{MARK}:2025")
    assert line.action == "Schritt entfällt"
    on(one, dt.date(2026, 7, 10))
    with one.store.read() as tx:
        assert len(journal.about(tx, f"step:erinnerung_0:{MARK}:2025")) == 1


def test_a_bescheid_that_came_late_into_the_register_is_not_reminded_of_the_past(bench: Bench) -> None:
    bench.set_register(alone(bench.register))
    bench.clock.now = dt.datetime(2026, 6, 20, 5, tzinfo=dt.UTC)
    late = replace(bench.register.bescheide[0], geschaeftszeichen="MB-2025-9999")
    bench.set_register(replace(bench.register, bescheide=(late,)))

    on(bench, dt.date(2026, 6, 22))
    assert reminders(bench) == []
    on(bench, dt.date(2026, 7, 7))
    assert reminders(bench) == ["erinnerung_1"]


def test_without_an_address_the_reminder_waits_and_goes_out_once_there_is_one(one: Bench) -> None:
    whole = one.register
    one.set_register(replace(whole, contacts=()))
    assert on(one, dt.date(2026, 6, 16)) == 0
    assert on(one, dt.date(2026, 6, 17)) == 0
    assert one.titles().count("Adresse für Post für Brückenwerk Sonnental e.V.") == 1

    one.set_register(whole)
    assert on(one, dt.date(2026, 6, 18)) == 1
    assert reminders(one) == ["erinnerung_0"]
    assert one.titles() == ""


def test_the_second_reminder_is_a_letter_that_one_person_releases(one: Bench) -> None:
    for day in (dt.date(2026, 6, 16), dt.date(2026, 7, 7), dt.date(2026, 7, 28)):
        on(one, day)

    letter = one.letters()["erinnerung_2"]
    assert letter.state is LetterState.FREIGABE_ERBETEN
    text = one.letter_text(letter)
    assert "nach unserer Erinnerung vom 7. Juli 2026" in text
    assert "bis spätestens 18. August 2026" in text
    assert len(one.outgoing("freigabe_bitte")) == 1


def test_a_letter_never_speaks_of_a_reminder_that_did_not_go_out(one: Bench) -> None:
    on(one, dt.date(2026, 8, 10))

    assert one.letters() == {}
    assert "Zweite Erinnerung mit Fristsetzung steht an" in one.titles()
    on(one, dt.date(2026, 8, 11))
    assert len(one.tasks()) == 1


def test_a_letter_that_is_held_stops_nobody_else_and_loses_no_number(bench: Bench) -> None:
    bench.set_register(replace(bench.register, bescheide=bench.register.bescheide[:1]))
    for day in (dt.date(2026, 5, 4), dt.date(2026, 6, 16), dt.date(2026, 7, 7)):
        on(bench, day)
    before = len(bench.numbers())
    whole = bench.tools
    bench.tools = replace(
        whole, library=Library({k: t for k, t in whole.library.templates.items() if k != "erinnerung_2"})
    )

    on(bench, dt.date(2026, 7, 28))
    assert "erinnerung_2" not in bench.letters()
    assert "ließ sich nicht erstellen" in bench.titles()

    bench.tools = whole
    on(bench, dt.date(2026, 7, 29))
    assert bench.letters()["erinnerung_2"].number == f"2026-{before + 1:04d}"


def test_the_office_is_told_what_it_has_to_do_itself(one: Bench) -> None:
    on(one, dt.date(2026, 8, 25))
    on(one, dt.date(2026, 8, 26))

    lines = [each.title for each in one.tasks() if "Landesamt melden" in each.title]
    assert lines == [f"Fehlenden Verwendungsnachweis dem Landesamt melden ({MARK})"]


def test_a_year_brings_its_lines_once(one: Bench) -> None:
    on(one, dt.date(2026, 12, 15))
    on(one, dt.date(2026, 12, 16))

    assert one.titles().count("Hinweis zum Jahresende senden") == 1


# ---- invitations -------------------------------------------------------------------------------------


def meeting(kind: MeetingKind = MeetingKind.REGIONALVERBUND, region: str = "") -> Meeting:
    return Meeting(
        id="TR-1",
        kind=kind,
        title="Sitzung zur Probe",
        begin=dt.datetime.combine(DAY, dt.time(9, 30)),
        end=dt.datetime.combine(DAY, dt.time(12)),
        ort="Rathaus",
        agenda=("Begrüßung", "Verschiedenes"),
        regionalverbund=region or network().traeger[0].regionalverbund,
    )


def members(bench: Bench) -> int:
    region = bench.register.traeger[0].regionalverbund
    return sum(each.regionalverbund == region for each in bench.register.traeger)


def test_each_member_gets_a_letter_and_a_calendar_entry_released_once(bench: Bench) -> None:
    bench.set_register(alone(bench.register, meeting()))
    assert on(bench, dt.date(2026, 5, 19)) == 0
    assert on(bench, dt.date(2026, 5, 20)) == members(bench) == 3
    assert len(bench.outgoing("freigabe_bitte")) == 1

    bench.decide()
    bench.clock.forward(minutes=20)
    bench.send()

    sent = [mail for mail in bench.relay.mails if b"text/calendar" in mail.raw]
    assert len({mail.recipients[0] for mail in sent}) == 3
    for mail in sent:
        assert any(name.endswith("-einladung.docx") for name in files_of(mail.raw))
        entry = next(part for part in parse(mail.raw).walk() if part.get_content_type() == "text/calendar")
        assert "METHOD:REQUEST" in entry.get_content()
        assert mail.recipients[0] in entry.get_content().replace("\r\n ", "")


def test_an_invitation_is_personal_and_lists_the_agenda(bench: Bench) -> None:
    bench.set_register(alone(bench.register, meeting()))
    on(bench, dt.date(2026, 5, 20))

    letter = bench.letters()["einladung"]
    text = bench.letter_text(letter)
    assert letter.recipient_name in text
    assert "Sitzung zur Probe" in text
    assert "Verschiedenes" in text


def test_a_member_without_an_address_is_a_task_and_is_invited_when_it_has_one(bench: Bench) -> None:
    whole = alone(bench.register, meeting())
    bench.set_register(replace(whole, contacts=tuple(c for c in whole.contacts if c.traeger_id != "T0001")))
    assert on(bench, dt.date(2026, 5, 20)) == 2
    assert "Adresse für Post für Brückenwerk Sonnental e.V." in bench.titles()

    bench.set_register(whole)
    assert on(bench, dt.date(2026, 5, 21)) == 1
    assert len(bench.numbers()) == 3


def test_a_meeting_of_the_lead_bodies_invites_each_of_them(bench: Bench) -> None:
    bench.set_register(alone(bench.register, meeting(MeetingKind.FEDERFUEHRENDE)))

    assert on(bench, dt.date(2026, 5, 4)) == 10
    names = {each.recipient_name for each in [bench.letters()["einladung"]]}
    assert all(name.startswith("Federführung des Regionalverbunds") for name in names)


def test_a_meeting_that_is_over_or_gone_invites_nobody(bench: Bench) -> None:
    bench.set_register(alone(bench.register, meeting()))
    assert on(bench, dt.date(2026, 6, 10)) == 0
    bench.set_register(alone(bench.register))
    assert on(bench, dt.date(2026, 5, 20)) == 0
    assert bench.letters() == {}


def test_a_meeting_that_is_called_off_after_the_request_is_not_released(bench: Bench) -> None:
    bench.set_register(alone(bench.register, meeting()))
    on(bench, dt.date(2026, 5, 20))
    bench.set_register(alone(bench.register))

    bench.decide()

    assert bench.letters()["einladung"].state is LetterState.HINFAELLIG
    assert bench.outgoing("einladung") == []
    assert "hinfällig" in text_of(bench.only("freigabe_ungueltig"))


def test_a_meeting_that_is_called_off_after_the_release_stops_what_has_not_left(bench: Bench) -> None:
    bench.set_register(alone(bench.register, meeting()))
    on(bench, dt.date(2026, 5, 20))
    bench.decide()
    bench.set_register(alone(bench.register))
    bench.clock.forward(minutes=20)

    bench.send()

    assert not any(b"text/calendar" in mail.raw for mail in bench.relay.mails)
    assert bench.letters()["einladung"].state is LetterState.HINFAELLIG
    assert "steht nicht mehr im Register" in bench.titles()
