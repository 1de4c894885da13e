"""The scene of the sweep: an office with two letters that are due, a release and 20 reports in its inbox.

It is built once; each point puts home, mailboxes and database back to that moment.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import sqlalchemy as sa

from kmn_automation.app.day import PassResult, run_pass
from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.model.error import TryLater
from kmn_automation.simulation.eml import Person, read, reply
from kmn_automation.simulation.eml_programs import Program
from kmn_automation.steps.resolve_doubt import GRACE
from kmn_automation.store import mails, outbox
from kmn_automation.store.mails import MailState
from kmn_automation.store.outbox import OutboxState
from tests.office import MAY, RealOffice
from tests.servers import AUTHSERV_ID

REPORTS = 20
EARLIER = 3
PASSES = 5
STAMP = f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from={{domain}}\r\n"
_TOKEN = re.compile(r"KMN-F-[A-Z2-7]{32}")


@dataclass
class Scene:
    """An office at the moment before the pass, with copies of everything that the pass may change."""

    office: RealOffice
    copies: Path
    sent: dict[str, str] = field(default_factory=dict)
    """Message-ID of each report → the address that waits for an answer."""
    moment: dt.datetime = MAY
    workers: int = 1

    @property
    def home(self) -> Path:
        return self.office.place.settings.home

    @property
    def mailboxes(self) -> Path:
        return self.office.dovecot.folder / "mail"

    def users(self) -> list[Path]:
        """The mailboxes of this office and of everybody it knows."""
        number = self.office.address.partition("@")[0].removeprefix("buero")
        names = (f"p{number}-*", f"buero{number}@*", f"archiv{number}@*")
        return sorted(path for name in names for path in self.mailboxes.glob(name))

    def workplace(self) -> Workplace:
        """The office as a new process would open it, with the loaded files of the warm one."""
        settings = self.office.place.settings
        run = settings.run.model_copy(update={"workers": self.workers})
        place = Workplace(settings.model_copy(update={"run": run}), self.office.clock)
        place.toolbox = self.office.place.toolbox
        return place

    def run(self) -> PassResult:
        """One pass, as a process of its own would make it."""
        place = self.workplace()
        try:
            return self._run_alone(place)
        finally:
            place.store.close()

    def _run_alone(self, place: Workplace) -> PassResult:
        """Workers hold the lock of their killed pass until the kernel has ended them, too."""
        patience = Event()
        for _ in range(100):
            try:
                return run_pass(place)
            except TryLater:
                patience.wait(0.1)
        return run_pass(place)

    def save(self) -> None:
        """Keeps this moment."""
        self.office.place.store.close()
        self.office.place.__dict__.pop("store", None)
        self.moment = self.office.clock.now
        _copy([self.home], self.copies / "home")
        _copy(self.users(), self.copies / "mail")
        _template(self.office.place.settings.run.database, "save")

    def restore(self) -> None:
        """Everything as it was when it was saved."""
        self.office.clock.now = self.moment
        for path in [self.home, *self.users()]:
            shutil.rmtree(path)
        _copy([self.copies / "home" / self.home.name], self.home.parent)
        _copy(sorted((self.copies / "mail").iterdir()), self.mailboxes)
        _template(self.office.place.settings.run.database, "restore")

    def recover(self) -> int:
        """New passes with the clock going on, until nothing is left to do; how many there were."""
        for number in range(1, PASSES + 1):
            self.wait_for_relay()
            self.office.clock.forward(minutes=1 if number == 1 else 20)
            self.run()
            if self._rests():
                self.wait_for_relay()
                return number
        self.wait_for_relay()
        return PASSES + 1

    def _rests(self) -> bool:
        place = self.workplace()
        with place.store.read() as tx:
            rows = outbox.in_state(tx, OutboxState.BEREIT, OutboxState.IN_UEBERGABE)
            undone = [*mails.in_state(tx, MailState.GEHOLT), *mails.in_state(tx, MailState.ERLEDIGT)]
            doubts = outbox.in_state(tx, OutboxState.UNGEKLAERT)
        place.store.close()
        old = all(self.office.clock.now - (row.claimed_at or row.created_at) >= GRACE for row in doubts)
        return not rows and not undone and old

    def wait_for_relay(self) -> None:
        """Until Postfix has passed on what it took."""
        patience = Event()
        for _ in range(1500):
            if not self.office.postfix.waiting():
                return
            patience.wait(0.02)
        raise AssertionError("Postfix does not get rid of its mails")


def _copy(paths: list[Path], target: Path) -> None:
    target.mkdir(exist_ok=True, parents=True)
    subprocess.run(["/bin/cp", "-a", *map(str, paths), str(target)], check=True)


def _template(url: str, what: str) -> None:
    """PostgreSQL copies a database that nobody uses within a moment."""
    if not url:
        return
    name = str(sa.make_url(url).database)
    pair = (name, f"{name}_kept") if what == "restore" else (f"{name}_kept", name)
    engine = sa.create_engine(sa.make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as server:
        server.exec_driver_sql(f'DROP DATABASE IF EXISTS "{pair[0]}" WITH (FORCE)')
        server.exec_driver_sql(f'CREATE DATABASE "{pair[0]}" TEMPLATE "{pair[1]}"')
    engine.dispose()


def build_scene(office: RealOffice, copies: Path) -> Scene:
    """Three earlier reports, two of them released; then 20 reports and the third release wait in the inbox."""
    scene = Scene(office, copies)
    bescheide = office.register.bescheide
    for bescheid in bescheide[:EARLIER]:
        _put(office, office.report(bescheid, office.workbook(bescheid, 12)))
    scene.run()
    scene.wait_for_relay()
    replies = _releases(office)
    for raw in replies[: EARLIER - 1]:
        _put(office, raw)
    office.clock.forward(minutes=5)
    scene.run()
    for number, bescheid in enumerate(bescheide[EARLIER : EARLIER + REPORTS]):
        raw = office.report(bescheid, office.workbook(bescheid, 12, _spoilt if number % 3 == 1 else None))
        for _ in range(2 if number == 0 else 1):
            _put(office, raw)
        scene.sent[read_head(raw).first("message-id").strip()] = office.reporter(bescheid).email
    _put(office, replies[EARLIER - 1])
    office.clock.forward(days=1)
    scene.wait_for_relay()
    scene.save()
    return scene


def _put(office: RealOffice, raw: bytes) -> None:
    domain = read_head(raw).first("from").rpartition("@")[2].strip(" >")
    office.mailbox(office.address).put(STAMP.format(domain=domain).encode() + raw)


def _releases(office: RealOffice) -> list[bytes]:
    """What the coordinators answer to the requests they got."""
    found = []
    for person in office.register.coordinators:
        for raw in office.mailbox(person.email).mails(0):
            if _TOKEN.search(str(read(raw)["Subject"])):
                writer = Person(person.name, person.email)
                found.append(reply(raw, writer, "FREIGABE", office.clock.now, Program.THUNDERBIRD))
    return found


def _spoilt(values: dict[str, object], _tables: object) -> None:
    values.pop("bestaetigung.datum")
