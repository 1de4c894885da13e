"""A whole office on real servers: an invented network whose people have mailboxes at Dovecot, behind Postfix."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kmn_automation.app.settings import Settings
from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.model.register import Bescheid, Contact, Register
from kmn_automation.simulation.eml import Person, report_mail
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.store import register as register_store
from tests.conftest import Mailbox
from tests.servers import AUTHSERV_ID, HOST, Dovecot, Postfix

MAY = dt.datetime(2026, 5, 4, 7, 0, tzinfo=dt.UTC)
"""A Monday morning on which the proofs for 2025 are not yet late."""
_numbers = itertools.count(1)


@dataclass
class Clock:
    """A clock that a test sets."""

    now: dt.datetime = MAY

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@dataclass(frozen=True)
class RealOffice:
    """The office, its register and its servers; every office has mailboxes of its own."""

    place: Workplace
    register: Register
    clock: Clock
    dovecot: Dovecot
    postfix: Postfix
    address: str
    archive: str

    def mailbox(self, address: str) -> Mailbox:
        """The mailbox of anybody."""
        return Mailbox(HOST, self.dovecot.imap_port, address.lower(), self.dovecot.password)

    def reporter(self, bescheid: Bescheid) -> Contact:
        """Who reports for a Bescheid."""
        day = self.clock.now.date()
        return next(
            c
            for c in self.register.contacts
            if c.traeger_id == bescheid.traeger_id and c.may_report and c.valid_on(day)
        )

    def workbook(
        self, bescheid: Bescheid, receipts: int = 20, change: Callable[..., None] | None = None
    ) -> bytes:
        """A filled form of that Bescheid; `change(values, tables)` spoils it first."""
        traeger = self.register.find_traeger(bescheid.traeger_id)
        assert traeger is not None
        rng = random.Random(bescheid.geschaeftszeichen)
        values, tables = invent_report(bescheid, traeger, self.register.plan_of(bescheid), rng, receipts)
        if change:
            change(values, tables)
        return self.place.toolbox.writers["2024"].write(values, tables)

    def report(self, bescheid: Bescheid, *files: bytes, program: Program = Program.OUTLOOK) -> bytes:
        """The mail with which a Träger reports."""
        contact = self.reporter(bescheid)
        enclosures = tuple(
            Enclosure(f"Bericht {bescheid.geschaeftszeichen} {n}.xlsx".replace("/", "-"), data)
            for n, data in enumerate(files, 1)
        )
        return report_mail(
            Person(contact.name, contact.email), self.address, enclosures, self.clock.now, program
        )

    def send(self, sender: str, raw: bytes, to: str = "") -> None:
        """Hands a mail to Postfix, as a mail program does."""
        with smtplib.SMTP(HOST, self.postfix.smtp_port, timeout=30) as line:
            line.sendmail(sender, [to or self.address], raw)

    def lay(self, raw: bytes, times: int = 1) -> None:
        """Lays a mail into the inbox, proven by the stamp of our own server; the same bytes each time."""
        domain = read_head(raw).first("from").rpartition("@")[2].strip(" >")
        stamp = f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from={domain}\r\n"
        for _ in range(times):
            self.mailbox(self.address).put(stamp.encode() + raw)

    def place_with(self, section: str, **changes: object) -> Workplace:
        """The same office with other settings in that section, as after a restart."""
        settings = self.place.settings
        changed = getattr(settings, section).model_copy(update=changes)
        place = Workplace(settings.model_copy(update={section: changed}), self.clock)
        place.toolbox = self.place.toolbox
        return place

    def wait_for_inbox(self, number: int) -> None:
        """Postfix delivers a moment later."""
        self.mailbox(self.address).mails(number)


def open_office(
    home: Path, dovecot: Dovecot, postfix: Postfix, register: Register | None = None, **run: object
) -> RealOffice:
    """An office in that folder, its register imported; `run` are settings of that section."""
    number = next(_numbers)
    address, archive = f"buero{number}@kmn.test", f"archiv{number}@kmn.test"
    register = local_addresses(register or invent_network(7, 24, 2025), number)
    clock = Clock()
    place = Workplace(make_settings(home, (dovecot, postfix), (address, archive), **run), clock)
    with place.store.begin() as tx:
        register_store.replace(tx, register, at=clock.now, source_sha256="0" * 64, actor="test")
    return RealOffice(place, register, clock, dovecot, postfix, address, archive)


def make_settings(
    home: Path, servers: tuple[Dovecot, Postfix], addresses: tuple[str, str], **run: object
) -> Settings:
    """Settings for real servers with verified TLS."""
    dovecot, postfix = servers
    secrets = home / "secrets"
    secrets.mkdir(parents=True)
    for name in ("imap", "smtp", "archive"):
        (secrets / name).write_text(dovecot.password)
        (secrets / name).chmod(0o600)
    authority = str(dovecot.certificates.authority)
    line = {"host": HOST, "security": "tls", "ca_file": authority, "user": addresses[0]}
    return Settings.model_validate(
        {
            "office": {
                "name": "Koordinierungsstelle KMN",
                "strasse": "Ahornweg 1",
                "plz": "30000",
                "ort": "Musterstadt",
                "telefon": "0511 000000",
                "email": addresses[0],
                "archive": addresses[1],
            },
            "landesamt": {
                "name": "Landesamt",
                "strasse": "Birkenweg 2",
                "plz": "26000",
                "ort": "Musterstadt",
                "email": "landesamt@kmn.test",
            },
            "mailbox": line | {"port": dovecot.imaps_port, "authserv_id": AUTHSERV_ID},
            "smtp": line | {"port": postfix.smtps_port},
            "run": {"mode": "Betrieb", "workers": 2} | run,
            "home": home,
        }
    )


def local_addresses(register: Register, number: int) -> Register:
    """The register with addresses that the test servers deliver to, different for every office."""
    names: dict[str, str] = {}

    def local(email: str, domain: str) -> str:
        return names.setdefault(email, f"p{number}-{len(names)}@{domain}")

    contacts: Sequence[Contact] = [
        replace(c, email=local(c.email, "traeger.test")) for c in register.contacts
    ]
    coordinators = [replace(p, email=local(p.email, "kmn.test")) for p in register.coordinators]
    leads = [replace(v, email=local(v.email, "traeger.test")) for v in register.regionalverbuende]
    in_time = [
        replace(b, nachweis_bis=dt.date(2039, 12, 31)) for b in register.bescheide
    ]  # servers stamp the real day
    return replace(
        register,
        bescheide=tuple(in_time),
        contacts=tuple(contacts),
        coordinators=tuple(coordinators),
        regionalverbuende=tuple(leads),
    )
