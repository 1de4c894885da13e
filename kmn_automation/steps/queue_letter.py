"""Released letter → frozen mail to the one registered address; the release binds its bytes."""

from __future__ import annotations

from collections.abc import Sequence

from kmn_automation.mail.outgoing import Attachment, Party
from kmn_automation.model.german import join_words
from kmn_automation.steps.addressee import is_for_landesamt
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_files import sent_files
from kmn_automation.steps.meeting_mail import meeting_mail
from kmn_automation.steps.meeting_note import ABOUT_MEETING
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.store import approvals
from kmn_automation.store.approvals import RELEASED
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow


def queue_letter(tx: Transaction, desk: Desk, letter: LetterRow) -> None:
    """Lays the letter into the outbox, where it waits until the time for withdrawal is over; one for the file stays."""
    if not letter.recipient:
        return
    files = sent_files(tx, desk.store, letter)
    text, context, calendar = _covering_mail(tx, desk, letter, files)
    queue_mail(
        tx,
        desk,
        Wish(
            key=mail_key(letter),
            text=text,
            context=context,
            recipient=Party(letter.recipient_name, letter.recipient),
            attachments=files,
            calendar=calendar,
            not_before=desk.now + desk.house.withdrawal,
            letter_id=letter.id,
            case_id=letter.case_id,
        ),
    )


def mail_key(letter: LetterRow) -> str:
    """The natural key of the mail that carries a letter."""
    return f"brief:{letter.number}"


def _covering_mail(
    tx: Transaction, desk: Desk, letter: LetterRow, files: Sequence[Attachment]
) -> tuple[str, dict[str, object], bytes]:
    if letter.kind in ABOUT_MEETING:
        return meeting_mail(desk, letter)
    inputs = {name: str(value) for name, value in letter.inputs.items()}
    anlagen = ", ".join(each.name for each in files)
    if is_for_landesamt(desk, letter.kind):
        traeger = desk.register.find_traeger(letter.traeger_id)
        return (
            "entwurf_ls",
            {
                "nummer": letter.number,
                "traeger": traeger.name if traeger else letter.traeger_id,
                "geschaeftszeichen": inputs["geschaeftszeichen"],
                "foerderjahr": inputs["foerderjahr"],
                "gegenstand": inputs["betreff"],
                "betrag": inputs["betrag"],
                "anlagen": anlagen,
                "freigegeben_von": _released_by(tx, desk, letter),
            },
            b"",
        )
    person = desk.register.responsible(letter.regionalverbund, desk.today)[0]
    return (
        "brief",
        {
            "betreff": inputs["betreff"],
            "nummer": letter.number,
            "datum": inputs["datum"],
            "traeger": letter.recipient_name,
            "geschaeftszeichen": inputs.get("geschaeftszeichen", ""),
            "foerderjahr": inputs.get("foerderjahr", ""),
            "anlagen": anlagen,
            "ansprechperson": person.name,
            "telefon": person.telefon,
        },
        b"",
    )


def _released_by(tx: Transaction, desk: Desk, letter: LetterRow) -> str:
    """The names of everybody who released the letter, in the order in which they were asked."""
    agreed = [each.person for each in approvals.of_letter(tx, letter.id) if each.decision == RELEASED]
    persons = [(desk.register.coordinator(each, desk.today), each) for each in dict.fromkeys(agreed)]
    return join_words([person.name if person else address for person, address in persons])
