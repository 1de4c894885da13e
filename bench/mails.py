"""The work of the bench: report mails of 200 receipts each, laid into a real mailbox before the clock starts."""

from __future__ import annotations

import imaplib
import random
from dataclasses import replace

from kmn_automation.simulation.eml import Person, report_mail
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.figures import invent_report
from tests.office import RealOffice
from tests.servers import AUTHSERV_ID, HOST

RECEIPTS = 200


def make_mails(office: RealOffice, number: int, faulty_every: int = 5) -> list[bytes]:
    """One report per Bescheid, every fifth with a mistake that sends it back; stamped as our server would."""
    writer = office.place.toolbox.writers["2024"]
    mails = []
    for index, bescheid in enumerate(office.register.bescheide[:number]):
        traeger = office.register.find_traeger(bescheid.traeger_id)
        assert traeger is not None
        rng = random.Random(index)
        values, tables = invent_report(bescheid, traeger, office.register.plan_of(bescheid), rng, RECEIPTS)
        if index % faulty_every == faulty_every - 1:
            values.pop("bestaetigung.datum")
            values["statistik.geschlecht_w"] = values["statistik.geschlecht_w"] + 3
        contact = office.reporter(bescheid)
        name = f"Bericht {traeger.id}.xlsx"
        raw = report_mail(
            Person(contact.name, contact.email),
            office.address,
            (Enclosure(name, writer.write(values, tables)),),
            office.clock.now,
            Program.OUTLOOK,
        )
        domain = contact.email.partition("@")[2]
        stamp = f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from={domain}\r\n"
        mails.append(stamp.encode() + raw)
    return mails


def lay_down(office: RealOffice, address: str, mails: list[bytes]) -> None:
    """APPENDs the mails to an inbox."""
    with imaplib.IMAP4(HOST, office.dovecot.imap_port) as client:
        client.login(address, office.dovecot.password)
        for raw in mails:
            client.append("INBOX", "", "", raw)


def for_mailbox(office: RealOffice, address: str) -> RealOffice:
    """The same office looking into another mailbox."""
    return replace(office, address=address)
