"""What Träger and strangers write of their own accord in the three days of the demo, and the files they attach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kmn_automation.forms.workbook import FormWriter
from kmn_automation.simulation.eml import Person, Writing, compose, question, reply, report_mail
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.faults import Fault
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.simulation.network import PROGRAM
from kmn_automation.simulation.scenario_cast import Cast
from kmn_automation.simulation.scenario_files import SCAN, zipped

FIRST_REPORTS: tuple[tuple[str, Program, tuple[Fault, ...]], ...] = (
    ("T0001", Program.OUTLOOK, ()),
    ("T0002", Program.THUNDERBIRD, ()),
    ("T0003", Program.OUTLOOK, (Fault.SPENT_LESS,)),
    ("T0004", Program.WEBMAIL, (Fault.TEXT_DECIMALS,)),
    ("T0005", Program.APPLE_MAIL, (Fault.WRONG_INCOME_SUM,)),
    ("T0006", Program.OUTLOOK, (Fault.DUPLICATE_RECEIPT,)),
    ("T0012", Program.OUTLOOK, (Fault.GAP_IN_NUMBERS,)),
    ("T0013", Program.THUNDERBIRD, ()),
    ("T0015", Program.WEBMAIL, (Fault.NO_NUMBER, Fault.STATISTICS_GENDER, Fault.MISSING_TEXT)),
    ("T0016", Program.OUTLOOK, (Fault.SHORT_TEXT, Fault.UNSORTED_RECEIPTS)),
    ("T0017", Program.APPLE_MAIL, ()),
    ("T0018", Program.WEBMAIL, ()),
    ("T0019", Program.THUNDERBIRD, (Fault.VACANT_POST,)),
)
STILL_WRONG = (Fault.MISSING_TEXT,)
"""What the first correction of T0015 leaves as it was."""
STRANGER = Person("Jördis Taubenblau", "jt@freie-post-pinselwerder.example")
NEWSLETTER = Person("Rundbrief Lampion", "rundbrief@lampion-verlag.example")
SHARING = ("T0007", "T0008")


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail as it is handed in; without login its sender is not proved."""

    raw: bytes
    login: str
    moment: dt.datetime


@dataclass(frozen=True, slots=True)
class Desks:
    """The people at their desks: what they write, and with which files."""

    cast: Cast
    writer: FormWriter

    def workbook(self, traeger_id: str, *faults: Fault) -> Enclosure:
        """The filled form of a Träger."""
        return self.file(traeger_id, self.cast.draft(traeger_id, *faults))

    def file(self, traeger_id: str, draft: Draft) -> Enclosure:
        """A report as a file, named as people name files."""
        year = self.cast.bescheid(traeger_id).foerderjahr
        ort = self.cast.traeger(traeger_id).ort
        return Enclosure(
            f"Verwendungsnachweis {year} {ort}.xlsx", self.writer.write(draft.values, draft.tables)
        )

    def report(
        self, traeger_id: str, files: tuple[Enclosure, ...], moment: dt.datetime, program: Program
    ) -> Sent:
        """A covering mail with files, from a proved address."""
        who = self.cast.person(traeger_id)
        return Sent(report_mail(who, PROGRAM, files, moment, program), who.email, moment)

    def says(self, traeger_id: str, subject: str, text: str, moment: dt.datetime, *files: Enclosure) -> Sent:
        """A mail in somebody's own words."""
        who = self.cast.person(traeger_id)
        return Sent(
            compose(Writing(who, PROGRAM, subject, text, moment, enclosures=files)), who.email, moment
        )

    def answers(self, who: Person, mail: bytes, text: str, moment: dt.datetime) -> Sent:
        """A reply to a mail of the office."""
        return Sent(reply(mail, who, text, moment, Program.THUNDERBIRD), who.email, moment)


