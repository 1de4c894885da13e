"""How mails tell what a person changed in a letter: drifted facts on top, then paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kmn_automation.letters.difference import excerpt
from kmn_automation.letters.sheets import change_sheet
from kmn_automation.mail.outgoing import Attachment
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_files import Plea
from kmn_automation.store import edits
from kmn_automation.store.connect import Transaction
from kmn_automation.store.edits import Edit
from kmn_automation.store.letters import LetterRow

EDITED_REQUEST = "freigabe_bearbeitet"
SHOWN = 12
"""So many differences stand in the mail; all of them stand in the enclosed table."""
LENGTH = 240


def plea_again(
    tx: Transaction, desk: Desk, rows: Sequence[LetterRow], files: Sequence[Attachment], remark: str
) -> Plea:
    """The request for letters that are laid before somebody anew; edited ones show again what was changed in them."""
    written = [(row, made) for row in rows if (made := edits.of_letter(tx, row.id))]
    if not written:
        return Plea({"auffaelligkeiten": [remark]}, files)
    return plea_for_edits(desk, written, files, remark)


def plea_for_edits(
    desk: Desk,
    written: Sequence[tuple[LetterRow, Sequence[Edit]]],
    files: Sequence[Attachment],
    remark: str = "",
) -> Plea:
    """The request for letters that persons wrote in: how each reads differently from its draft."""
    last = [versions[-1] for _, versions in written]
    people = [each.person for _, versions in written for each in versions]
    drifted = any(each.drifts for each in last)
    context: dict[str, object] = {
        "auffaelligkeiten": [remark] if remark else [],
        "bearbeitet_von": ", ".join(dict.fromkeys(_name(desk, each) for each in people)),
        "bestaetigen": drifted,
        **told(last),
    }
    tables = [
        Attachment(f"{row.number}-aenderungen.docx", change_sheet(row.number, _rows(versions[-1])))
        for row, versions in written
    ]
    return Plea(context, [*files, *tables], EDITED_REQUEST, confirm=drifted)


def told(made: Sequence[Edit]) -> dict[str, object]:
    """The differences as mail texts list them."""
    found = [each for edit in made for each in edit.changes]
    return {
        "abweichungen": [dict(each) for edit in made for each in edit.drifts],
        "aenderungen": [_short(each) for each in found[:SHOWN]],
        "weitere_aenderungen": max(0, len(found) - SHOWN),
    }


def _short(change: Mapping[str, str]) -> dict[str, str]:
    old, new = excerpt(change["alt"], change["neu"], LENGTH)
    return {"wo": change["wo"], "alt": old, "neu": new}


def _rows(edit: Edit) -> list[tuple[str, str, str]]:
    drifts = [(f"Achtung: {each['was']}", each["alt"], each["neu"]) for each in edit.drifts]
    return drifts + [(each["wo"], each["alt"], each["neu"]) for each in edit.changes]


def _name(desk: Desk, address: str) -> str:
    person = desk.register.coordinator(address, desk.today)
    return person.name if person else address
