"""A whole office without servers: a real store, the shipped rules and letters, an invented register, a set clock."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from docx import Document

from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.ground.jail import Jail
from kmn_automation.letters.facts import Authority, Office
from kmn_automation.model.register import Bescheid, Coordinator, Register
from kmn_automation.simulation.eml import Person, Writing, compose, reply, report_mail
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.faults import Fault, plant
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.simulation.figures import Tables, Values, invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.steps.desk import Desk, House, Tools
from kmn_automation.steps.look_back import records_of
from kmn_automation.steps.open_mail import Reader
from kmn_automation.steps.process_mails import process_mails
from kmn_automation.steps.receive import file_mails, receive
from kmn_automation.steps.send import Sent, send_due
from kmn_automation.steps.workbench import Workbench
from kmn_automation.store import letters, outbox, tasks
from kmn_automation.store import register as register_store
from kmn_automation.store.connect import Store
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.outbox import OutboxRow, OutboxState
from kmn_automation.store.tasks import TaskRow
from tests.steps.post import PaperBox, Relay, parse

MAY = dt.datetime(2026, 5, 4, 7, 0, tzinfo=dt.UTC)
"""A Monday morning on which the proofs for 2025 are not yet late."""
OFFICE = "kmn@kmn.test"
ARCHIVE = "archiv@kmn.test"
LANDESAMT = "landesamt@ls.test"
PROGRAM = Program.THUNDERBIRD
Change = Callable[[Values, Tables], None]


@dataclass
class Clock:
    """A clock that a test sets."""

    now: dt.datetime = MAY

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


def house(**changes: object) -> House:
    """The office's own addresses; `changes` by field name."""
    plain = House(
        office=Office(
            "Koordinierungsstelle KMN",
            "Lampionweg 1",
            "00100",
            "Laternenbrück",
            "030 23125-100",
            OFFICE,
            Authority("Landesamt für Proben", "Aktenweg 2", "00101", "Wolkensiel"),
        ),
        email=OFFICE,
        archive=ARCHIVE,
        landesamt=LANDESAMT,
        authserv_id="mail.kmn.test",
        probe_recipient="",
        withdrawal=dt.timedelta(minutes=15),
        letters_per_hour=200,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # by name, checked by the class


@cache
def shipped_tools() -> Tools:
    """Rules, forms, letters and texts as they are shipped, loaded once."""
    return Toolbox(Site(Path("/nonexistent"), shipped_root())).all()


@cache
def network(seed: int = 1) -> Register:
    """The invented register of 24 Träger."""
    return invent_network(seed)


def proven(raw: bytes, domain: str) -> bytes:
    """The mail with the result of our own server's check on top."""
    return f"Authentication-Results: mail.kmn.test; dmarc=pass header.from={domain}\r\n".encode() + raw


class WarmBench(Workbench):
    """A workbench whose jail outlives the test: starting one takes longer than a mail."""

    def __init__(self, desk: Desk, jail: Jail) -> None:
        super().__init__(desk, workers=1)
        look_back = records_of(desk.store, desk.register)
        self._reader = Reader(desk.tools, desk.register, desk.house, jail, look_back)

    def __exit__(self, *_: object) -> None:
        pass


@dataclass
class Bench:
    """The office, with what lies in its mailbox and what it handed over."""

    store: Store
    jail: Jail
    register: Register
    tools: Tools = field(default_factory=shipped_tools)
    house: House = field(default_factory=house)
    clock: Clock = field(default_factory=Clock)
    box: PaperBox = field(default_factory=PaperBox)
    relay: Relay = field(default_factory=Relay)

    @property
    def desk(self) -> Desk:
        return Desk(self.store, self.register, self.tools, self.house, self.clock, "probe:1")

    def set_register(self, register: Register) -> None:
        """Another state of the register, imported now."""
        self.register = register
        with self.store.begin() as tx:
            register_store.replace(tx, register, at=self.clock.now, source_sha256="-", actor="Probe")

    # ---- mails in ------------------------------------------------------------------------------------
    def bescheid(self, number: int = 0) -> Bescheid:
        return self.register.bescheide[number]

    def sender(self, bescheid: Bescheid) -> Person:
        """Who reports for a Bescheid: the address that letters go to."""
        contact = self.register.post_contact(bescheid.traeger_id, self.clock.now.date())
        assert contact is not None
        return Person(contact.name, contact.email)

    def workbook(self, number: int = 0, *faults: Fault, change: Change | None = None) -> bytes:
        """The filled form of that Bescheid, with these mistakes."""
        return _workbook(number, faults, change, self.register)

    def report(self, number: int, *files: bytes | tuple[str, bytes], text: str = "") -> bytes:
        """The proven mail of a Träger with these files."""
        sender = self.sender(self.bescheid(number))
        named = [
            each if isinstance(each, tuple) else (f"Bericht {n}.xlsx", each)
            for n, each in enumerate(files, 1)
        ]
        enclosures = tuple(Enclosure(name, data) for name, data in named)
        if text:
            raw = compose(
                Writing(sender, OFFICE, "Verwendungsnachweis", text, self.clock.now, PROGRAM, enclosures)
            )
        else:
            raw = report_mail(sender, OFFICE, enclosures, self.clock.now, PROGRAM)
        return proven(raw, sender.email.partition("@")[2])

    def work(self, *raws: bytes) -> Counter[str]:
        """Lays the mails into the inbox and does what a pass does with them; a minute goes by."""
        for raw in raws:
            self.box.put(raw, self.clock.now)
        desk = self.desk
        intake = receive(desk, self.box)
        outcomes = process_mails(desk, WarmBench(desk, self.jail), lambda _: True)
        file_mails(desk, self.box, intake)
        self.clock.forward(minutes=1)
        return outcomes

    def answer_to(self, mail: bytes, person: Coordinator | Person, text: str) -> bytes:
        """The proven reply of a person to a mail of ours."""
        raw = reply(mail, Person(person.name, person.email), text, self.clock.now, PROGRAM)
        return proven(raw, person.email.partition("@")[2])

    def letter_of(self, person: Coordinator | Person, subject: str, text: str) -> bytes:
        """A proven mail that answers nothing."""
        writing = Writing(Person(person.name, person.email), OFFICE, subject, text, self.clock.now, PROGRAM)
        return proven(compose(writing), person.email.partition("@")[2])

    # ---- what became of them -------------------------------------------------------------------------
    def outgoing(self, kind: str = "", to: str = "") -> list[OutboxRow]:
        """Rows of the outbox in any state."""
        with self.store.read() as tx:
            rows = outbox.in_state(tx, *OutboxState)
        return [each for each in rows if kind in {"", each.kind} and to in {"", each.recipient}]

    def raw(self, row: OutboxRow) -> bytes:
        return self.store.blobs.get(row.mime_sha256)

    def only(self, kind: str, to: str = "") -> bytes:
        """The one mail of that kind."""
        (row,) = self.outgoing(kind, to)
        return self.raw(row)

    def letters(self) -> dict[str, LetterRow]:
        """The newest letter of each kind."""
        with self.store.read() as tx:
            return {each.kind: each for each in letters.all_of_year(tx, self.clock.now.year)}

    def numbers(self) -> list[str]:
        with self.store.read() as tx:
            return [each.number for each in letters.all_of_year(tx, self.clock.now.year)]

    def tasks(self) -> list[TaskRow]:
        with self.store.read() as tx:
            return tasks.open_tasks(tx)

    def titles(self) -> str:
        return "\n".join(each.title for each in self.tasks())

    def person(self, number: int = 0) -> Coordinator:
        """Who answers for the Träger of that Bescheid."""
        traeger = self.register.find_traeger(self.bescheid(number).traeger_id)
        assert traeger is not None
        return self.register.responsible(traeger.regionalverbund, self.clock.now.date())[0]

    # ---- the rest of the day -------------------------------------------------------------------------
    def decide(self, text: str = "FREIGABE", number: int = 0) -> Counter[str]:
        """The answer of the person in charge to the last request."""
        person = self.person(number)
        request = self.raw(self.outgoing("freigabe_bitte", person.email)[-1])
        return self.work(self.answer_to(request, person, text))

    def send(self, stop: Callable[[], bool] = lambda: False) -> Sent:
        return send_due(self.desk, self.relay.open, stop)

    def released(self, number: int = 0) -> None:
        """A clean report of that Bescheid, its letter released and past the time for withdrawal."""
        self.work(self.report(number, self.workbook(number)))
        assert self.decide(number=number) == {"Entscheidung über eine Freigabe": 1}
        self.clock.forward(minutes=20)

    def letter_text(self, row: LetterRow) -> str:
        return docx_text(self.store.blobs.get(row.docx_sha256))


def docx_text(data: bytes) -> str:
    """Every paragraph of a Word file, tables included."""
    document = Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells]).replace("\u00a0", " ")


def token_of(request: bytes) -> str:
    """The secret of a request for release or of a question about an origin."""
    return str(parse(request)["Subject"]).rpartition("[")[2].rstrip("]")


_made: dict[object, bytes] = {}


def _workbook(number: int, faults: tuple[Fault, ...], change: Change | None, register: Register) -> bytes:
    key = (number, faults, change)
    if key not in _made:
        bescheid = network().bescheide[number]
        traeger = register.find_traeger(bescheid.traeger_id)
        assert traeger is not None
        rng = random.Random(number)
        values, tables = invent_report(bescheid, traeger, register.plan_of(bescheid), rng, 12)
        draft = plant(Draft(values, tables), list(faults), rng)
        if change:
            change(draft.values, draft.tables)
        _made[key] = shipped_tools().writers[draft.form_version].write(draft.values, draft.tables)
    return _made[key]
