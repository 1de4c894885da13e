"""Draft letters: rendered from the template, numbered, hashed, and laid before a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kmn_automation.letters.facts import Occasion, Recipient
from kmn_automation.letters.frame import Context
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.remake import pack_context
from kmn_automation.mail.outgoing import Attachment
from kmn_automation.model.german import format_day
from kmn_automation.model.register import Contact, Coordinator, Traeger
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import PROGRAM, note
from kmn_automation.store import letters, originals, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow, NewLetter
from kmn_automation.store.originals import TemplateRow
from kmn_automation.store.tasks import NewTask

FILE = "akte"
LANDESAMT = "ls"
FORMAT = "format"
"""Input of a letter: as what it leaves, as the sidecar said when it was drafted."""
TEMPLATE_FILE = "template_file"
"""In the journal: which version of the template a letter was written with."""
NO_ADDRESS = "Adresse für Post"
NO_PERSON = "Zuständige Person"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to be written: its natural key, its kind, and what it is about."""

    key: str
    kind: str
    traeger: Traeger
    contact: Contact | None
    coordinator: Coordinator
    case_id: int | None = None
    case_number: str = ""
    report_id: int | None = None
    meeting_id: str = ""
    inputs: Mapping[str, str] | None = None
    """What the covering mail says: betreff, geschaeftszeichen, foerderjahr."""


@dataclass(frozen=True, slots=True)
class Written:
    """A draft in the store and its document."""

    row: LetterRow
    document: Attachment


def prepare(desk: Desk, traeger: Traeger) -> tuple[Contact | None, Coordinator | None]:
    """The registered address of a Träger today, and who in the office answers for it."""
    persons = desk.register.responsible(traeger.regionalverbund, desk.today)
    return desk.register.post_contact(traeger.id, desk.today), (persons[0] if persons else None)


def occasion(tx: Transaction, desk: Desk, draft: Draft) -> Occasion:
    """The next number of the year, and who writes when; the number is used up in this transaction."""
    return Occasion(
        office=desk.house.office,
        coordinator=draft.coordinator,
        number=letters.next_number(tx, desk.today.year),
        day=desk.today,
        case_number=draft.case_number,
    )


def write_letter(tx: Transaction, desk: Desk, draft: Draft, number: str, context: Context) -> Written | None:
    """The draft with its document, or None if a letter with this key exists already.

    Raises:
        LetterHeld: the finished text is not what the data say; nothing of this transaction must stand.
    """
    library = desk.tools.library.on(desk.today)
    rendered, sidecar = library.render(draft.kind, context), library.sidecar(draft.kind)
    row = letters.draft(
        tx,
        NewLetter(
            key=draft.key,
            kind=draft.kind,
            traeger_id=draft.traeger.id,
            recipient_name=_recipient_name(desk, draft, sidecar.addressee.value),
            recipient=_recipient(desk, draft, sidecar.addressee.value),
            release=rendered.release,
            docx_sha256=desk.store.keep(tx, rendered.docx),
            template_sha256=rendered.template_sha256,
            inputs={
                **(draft.inputs or {}),
                "betreff": rendered.subject,
                "datum": format_day(desk.today),
                FORMAT: sidecar.format.value,
            },
            created_at=desk.now,
            case_id=draft.case_id,
            report_id=draft.report_id,
            meeting_id=draft.meeting_id,
            regionalverbund=draft.traeger.regionalverbund,
        ),
        number=number,
    )
    if row is None:
        return None
    _keep_original(tx, desk, row, context)
    detail = {
        "kind": draft.kind,
        "number": number,
        "docx": row.docx_sha256,
        "template": row.template_sha256,
        TEMPLATE_FILE: rendered.template_file,
    }
    note(tx, desk, "Schreiben entworfen", f"letter:{row.id}", detail)
    return Written(row, Attachment(file_name(row), rendered.docx))


def _keep_original(tx: Transaction, desk: Desk, row: LetterRow, context: Context) -> None:
    """What the letter was made from, so that it can be made again; a template is kept once."""
    template = desk.tools.library.on(desk.today).templates[row.kind]
    if not originals.knows_template(tx, row.template_sha256):
        docx = desk.store.keep(tx, template.docx)
        kept = TemplateRow(row.template_sha256, docx, template.sidecar.model_dump_json())
        originals.keep_template(tx, kept)
    originals.keep(tx, row.id, row.docx_sha256, pack_context(context))


def file_name(row: LetterRow) -> str:
    """`2026-0007-bewertung_ohne_hinweise.docx`."""
    return f"{row.number}-{row.kind}.docx"


def recipient_of(draft: Draft) -> Recipient:
    """Whom the letter is about."""
    return Recipient(draft.traeger, draft.contact)


def tell_missing(tx: Transaction, desk: Desk, traeger: Traeger, what: str, key: str) -> None:
    """A task where the letter with that key cannot be written, since the register lacks something."""
    title = f"{what} für {traeger.name} (Kennung {traeger.id}) fehlt im Register; das Schreiben wartet."
    tasks.add(tx, NewTask(f"register:{key}:{what}", title, desk.now))


def no_longer_missing(tx: Transaction, desk: Desk, key: str) -> None:
    """Closes what `tell_missing` and `tell_held` said about that letter: it is written now."""
    for task in (*(f"register:{key}:{what}" for what in (NO_ADDRESS, NO_PERSON)), f"vorlage:{key}"):
        tasks.close(tx, task, at=desk.now, by=PROGRAM)


def tell_held(tx: Transaction, desk: Desk, traeger: Traeger, held: LetterHeld, key: str) -> None:
    """A task where the letter with that key came out other than the data say; its number is free again."""
    title = f"Ein Schreiben für {traeger.name} (Kennung {traeger.id}) ließ sich nicht erstellen: {held}"
    tasks.add(tx, NewTask(f"vorlage:{key}", title, desk.now))


def _recipient(desk: Desk, draft: Draft, addressee: str) -> str:
    if addressee == LANDESAMT:
        return desk.house.landesamt
    return "" if addressee == FILE or draft.contact is None else draft.contact.email


def _recipient_name(desk: Desk, draft: Draft, addressee: str) -> str:
    return desk.house.office.behoerde.name if addressee == LANDESAMT else draft.traeger.name