def first_day(desks: Desks, begin: dt.datetime, ods: Enclosure) -> Iterator[Sent]:
    """22 mails: reports of every sort, and what else comes."""
    moments = (begin + dt.timedelta(minutes=4 * number) for number in range(60))
    for traeger_id, program, faults in FIRST_REPORTS:
        yield desks.report(traeger_id, (desks.workbook(traeger_id, *faults),), next(moments), program)
    both = tuple(desks.workbook(each) for each in SHARING)
    yield desks.report(SHARING[0], both, next(moments), Program.THUNDERBIRD)
    packed = zipped(desks.workbook("T0010"), "Verwendungsnachweis.zip")
    yield desks.report("T0010", (packed,), next(moments), Program.APPLE_MAIL)
    yield desks.report("T0011", (ods,), next(moments), Program.THUNDERBIRD)
    yield replace(desks.report("T0014", (desks.workbook("T0014"),), next(moments), Program.WEBMAIL), login="")
    who, moment = desks.cast.person("T0020"), next(moments)
    yield Sent(question(who, PROGRAM, moment, Program.OUTLOOK), who.email, moment)
    scan = Enclosure("Scan Verwendungsnachweis.pdf", SCAN)
    yield desks.report("T0024", (scan,), next(moments), Program.OUTLOOK)
    yield from _strangers(desks, moments)


def _strangers(desks: Desks, moments: Iterator[dt.datetime]) -> Iterator[Sent]:
    """Somebody who is not registered, somebody who forges, and a newsletter."""
    file, moment = desks.workbook("T0009"), next(moments)
    yield Sent(report_mail(STRANGER, PROGRAM, (file,), moment, Program.WEBMAIL), STRANGER.email, moment)
    forged = Enclosure("Verwendungsnachweis neu.xlsx", desks.workbook("T0002", Fault.WRONG_PAID).data)
    yield replace(desks.report("T0002", (forged,), next(moments), Program.WEBMAIL), login="")
    moment = next(moments)
    text = "Neu im Mai: Lampions für jede Jahreszeit."
    letter = compose(Writing(NEWSLETTER, PROGRAM, "Rundbrief Mai", text, moment, Program.WEBMAIL))
    yield Sent(b"List-Id: <rundbrief.lampion-verlag.example>\r\n" + letter, NEWSLETTER.email, moment)


def second_day(desks: Desks, begin: dt.datetime) -> Iterator[Sent]:
    """Five mails: the same file again, two late starters, thanks, a question of a stranger."""
    moments = (begin + dt.timedelta(minutes=6 * number) for number in range(10))
    again = desks.workbook("T0001")
    yield desks.report("T0001", (again,), next(moments), Program.OUTLOOK)
    for traeger_id in ("T0020", "T0024"):
        yield desks.report(traeger_id, (desks.workbook(traeger_id),), next(moments), Program.OUTLOOK)
    yield desks.says(
        "T0010", "Vielen Dank", "Guten Morgen,\n\nvielen Dank für die schnelle Rückmeldung!", next(moments)
    )
    moment = next(moments)
    yield Sent(question(STRANGER, PROGRAM, moment, Program.WEBMAIL), STRANGER.email, moment)


def third_day(desks: Desks, begin: dt.datetime) -> Iterator[Sent]:
    """Three mails: a report after the reminder, one with a question, a correction of what was accepted."""
    moments = (begin + dt.timedelta(minutes=10 * number) for number in range(10))
    late = desks.workbook("T0022", Fault.TEXT_DECIMALS)
    yield desks.report("T0022", (late,), next(moments), Program.WEBMAIL)
    yield desks.says(
        "T0021",
        "Verwendungsnachweis 2025",
        "Guten Tag,\n\nanbei unser Verwendungsnachweis. Dürfen wir die Originalbelege nach drei Jahren vernichten?",
        next(moments),
        desks.workbook("T0021"),
    )
    yield desks.says(
        "T0016",
        "Verwendungsnachweis 2025, ergänzte Fassung",
        "Guten Tag,\n\nwir haben den Sachbericht noch ergänzt; anbei die neue Fassung.",
        next(moments),
        desks.workbook("T0016"),
    )
