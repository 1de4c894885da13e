"""The demo's three days: mails come in over the wire, the office works, people answer, letters leave."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kmn_automation.app.day import PassResult, Wishes, run_pass
from kmn_automation.app.wiring import Workplace
from kmn_automation.forms.intake import parse_jail
from kmn_automation.model.error import KmnError
from kmn_automation.model.german import format_day
from kmn_automation.model.zone import BERLIN
from kmn_automation.simulation.eml_programs import Enclosure
from kmn_automation.simulation.people import Coordinator
from kmn_automation.simulation.post_office import PostOffice
from kmn_automation.simulation.scenario_cast import DAYS, UNDELIVERABLE, Cast, at
from kmn_automation.simulation.scenario_files import Bookkeeper, OdsMaker
from kmn_automation.simulation.scenario_home import import_register, open_office
from kmn_automation.simulation.scenario_mails import Desks, Sent, first_day, second_day, third_day
from kmn_automation.simulation.scenario_people import Habit, coordinators, habits

SEED = 7
FORM = "2024"
ROUND = dt.timedelta(minutes=20)
"""Longer than a release can be withdrawn: what was released in one round leaves in the next."""
EVENING_BEFORE = dt.timedelta(hours=10)
MOST_ROUNDS = 9
OUTSIDE, OFFICE = "von Trägern und Fremden", "von der Koordination"

Tell = Callable[[str], None]
Stop = Callable[[], bool]


class Stopped(KmnError):
    """Somebody pressed Ctrl-C; the demo ended between two steps."""

    exit_code = 130


@dataclass(slots=True)
class Stage:
    """The office on the embedded servers, the people around it, and the time that both go by."""

    post: PostOffice
    place: Workplace
    cast: Cast
    habits: list[Habit]
    coordinators: tuple[Coordinator, ...]
    sent: Counter[str] = field(default_factory=Counter)
    """How many mails were handed in to the office, by whom."""
    register: bytes = b""
    stop: Stop = lambda: False
    _read: Counter[str] = field(default_factory=Counter)

    def hand_in(self, mail: Sent, by: str = OUTSIDE) -> None:
        """A mail to the office, at its own moment.

        Raises:
            Stopped: Ctrl-C.
        """
        self._stop_here()
        self.post.moment = mail.moment
        self.post.submit(mail.raw, mail.login)
        self.sent[by] += 1

    def work(self, moment: dt.datetime, *, morning: bool = False) -> PassResult:
        """One pass of the office at that moment; in the morning with what is due and the digest.

        Raises:
            Stopped: Ctrl-C.
            KmnError: something of our own did not work.
        """
        self.post.moment = moment
        result = run_pass(self.place, Wishes(digest=morning, plan=morning, stop=self.stop))
        self._stop_here()
        if result.failures:
            raise result.failures[0]
        return result

    def react(self, day: int, moment: dt.datetime) -> int:
        """Everybody looks into their mailbox and answers; how many mails came to the office by that."""
        before = self.sent.total()
        for person in self.coordinators:
            for mail in self._unread(person.person.email):
                if answer := person.react(mail, moment):
                    self.hand_in(Sent(answer, person.person.email, moment), OFFICE)
        for habit in [each for each in self.habits if each.day == day]:
            mails = reversed(self.post.mails(habit.who.email))
            answer = next((found for mail in mails if (found := habit.react(mail, moment))), None)
            if answer:
                self.habits.remove(habit)
                self.hand_in(Sent(answer, habit.who.email, moment))
        return self.sent.total() - before

    def _stop_here(self) -> None:
        if self.stop():
            do = "Der Ordner ist unvollständig; kmn demo ersetzt ihn beim nächsten Mal."
            raise Stopped("Die Demo wurde abgebrochen.", do=do)

    def _unread(self, address: str) -> list[bytes]:
        mails = self.post.mails(address)
        new = mails[self._read[address] :]
        self._read[address] = len(mails)
        return new


@contextmanager
def staged(home: Path, seed: int = SEED) -> Iterator[tuple[Stage, OdsMaker]]:
    """An office in that folder with its register imported, everything ended afterwards."""
    cast = Cast.invent(seed)
    with ExitStack() as stack:
        dead = (cast.post_address(UNDELIVERABLE),)
        post = stack.enter_context(PostOffice(at(DAYS[0], 5), dead=dead))
        place = open_office(home, post, lambda: post.moment)
        forms = place.toolbox.forms
        desks = Desks(cast, place.toolbox.writers[FORM])
        maker = stack.enter_context(OdsMaker(desks.workbook("T0011").data))
        jail = stack.enter_context(parse_jail())
        stack.callback(place.store.close)
        register = import_register(place, cast.register)
        bookkeeper = Bookkeeper(forms[FORM], jail)
        stage = Stage(
            post, place, cast, list(habits(cast, bookkeeper)), coordinators(cast), register=register
        )
        yield stage, maker


def play(stage: Stage, ods: Callable[[], bytes], tell: Tell) -> None:
    """The three days; `tell` hears one line for each pass."""
    desks = Desks(stage.cast, stage.place.toolbox.writers[FORM])
    for number, day in enumerate(DAYS):
        tell(f"Tag {number + 1} von {len(DAYS)}: {format_day(day)}")
        stage.work(at(day, 6) - EVENING_BEFORE)  # the worker runs on the days between, too
        stage.work(at(day, 6), morning=True)
        begin = at(day, 8)
        match number:
            case 0:
                mails: Iterable[Sent] = first_day(
                    desks, begin, Enclosure("Verwendungsnachweis 2025.ods", ods())
                )
            case 1:
                mails = second_day(desks, begin)
            case _:
                mails = third_day(desks, begin)
        for mail in mails:
            stage.hand_in(mail)
        _until_quiet(stage, number, at(day, 10), tell)


def _until_quiet(stage: Stage, day: int, moment: dt.datetime, tell: Tell) -> None:
    """Passes and reactions in turn, until nobody writes and nothing leaves any more."""
    for number in range(MOST_ROUNDS):
        answers = stage.react(day, moment) if number else 0
        result = stage.work(moment)
        tell(_line(moment, result))
        if number and not answers and not result.stored and not result.sent:
            return
        moment += ROUND


def _line(moment: dt.datetime, result: PassResult) -> str:
    clock = moment.astimezone(BERLIN)
    return f"  {clock:%H:%M} Uhr: {result.stored} Mails gelesen, {sum(result.sent.values())} gesendet"
