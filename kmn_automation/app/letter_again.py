"""A stored letter made anew from what it was made from, and compared with the document that was released and sent."""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.letters.remake import Difference, differences, remake
from kmn_automation.model.error import KmnError
from kmn_automation.steps.letter_files import pdf_of
from kmn_automation.store import originals, outbox
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.outbox import OutboxState

SHOWN = 20
_LONGEST = 200


class Verdict(StrEnum):
    """What came of making a letter anew."""

    SAME = "gleich"
    SAME_TEXT = "Text gleich, Datei anders gepackt"
    DIFFERENT = "weicht ab"
    EDITED = "von Hand bearbeitet"
    NOT_POSSIBLE = "nicht möglich"


@dataclass(frozen=True, slots=True)
class Again:
    """The verdict on the document that is kept, and where its text differs from the one made anew.

    `sent` says whether the mail that was handed over carried exactly this document or its PDF; None if none was.
    """

    verdict: Verdict
    why: str = ""
    differences: tuple[Difference, ...] = ()
    sent: bool | None = None


def make_again(tx: Transaction, store: Store, letter: LetterRow) -> Again:
    """The letter anew: the data, the template and its sidecar are those of its day, the program is today's."""
    original, sent = originals.of_letter(tx, letter.id), _sent(tx, store, letter)
    if original is None:
        return Again(Verdict.NOT_POSSIBLE, _TOO_OLD, sent=sent)
    template = store.blobs.get(original.template.docx_sha256)
    try:
        docx = remake(letter.kind, template, original.template.sidecar, original.context).docx
    except KmnError as error:
        return Again(Verdict.NOT_POSSIBLE, f"Das heutige Programm lehnt es ab: {error}", sent=sent)
    found = tuple(differences(store.blobs.get(letter.docx_sha256), docx))
    return Again(_verdict(letter, original.docx_sha256, docx, found), "", found, sent)


def again_lines(again: Again) -> Iterator[str]:
    """The comparison in German."""
    yield f"Neu erstellt aus den aufbewahrten Angaben: {again.verdict.value}. {_MEANING[again.verdict]}"
    if again.why:
        yield f"  {again.why}"
    for each in again.differences[:SHOWN]:
        yield f"  {each.part}, Absatz {each.number}:"
        yield f"    im Schreiben: {_short(each.before)}"
        yield f"    neu erstellt: {_short(each.after)}"
    if more := len(again.differences) - SHOWN:
        yield from [f"  und {more} weitere Stellen"] if more > 0 else []
    if again.sent is not None:
        yield (
            "Versandt wurde genau dieses Dokument."
            if again.sent
            else "ACHTUNG: Versandt wurde ein anderes Dokument."
        )


_MEANING = {
    Verdict.SAME: "Die Datei ist Byte für Byte dieselbe.",
    Verdict.SAME_TEXT: "Jeder Absatz ist derselbe; nur der Aufbau der Datei hat sich mit dem Programm geändert.",
    Verdict.DIFFERENT: "Das heutige Programm schriebe anderes; gültig bleibt das Schreiben, wie es ist.",
    Verdict.EDITED: "Das Schreiben wurde nach dem Erstellen in Word geändert; gültig ist die geänderte Fassung.",
    Verdict.NOT_POSSIBLE: "Gültig bleibt das Schreiben, wie es ist.",
}


_TOO_OLD = "Es wurde erstellt, als die Angaben noch nicht aufbewahrt wurden."


def _verdict(letter: LetterRow, original: str, docx: bytes, found: tuple[Difference, ...]) -> Verdict:
    if letter.docx_sha256 != original:
        return Verdict.EDITED
    if hashlib.sha256(docx).hexdigest() == original:
        return Verdict.SAME
    return Verdict.DIFFERENT if found else Verdict.SAME_TEXT


def _sent(tx: Transaction, store: Store, letter: LetterRow) -> bool | None:
    """Whether the files in the mail that was handed over are those that are kept; a request for release is none."""
    left = [
        store.blobs.get(each.mime_sha256)
        for each in outbox.of_letter(tx, letter.id)
        if each.state is OutboxState.UEBERGEBEN and each.recipient == letter.recipient
    ]
    if not left:
        return None
    files = {sha for raw in left for sha in _letter_files(raw)}
    return bool(files) and files <= {letter.docx_sha256, pdf_of(tx, letter)}


def _letter_files(raw: bytes) -> Iterator[str]:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for part in mail.iter_attachments():
        data = part.get_payload(decode=True)
        if (part.get_filename() or "").endswith((".docx", ".pdf")) and isinstance(data, bytes):
            yield hashlib.sha256(data).hexdigest()


def _short(text: str) -> str:
    return f"„{text[:_LONGEST]}…“" if len(text) > _LONGEST else f"„{text}“" if text else "(nichts)"
