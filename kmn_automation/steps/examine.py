"""A workbook that was opened → report, findings, settlement and the return copy. Pure work, nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kmn_automation.forms.refusal import NotOurs
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.comparison import content_hash
from kmn_automation.model.known import Known
from kmn_automation.model.marks import NO_MARKS, Marks
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.model.report import Report
from kmn_automation.model.vorlagefrist import vorlagefrist
from kmn_automation.model.waiver import waived_rules
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.steps.look_back import LookBack, Question, nothing_known
from kmn_automation.steps.opened import Examined, Named, Unread
from kmn_automation.steps.quarantine import without_quotes, without_values
from kmn_automation.steps.write_return_copy import return_copy
from kmn_automation.store import codec
from kmn_automation.store.cases import CaseKey


@dataclass(frozen=True, slots=True)
class Examiner:
    """What a report is examined with: the law, the register, and the look-up of what the database knows."""

    rulebook: Rulebook
    writers: Mapping[str, FormWriter]
    register: Register
    look_back: LookBack = nothing_known


@dataclass(frozen=True, slots=True)
class Background:
    """Everything that was known about a report before it was examined; `case_key` is None without a Bescheid."""

    known: Known
    case_key: CaseKey | None = None
    marks: Marks = NO_MARKS
    up_to: int = 0


def examine_part(
    examiner: Examiner, file: tuple[str, str, Report | NotOurs], sent: tuple[str, dt.date]
) -> Examined | Unread:
    """The report in a file (`name, sha256, what was read`) sent by an address on a day (Europe/Berlin)."""
    name, sha256, found = file
    sender, day = sent
    if isinstance(found, NotOurs):
        reason, _, remedy = found.sentence.partition(". ")
        return Unread(name, f"{reason}.", remedy or "Bitte wenden Sie sich an die Koordinierungsstelle.")
    register = examiner.register
    bescheid = find_bescheid(register, found)
    if bescheid and sender and bescheid.traeger_id not in _senders_of(register, sender, day):
        return Unread(
            name,
            "Das Geschäftszeichen im Bericht gehört nicht zu Ihrer E-Mail-Adresse.",
            "Bitte prüfen Sie das Deckblatt. Reichen Sie für einen anderen Träger ein, muss Ihre Adresse dort zuerst "
            "eingetragen werden.",
        )
    background = background_of(examiner, found, sha256, day)
    examination = examiner.rulebook.examine(found, background.known)
    examined = Examined(
        file_name=name,
        file_sha256=sha256,
        content_sha256=content_hash(found),
        form_version=found.form_version,
        packed=b"",
        named=_named(found),
        remarks=found.remarks,
        examination=examination,
        received_on=day,
        case_key=background.case_key,
        frist=background.known.frist,
        up_to=background.up_to,
    )
    if examination.shows_clients:
        return _in_quarantine(examined, found)
    copy = return_copy(examiner, (found, examination), background.known)
    kept = replace(examined, packed=codec.pack(found), outline=codec.outline(found), marks=background.marks)
    return replace(kept, return_copy=copy.data, carried=copy.carried)


def _in_quarantine(examined: Examined, report: Report) -> Examined:
    """The same without any value; whom it is from stays."""
    kept = without_values(report)
    return replace(
        examined,
        packed=codec.pack(kept),
        outline=codec.outline(kept),
        remarks=kept.remarks,
        examination=without_quotes(report, examined.examination),
        quarantine=True,
    )


def _named(report: Report) -> Named:
    return Named(
        report.text("deckblatt.traeger_name"),
        report.text("deckblatt.geschaeftszeichen"),
        report.text("deckblatt.foerderjahr"),
    )


def background_of(examiner: Examiner, report: Report, sha256: str, day: dt.date) -> Background:
    """What register and database know about a report that came on that day."""
    bescheid = find_bescheid(examiner.register, report)
    known = known_about(examiner.register, bescheid, day)
    if bescheid is None:
        return Background(known)
    kind = report.text("deckblatt.nachweisart") or "Verwendungsnachweis"
    key = CaseKey(bescheid.traeger_id, bescheid.geschaeftszeichen, bescheid.foerderjahr, kind)
    marks = examiner.rulebook.marks(report, known)
    recalled = examiner.look_back(Question(key, bescheid, marks, sha256))
    return Background(replace(known, history=recalled.history), key, marks, recalled.up_to)


def find_bescheid(register: Register, report: Report) -> Bescheid | None:
    """The Bescheid that the cover sheet names: Geschäftszeichen and Förderjahr together."""
    year = report.number("deckblatt.foerderjahr")
    mark = report.text("deckblatt.geschaeftszeichen")
    return register.find_bescheid(mark, int(year)) if year is not None else None


def known_about(register: Register, bescheid: Bescheid | None, received_on: dt.date) -> Known:
    """The register's side of an examination, without what the database knows."""
    if bescheid is None:
        return Known(received_on)
    traeger = register.find_traeger(bescheid.traeger_id)
    frist = vorlagefrist(bescheid, traeger.art, is_holiday) if traeger else None
    waived = waived_rules(register, bescheid, received_on)
    return Known(received_on, bescheid, traeger, register.plan_of(bescheid), frist, waived)


def _senders_of(register: Register, sender: str, day: dt.date) -> set[str]:
    return {contact.traeger_id for contact in register.reporters(sender, day)}
