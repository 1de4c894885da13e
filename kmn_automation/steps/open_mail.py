"""One mail opened: unpacked in the jail, its facts found, its one rule chosen, its workbooks read and examined.

Runs in a worker process and writes nothing; what it gives is plain values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kmn_automation.forms.convert import find_converter
from kmn_automation.forms.intake import JAIL_FUNCTIONS, Intake
from kmn_automation.forms.intake import WARM as WARM_FORMS
from kmn_automation.ground.jail import Jail, JailFailure
from kmn_automation.letters.edited import JAIL_FUNCTIONS as LETTER_FUNCTIONS
from kmn_automation.letters.edited import Edited
from kmn_automation.letters.edited import from_jail as edited_from_jail
from kmn_automation.mail.attachment_kind import SPREADSHEETS, Kind
from kmn_automation.mail.authentication import Authentication, Proof
from kmn_automation.mail.facts import Facts, facts_of
from kmn_automation.mail.inbox_rules import Classification, Verb
from kmn_automation.mail.unpacked import Part, Unpacked, from_jail
from kmn_automation.model.register import Register
from kmn_automation.model.zone import local_day
from kmn_automation.steps.desk import House, Tools
from kmn_automation.steps.directory import RegisterDirectory
from kmn_automation.steps.examine import Examiner, examine_part
from kmn_automation.steps.look_back import LookBack
from kmn_automation.steps.opened import Examined, Manuscript, Opened, Unread
from kmn_automation.steps.other_files import other_files
from kmn_automation.store.mails import MailRow

JAILED = {**JAIL_FUNCTIONS, **LETTER_FUNCTIONS, "unpack": "kmn_automation.mail.unpack:unpack_for_jail"}
WARM = (*WARM_FORMS, "unpack")
DOCUMENTS = frozenset({Kind.DOCUMENT, Kind.PDF, Kind.LOCKED_ARCHIVE})
"""What may be meant as a changed letter; pictures of a signature are not."""
UNREADABLE = "Die Datei ließ sich nicht öffnen. Bitte in Word neu als .docx speichern."


@dataclass(frozen=True, slots=True)
class Reader:
    """What a worker needs to open a mail."""

    tools: Tools
    register: Register
    house: House
    jail: Jail
    look_back: LookBack


def open_mail(reader: Reader, row: MailRow, raw: bytes, *, confirmed: bool) -> Opened:
    """The mail with its facts, its rule, and, where the rule says so, its reports."""
    unpacked = from_jail(*reader.jail.call("unpack", raw, {}))
    directory = RegisterDirectory(reader.register, reader.house)
    facts = facts_of_row(directory, row, unpacked, confirmed=confirmed)
    classification = reader.tools.inbox_rules.classify(facts)
    opened = Opened(row.id, facts, classification, confirmed=confirmed)
    if any(each.verb is Verb.DECIDE_RELEASE for each in classification.actions):
        opened = replace(opened, manuscripts=tuple(_manuscripts(reader, unpacked)))
    if not _reads(classification):
        return replace(opened, others=tuple(other_files(unpacked)))
    return _with_reports(reader, row, unpacked, opened)


def facts_of_row(directory: RegisterDirectory, row: MailRow, unpacked: Unpacked, *, confirmed: bool) -> Facts:
    """The facts of a stored mail; its size is the whole one also where only the header was loaded."""
    facts = facts_of(
        unpacked,
        received_at=row.received_at,
        directory=directory,
        authserv_id=directory.house.authserv_id,
    )
    facts = replace(facts, size=max(facts.size, row.size))
    if confirmed:
        proven = Authentication(Proof.PROVEN, "durch Rückfrage bestätigt")
        return replace(facts, authentication=proven)
    return facts


def _reads(classification: Classification) -> bool:
    return any(each.verb is Verb.READ_REPORT and each.value == "confirmed" for each in classification.actions)


def _manuscripts(reader: Reader, unpacked: Unpacked) -> Iterator[Manuscript]:
    """The documents of a reply to a request for release, read in the jail."""
    for part in unpacked.parts:
        if part.kind in DOCUMENTS and not part.inline:
            try:
                edited = edited_from_jail(*reader.jail.call("read_edited", part.data, {}))
            except JailFailure:
                edited = Edited(obstacles=(UNREADABLE,))
            yield Manuscript(part.name or f"Teil {part.path} ohne Namen", part.sha256, edited)


def _with_reports(reader: Reader, row: MailRow, unpacked: Unpacked, opened: Opened) -> Opened:
    day = local_day(row.received_at)
    results = [_read(reader, part, opened.facts, day) for part in unpacked.parts if part.kind in SPREADSHEETS]
    return replace(
        opened,
        examined=tuple(each for each in results if isinstance(each, Examined)),
        unread=tuple(each for each in results if isinstance(each, Unread)),
        others=tuple(other_files(unpacked)),
    )


def _read(reader: Reader, part: Part, facts: Facts, day: dt.date) -> Examined | Unread:
    name = part.name or f"Teil {part.path} ohne Namen"
    found = Intake(reader.jail, reader.tools.forms, find_converter()).read(part.data)
    sender = facts.sender.text if facts.sender else ""
    tools = reader.tools
    examiner = Examiner(tools.rulebook, tools.writers, reader.register, reader.look_back)
    return examine_part(examiner, (name, part.sha256, found), (sender, day))
