"""The files of a letter: the Word file, and the PDF made of it before a person is asked for its release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from kmn_automation.letters.pdf import is_installed
from kmn_automation.mail.outgoing import Attachment
from kmn_automation.model.letter import FileFormat
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.write_letter import FORMAT, file_name
from kmn_automation.store import facts, pdfs
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.letters import LetterRow

WAITING = "Freigabe wartet auf PDF: "
"""With the id of the first letter: what the request will say and show, as soon as `make_pdfs` has made the PDFs."""
REQUEST = "freigabe_bitte"
"""The mail text of a plain request."""


@dataclass(frozen=True, slots=True)
class Plea:
    """What a request shows besides the letters, as plain JSON values; `confirm` where the plain word is not enough."""

    context: Mapping[str, object]
    files: Sequence[Attachment]
    text: str = REQUEST
    confirm: bool = False


def wait_for_pdfs(tx: Transaction, desk: Desk, drafts: Sequence[LetterRow], plea: Plea) -> bool:
    """Whether the request is kept until the PDFs of its letters are made; never where LibreOffice is missing."""
    if not lacking_pdf(tx, drafts) or not is_installed():
        return False
    kept = {
        "letters": [each.id for each in drafts],
        "context": plea.context,
        "files": [(each.name, desk.store.keep(tx, each.data)) for each in plea.files],
        "text": plea.text,
        "confirm": plea.confirm,
    }
    facts.put(tx, f"{WAITING}{drafts[0].id}", json.dumps(kept))
    return True


def with_pdfs(tx: Transaction, desk: Desk, drafts: Sequence[LetterRow], plea: Plea) -> Plea:
    """The request with the PDF beside each Word file, and a remark where a letter stays without one."""
    hashes = {each: hashlib.sha256(each.data).hexdigest() for each in plea.files}
    made = pdfs.of_documents(tx, list(hashes.values()))
    shown = [
        each
        for file, sha in hashes.items()
        for each in (file, *_pdf(desk.store, file.name, made.get(sha, "")))
    ]
    without = [each.number for each in drafts if wants_pdf(each) and not pdf_of(tx, each)]
    if not without:
        return replace(plea, files=shown)
    remark = f"Das PDF von {', '.join(without)} ließ sich nicht erstellen; versandt wird die Word-Datei."
    found = plea.context.get("auffaelligkeiten")
    remarks = [*(found if isinstance(found, list) else []), remark]
    return replace(plea, context={**plea.context, "auffaelligkeiten": remarks}, files=shown)


def sent_files(tx: Transaction, store: Store, letter: LetterRow) -> tuple[Attachment, ...]:
    """What leaves the house: Word file, PDF or both, as the template's sidecar said when the letter was drafted."""
    docx, *pdf = stored_files(tx, store, letter)
    if not pdf or not wants_pdf(letter):
        return (docx,)
    return (*pdf, docx) if letter.inputs[FORMAT] == FileFormat.BOTH else tuple(pdf)


def stored_files(tx: Transaction, store: Store, letter: LetterRow) -> tuple[Attachment, ...]:
    """The Word file, and behind it the PDF where one was made."""
    name = file_name(letter)
    return (Attachment(name, store.blobs.get(letter.docx_sha256)), *_pdf(store, name, pdf_of(tx, letter)))


def lacking_pdf(tx: Transaction, rows: Sequence[LetterRow]) -> list[LetterRow]:
    """The letters whose PDF was not tried yet."""
    wanting = [each for each in rows if wants_pdf(each)]
    tried = pdfs.of_documents(tx, [each.docx_sha256 for each in wanting])
    return [each for each in wanting if each.docx_sha256 not in tried]


def wants_pdf(letter: LetterRow) -> bool:
    """Whether the letter shall leave as PDF."""
    return letter.inputs.get(FORMAT, FileFormat.DOCX) != FileFormat.DOCX


def pdf_of(tx: Transaction, letter: LetterRow) -> str:
    """The hash of the PDF of the present document; empty where there is none."""
    return pdfs.of_documents(tx, [letter.docx_sha256]).get(letter.docx_sha256, "")


def _pdf(store: Store, name: str, sha256: str) -> tuple[Attachment, ...]:
    if not sha256:
        return ()
    return (Attachment(str(PurePath(name).with_suffix(".pdf")), store.blobs.get(sha256)),)
