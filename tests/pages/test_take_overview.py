"""The overview of a real office: a folder as mailbox, a register, one pass; the page lies in the home folder."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from kmn_automation.app.day import OVERVIEW, run_pass
from kmn_automation.app.settings import Settings
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import TryLater
from kmn_automation.model.finding import Outcome
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.pages.figures import Overview
from kmn_automation.pages.overview import draw_overview
from kmn_automation.simulation.eml import Person, report_mail
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.steps.take_overview import take_overview
from kmn_automation.store import register as register_store
from tests.pages.reading import read

MORNING = dt.datetime(2026, 7, 6, 6, 0, tzinfo=dt.UTC)
AUTHSERV_ID = "mx.kmn.test"
"""A Monday six days after most proofs for 2025 were due."""


def settings(home: Path) -> Settings:
    """An office whose mailbox is a folder, and whose relay is away."""
    (home / "inbox").mkdir(parents=True)
    place = {"strasse": "Ahornweg 1", "plz": "30000", "ort": "Musterstadt"}
    return Settings.model_validate(
        {
            "office": {"name": "Büro <KMN>", "email": "kmn@kmn.test", "archive": "archiv@kmn.test", **place},
            "landesamt": {"name": "Landesamt", "email": "ls@landesamt.test", **place},
            "mailbox": {"folder": str(home / "inbox"), "authserv_id": AUTHSERV_ID},
            "smtp": {"host": "127.0.0.1", "port": 9, "security": "keine"},
            "run": {"mode": "Probe", "probe_recipient": "probe@kmn.test", "workers": 1},
            "home": home,
        }
    )


def stamped(raw: bytes, sender: str) -> bytes:
    """As our own server passes it on after looking at its origin."""
    domain = sender.partition("@")[2]
    results = (
        f"Authentication-Results: {AUTHSERV_ID}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    )
    return results.encode() + b"\r\n" + raw


def put_report(
    place: Workplace, register: Register, bescheid: Bescheid, *, spoilt: bool, at: dt.datetime = MORNING
) -> None:
    """A report of that Bescheid lies in the inbox."""
    traeger = register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    rng = random.Random(bescheid.geschaeftszeichen)
    values, tables = invent_report(bescheid, traeger, register.plan_of(bescheid), rng, 12)
    if spoilt:
        values.pop("bestaetigung.datum")
    data = place.toolbox.writers["2024"].write(values, tables)
    contact = next(c for c in register.contacts if c.traeger_id == traeger.id and c.may_report)
    person = Person(contact.name, contact.email)
    enclosure = Enclosure("Bericht.xlsx", data)
    raw = report_mail(person, "kmn@kmn.test", (enclosure,), at, Program.OUTLOOK)
    name = f"{bescheid.geschaeftszeichen.replace('/', '-')} {at:%H%M}"
    path = place.settings.home / "inbox" / f"{name}.eml"
    path.write_bytes(stamped(raw, contact.email))
    os.utime(path, (at.timestamp(), at.timestamp()))  # the time of the file is the time of receipt


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    place = Workplace(settings(tmp_path_factory.mktemp("office") / "home"), lambda: MORNING)
    register = invent_network(7, 24, 2025)
    with place.store.begin() as tx:
        register_store.replace(tx, register, at=MORNING, source_sha256="0" * 64, actor="test")
    for number, bescheid in enumerate(register.bescheide[:5]):
        put_report(place, register, bescheid, spoilt=number == 4)
    put_report(place, register, register.bescheide[0], spoilt=True, at=MORNING - dt.timedelta(hours=1))
    result = run_pass(place)
    assert {type(each) for each in result.failures} == {
        TryLater
    }  # the relay is away, everything else is done
    return place


@pytest.fixture(scope="module")
def figures(office: Workplace) -> Overview:
    return take_overview(office.desk())


def test_a_pass_leaves_the_page_in_the_home_folder_for_its_owner_alone(office: Workplace) -> None:
    path = office.settings.home / OVERVIEW

    page = read(path.read_text("utf-8"))

    assert path.stat().st_mode & 0o777 == 0o600
    assert "Übersicht: Büro <KMN>" in page.text
    assert "Stand: 06.07.2026, 08:00 Uhr" in page.text  # summer time in Berlin


def test_every_bescheid_of_the_last_year_is_counted_once_by_its_outcome(
    office: Workplace, figures: Overview
) -> None:
    register = office.load_register()

    assert figures.foerderjahr == 2025
    assert len(figures.reports) == len([b for b in register.bescheide if b.foerderjahr == 2025])
    outcomes = Counter(each.outcome for each in figures.reports)
    assert outcomes[Outcome.NACHBESSERUNG] == 1
    assert sum(outcomes[each] for each in Outcome) == 5
    assert {each.regionalverbund for each in figures.reports} <= {
        each.name for each in register.regionalverbuende
    }


def test_the_mails_of_the_day_say_what_became_of_them(figures: Overview) -> None:
    assert Counter(each.outcome for each in figures.mails) == {"Bericht geprüft": 6}
    assert all(each.answered for each in figures.mails)


def test_letters_wait_for_persons_that_the_register_names(office: Workplace, figures: Overview) -> None:
    people = {each.name for each in office.load_register().coordinators}

    assert figures.waiting
    assert {each.person for each in figures.waiting} <= people
    assert {each.number for each in figures.waiting} <= {each.number for each in figures.letters}


def test_letters_are_called_as_their_templates_call_them(office: Workplace, figures: Overview) -> None:
    library = office.toolbox.library

    assert {each.kind for each in figures.letters} <= {library.sidecar(kind).title for kind in library.kinds}


def test_a_late_proof_is_overdue_until_a_report_came(figures: Overview) -> None:
    late = {each.geschaeftszeichen for each in figures.overdue}
    came = {each.geschaeftszeichen for each in figures.reports if each.outcome}

    assert late
    assert not late & came


def test_the_sums_match(figures: Overview) -> None:
    assert [each.name for each in figures.checks if not each.fits] == []
    assert len(figures.checks) >= 3


def test_a_mail_of_the_day_before_yesterday_is_no_longer_of_today(office: Workplace) -> None:
    later = dataclasses.replace(office.desk(), clock=lambda: MORNING + dt.timedelta(days=2))

    assert take_overview(later).mails == ()


def test_next_year_shows_what_is_unfinished_and_no_notes_of_the_file(office: Workplace) -> None:
    next_year = dataclasses.replace(office.desk(), clock=lambda: MORNING + dt.timedelta(days=365))

    shown = {each.kind for each in take_overview(next_year).letters}

    assert "Prüfvermerk" not in shown
    assert shown & {"Bewertungsschreiben", "Bewertungsschreiben mit Hinweisen"}


def test_a_request_that_nobody_can_answer_any_more_says_so(office: Workplace) -> None:
    later = dataclasses.replace(office.desk(), clock=lambda: MORNING + dt.timedelta(days=30))

    assert all(each.expired for each in take_overview(later).waiting)
    assert "abgelaufen" in read(draw_overview(take_overview(later))).text
    assert (
        "abgelaufen"
        not in read((office.settings.home / OVERVIEW).read_text("utf-8")).text.partition("Überfällig")[0]
    )


def test_of_two_fassungen_the_one_that_was_received_last_counts(office: Workplace, figures: Overview) -> None:
    sign = office.load_register().bescheide[0].geschaeftszeichen

    line = next(each for each in figures.reports if each.geschaeftszeichen == sign)

    assert line.fassung == 2
    assert line.outcome is not Outcome.NACHBESSERUNG
