"""A reply with a changed Word file: compared with the draft, cleaned, kept, and laid before somebody else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kmn_automation.letters.difference import changes
from kmn_automation.letters.edited import Edited, read_own
from kmn_automation.letters.protected import drifts
from kmn_automation.mail.decision_reply import Decision, read_decision
from kmn_automation.mail.outgoing import Attachment
from kmn_automation.steps.ask_release import TOKEN_MARK, ask_for, subject_of
from kmn_automation.steps.decide_release import Decided, Verdict, open_request
from kmn_automation.steps.edit_faults import faults_of
from kmn_automation.steps.edit_words import plea_for_edits, told
from kmn_automation.steps.note import note_person
from kmn_automation.steps.opened import Manuscript
from kmn_automation.steps.tell_decision import hearer_of, numbers_of, tell, tell_decided
from kmn_automation.steps.turn import Turn
from kmn_automation.steps.who_releases import may_release
from kmn_automation.steps.write_letter import file_name
from kmn_automation.store import approvals, batches, edits, letters
from kmn_automation.store.edits import Edit
from kmn_automation.store.letters import LetterRow

_NUMBER = re.compile(r"(?<!\d)\d{4}-\d{4,}(?!\d)")
_NOT_OURS = "gehört zu keinem Schreiben dieser Bitte. Bitte den Dateinamen mit der Nummer lassen."
_SAME = "sagt dasselbe wie das Schreiben. Zum Freigeben bitte ohne Anlage mit FREIGABE antworten."


@dataclass(frozen=True, slots=True)
class Version:
    """A file of the mail, the letter that it is a version of, and the draft it is compared with."""

    file: Manuscript
    row: LetterRow
    draft: Edited


def unread_files(turn: Turn) -> list[Manuscript]:
    """The documents of the mail that are not, byte for byte, a letter as we sent it for release."""
    files = turn.opened.manuscripts
    return [each for each in files if not letters.is_document(turn.tx, each.sha256)]


def take_edited(turn: Turn) -> None:
    """Takes all changed letters of the mail or none; the person hears which, or what stands against it."""
    problem, rows = _asked(turn)
    if problem is not None:
        if hearer := hearer_of(turn):
            tell_decided(turn.tx, turn.desk, hearer, Decided(problem, rows), "")
        return
    versions, faults = _matched(turn, rows)
    faults += [f"„{each.file.name}“: {fault}" for each in versions for fault in _faults(turn, each)]
    if faults:
        _ask_back(turn, rows, faults)
        return
    made = [_keep(turn, each) for each in versions]
    _lay_before(turn, {each.row.id: each.file.edited.docx for each in versions})
    if hearer := hearer_of(turn):
        context = {"anlass": subject_of(rows), "zeichen": numbers_of([each.row for each in versions])}
        tell(turn.tx, turn.desk, hearer, "bearbeitung_uebernommen", {**context, **told(made)})


def _asked(turn: Turn) -> tuple[Verdict | None, tuple[LetterRow, ...]]:
    """What stands against the person and the token, and the letters that it is about."""
    sender, token = _person(turn), turn.opened.facts.release_token
    batch = batches.find(turn.tx, token)
    if batch is None:
        return open_request(turn.tx, turn.desk, token, sender)
    requests = [approvals.get(turn.tx, each) for each in batch.request_ids]
    rows = tuple(letters.get(turn.tx, each) for request in requests for each in request.letter_ids)
    if batch.person.lower() != sender.lower():
        return Verdict.STRANGER, rows
    if batch.decided_at is not None:
        return Verdict.DECIDED, rows
    return (Verdict.EXPIRED if batch.expires_at < turn.desk.now else None), rows


def _matched(turn: Turn, rows: Sequence[LetterRow]) -> tuple[list[Version], list[str]]:
    versions, faults = [], []
    for file in unread_files(turn):
        row = _letter_of(file, rows)
        if row is None and not file.edited.obstacles:
            faults.append(f"„{file.name}“ {_NOT_OURS}")
        elif row is None:
            faults += [f"„{file.name}“: {each}" for each in file.edited.obstacles]
        else:
            versions.append(Version(file, row, _draft(turn, row)))
    if len({each.row.id for each in versions}) < len(versions):
        faults.append("Zu einem Schreiben liegen zwei Dateien bei. Bitte nur eine anhängen.")
    return versions, faults


def _letter_of(file: Manuscript, rows: Sequence[LetterRow]) -> LetterRow | None:
    """By the number in the file's name, else by the one in its text, else the only letter there is."""
    by_number = {row.number: row for row in rows}
    if named := _NUMBER.findall(file.name):
        return by_number.get(named[0])
    found = set(_NUMBER.findall(file.edited.text)) & by_number.keys()
    if len(found) == 1:
        return by_number[found.pop()]
    return rows[0] if len(rows) == 1 else None


