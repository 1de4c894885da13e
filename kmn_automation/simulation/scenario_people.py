"""What the people of the demo do when a mail of the office reaches them; everybody reacts once on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kmn_automation.simulation import people
from kmn_automation.simulation.eml import Person, own_text, read, reply
from kmn_automation.simulation.eml_calendar import ACCEPTED, DECLINED, calendar_answer
from kmn_automation.simulation.eml_programs import Program
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.simulation.people import Decision, Request, Script, releases_all
from kmn_automation.simulation.scenario_cast import DAYS, Cast
from kmn_automation.simulation.scenario_files import Bookkeeper
from kmn_automation.simulation.scenario_mails import STILL_WRONG

React = Callable[[bytes, dt.datetime], bytes | None]
ORIGIN = "KMN-E-"
REFUSED = "T0017"
UNCLEAR = "T0012"


@dataclass(frozen=True, slots=True)
class Habit:
    """What somebody does once on that day (0, 1, 2), with the newest mail that it fits to."""

    day: int
    who: Person
    react: React


def habits(cast: Cast, bookkeeper: Bookkeeper) -> Iterator[Habit]:
    """Ten reactions of Träger."""

    def corrects(day: int, traeger_id: str, books: Draft) -> Habit:
        who = cast.person(traeger_id)
        person = people.Traeger(who, correct=lambda mail: bookkeeper.corrected(mail, books))
        return Habit(day, who, person.react)

    yield _is_away(0, cast.person("T0012"))
    yield _says(0, cast.person("T0014"), ORIGIN, "Guten Tag,\n\nja, der Bericht ist von uns.")
    yield corrects(1, "T0005", cast.draft("T0005"))
    yield corrects(1, "T0006", cast.draft("T0006"))
    yield corrects(1, "T0015", cast.draft("T0015", *STILL_WRONG))
    yield _answers_invitation(cast.reads_post("T0001"), ACCEPTED)
    yield _answers_invitation(cast.reads_post("T0018"), DECLINED)
    yield corrects(2, "T0015", cast.draft("T0015"))
    yield _is_away(2, cast.reads_post("T0023"))
    yield _says(
        2,
        cast.reads_post("T0009"),
        "fällig",
        "Guten Tag,\n\nunsere Buchhaltung ist erkrankt. Ist eine Verlängerung der Frist um drei Wochen möglich?",
    )


def coordinators(cast: Cast) -> tuple[people.Coordinator, ...]:
    """The office: one is unclear about one letter, one refuses one, all others are released."""
    refuses = _only(cast.traeger(REFUSED).name, Decision.ABLEHNUNG)
    unclear = _only(cast.traeger(UNCLEAR).name, Decision.UNKLAR)
    scripts = (unclear, refuses, releases_all)
    programs = (Program.OUTLOOK, Program.THUNDERBIRD, Program.WEBMAIL)
    return tuple(
        people.Coordinator(
            Person(each.name, each.email),
            program,
            script,
            "Bitte die vereinbarte Stellenteilung erwähnen.",
        )
        for each, program, script in zip(cast.register.coordinators, programs, scripts, strict=True)
    )


def _only(name: str, decision: Decision) -> Script:
    """That decision about the evaluation of one Träger; an invitation that names all of them is released."""

    def decide(request: Request) -> Decision:
        is_evaluation = any("bewertung" in each for each in request.files)
        named = name in " ".join(request.text.split())
        return decision if is_evaluation and named else Decision.FREIGABE

    return decide


def _is_away(day: int, who: Person) -> Habit:
    """An absence note; programs send one per sender, however many mails come."""
    return Habit(day, who, people.Traeger(who, absent_until=DAYS[day] + dt.timedelta(days=7)).react)


def _says(day: int, who: Person, occasion: str, text: str) -> Habit:
    def react(mail: bytes, moment: dt.datetime) -> bytes | None:
        message = read(mail)
        if occasion not in f"{message['Subject']}" or not own_text(message):
            return None
        return reply(mail, who, text, moment, Program.OUTLOOK)

    return Habit(day, who, react)


def _answers_invitation(who: Person, answer: str) -> Habit:
    return Habit(1, who, lambda mail, moment: calendar_answer(mail, who, answer, moment))
