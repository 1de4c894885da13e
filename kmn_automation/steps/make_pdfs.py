"""The PDFs that requests for release wait for: one LibreOffice for many letters, outside of every transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from kmn_automation.letters.pdf import BATCH, Converted, LibreOffice, convert_letters, is_installed
from kmn_automation.mail.outgoing import Attachment
from kmn_automation.model.letter import MOVES, LetterState
from kmn_automation.steps.ask_release import ask_for
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_files import WAITING, Plea, lacking_pdf
from kmn_automation.steps.note import note
from kmn_automation.store import approvals, facts, letters, pdfs
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow


def make_pdfs(desk: Desk, stop: Callable[[], bool]) -> int:
    """How many letters got a PDF; every request that waited is asked, also for letters that stay without one.

    Where `stop` says so, what is not converted goes on waiting.
    """
    with desk.store.read() as tx:
        waiting = {name: json.loads(kept) for name, kept in facts.starting_with(tx, WAITING).items() if kept}
        rows = [row for kept in waiting.values() for row in _still_drafts(tx, kept)]
        lacking = lacking_pdf(tx, rows)
    office = LibreOffice(stop=stop)
    made = sum(_convert(desk, lacking[at : at + BATCH], office) for at in range(0, len(lacking), BATCH))
    for name, kept in waiting.items():
        with desk.store.begin() as tx:
            _ask(tx, desk, name, kept)
    return made


def _convert(desk: Desk, rows: Sequence[LetterRow], office: LibreOffice) -> int:
    documents = {each.docx_sha256: desk.store.blobs.get(each.docx_sha256) for each in rows}
    converted = convert_letters(documents, office) if is_installed() else Converted({}, tuple(documents))
    with desk.store.begin() as tx:
        for row in (each for each in rows if each.docx_sha256 in {*converted.pdfs, *converted.failed}):
            pdf = converted.pdfs.get(row.docx_sha256)
            sha = desk.store.keep(tx, pdf) if pdf else ""
            pdfs.keep(tx, row.docx_sha256, sha, desk.now)
            action = "PDF erstellt" if pdf else "PDF ließ sich nicht erstellen"
            note(tx, desk, action, f"letter:{row.id}", {"docx": row.docx_sha256, "pdf": sha})
    return len(converted.pdfs)


def _ask(tx: Transaction, desk: Desk, name: str, kept: dict[str, Any]) -> None:
    facts.put(tx, name, "")
    if rows := _still_drafts(tx, kept):
        files = [Attachment(each, desk.store.blobs.get(sha)) for each, sha in kept["files"]]
        ask_for(tx, desk, rows, Plea(kept["context"], files, kept["text"], kept["confirm"]))


def _still_drafts(tx: Transaction, kept: dict[str, Any]) -> list[LetterRow]:
    """The letters of the request that may still be laid before a person: one may have been overtaken since."""
    rows = [letters.get(tx, each) for each in kept["letters"]]
    return [
        each for each in rows if LetterState.FREIGABE_ERBETEN in MOVES[each.state] or _was_edited(tx, each)
    ]


def _was_edited(tx: Transaction, row: LetterRow) -> bool:
    """Whether its request ended when it was changed in Word, so that nobody is asked about it now."""
    is_asked = any(each.decided_at is None for each in approvals.of_letter(tx, row.id))
    return row.state is LetterState.FREIGABE_ERBETEN and not is_asked