def _draft(turn: Turn, row: LetterRow) -> Edited:
    """The letter as the program wrote it, before any person did."""
    made = edits.of_letter(turn.tx, row.id)
    sha256 = made[0].before_sha256 if made else row.docx_sha256
    return read_own(turn.desk.store.blobs.get(sha256))


def _faults(turn: Turn, version: Version) -> list[str]:
    person, row, new = _person(turn), version.row, version.file.edited
    if not may_write(turn, row):
        return ["Über dieses Schreiben ist schon entschieden, oder Sie sind dafür nicht zuständig."]
    found = list(faults_of(turn.tx, turn.desk, row, person, (version.draft, new)))
    made = edits.of_letter(turn.tx, row.id)
    current = made[-1].text if made else version.draft.text
    says = read_decision(turn.opened.facts.text, is_html_only=turn.opened.facts.is_html_only).decision
    if not found and new.text == current and says is not Decision.UNKLAR:
        found.append(_SAME)
    return found


def may_write(turn: Turn, row: LetterRow) -> bool:
    """Whether the sender may change the letter: it waits for release, and it is the sender's to decide about."""
    asked = [each for each in approvals.of_letter(turn.tx, row.id) if each.decided_at is None]
    mine = any(each.person.lower() == _person(turn).lower() for each in asked)
    return mine and may_release(turn.tx, turn.desk, row, _person(turn))


def _keep(turn: Turn, version: Version) -> Edit:
    tx, desk, row, new = turn.tx, turn.desk, version.row, version.file.edited
    after = desk.store.keep(tx, new.docx)
    edit = Edit(
        letter_id=row.id,
        mail_id=turn.mail.id,
        person=_person(turn),
        edited_at=desk.now,
        before_sha256=row.docx_sha256,
        came_sha256=version.file.sha256,
        after_sha256=after,
        changes=[
            {"wo": each.where, "alt": each.old, "neu": each.new}
            for each in changes(version.draft.lines, new.lines)
        ],
        drifts=[
            {"was": each.fact.value, "alt": each.old, "neu": each.new}
            for each in drifts(version.draft.text, new.text)
        ],
        text=new.text,
    )
    letters.revise(tx, row.id, row.docx_sha256, after)
    edits.add(tx, edit)
    note_person(tx, desk, edit.person, f"Schreiben in Word geändert: {after[:16]}", f"letter:{row.id}")
    return edit


def _lay_before(turn: Turn, changed: Mapping[int, bytes]) -> None:
    """Ends every request for the changed letters and asks anew for all letters that lay in one request with them."""
    tx, desk = turn.tx, turn.desk
    together: dict[tuple[int, ...], None] = {}
    for letter_id in changed:
        for request in approvals.of_letter(tx, letter_id):
            if request.decided_at is None:
                together.setdefault(request.letter_ids)
        approvals.void(tx, letter_id, at=desk.now, reason="in Word geändert")
    for letter_ids in together:
        rows = [letters.get(tx, each) for each in letter_ids]
        documents = [changed.get(each.id) or desk.store.blobs.get(each.docx_sha256) for each in rows]
        files = [Attachment(file_name(row), data) for row, data in zip(rows, documents, strict=True)]
        written = [(each, made) for each in rows if (made := edits.of_letter(tx, each.id))]
        ask_for(tx, desk, rows, plea_for_edits(desk, written, files))


def _ask_back(turn: Turn, rows: Sequence[LetterRow], faults: Sequence[str]) -> None:
    if hearer := hearer_of(turn):
        context: dict[str, object] = {
            "anlass": subject_of(rows),
            "kennwort": f"{TOKEN_MARK}{turn.opened.facts.release_token}",
            "zeichen": numbers_of(rows),
            "gruende": list(dict.fromkeys(faults)),
        }
        tell(turn.tx, turn.desk, hearer, "bearbeitung_unklar", context)


def _person(turn: Turn) -> str:
    sender = turn.opened.facts.sender
    return sender.text if sender else ""
