"""A report whose origin is not proven: a question with a code goes to the registered address, its reply proves it."""

from __future__ import annotations

import datetime as dt

from kmn_automation.mail.gate import may_answer, within_budget
from kmn_automation.mail.outgoing import Party
from kmn_automation.steps.answer import moment
from kmn_automation.steps.budget import spent
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.turn import Turn
from kmn_automation.store import approvals, facts, mails, tasks
from kmn_automation.store.approvals import NewRequest, Request
from kmn_automation.store.connect import Transaction
from kmn_automation.store.mails import MailRow
from kmn_automation.store.tasks import NewTask

VALID_FOR = dt.timedelta(days=7)
CODE_MARK = "KMN-E-"
CONFIRMED = "Herkunft bestätigt: "
ANSWERED = "bestätigt"


def ask_origin(turn: Turn) -> None:
    """Asks the registered address whether the report is theirs; nobody else hears of it."""
    tx, desk, mail, opened = turn.tx, turn.desk, turn.mail, turn.opened
    sender = opened.facts.sender
    contacts = desk.register.reporters(sender.text, desk.today) if sender else ()
    if not contacts or not may_answer(opened.facts, needs_proof=False).allowed:
        return
    if not within_budget(spent(turn, contacts[0].email)).allowed:
        note(
            tx, desk, "Keine Rückfrage zur Herkunft", f"mail:{mail.id}", {"reason": "Zahl des Tages erreicht"}
        )
        return
    expires = desk.now + VALID_FOR
    code = approvals.ask(tx, NewRequest((), contacts[0].email, mail.sha256, desk.now, expires))
    traeger = desk.register.find_traeger(contacts[0].traeger_id)
    files = [part for part in opened.facts.files if part.name] or list(opened.facts.files)
    queue_mail(
        tx,
        desk,
        Wish(
            key=f"echtheit:{mail.sha256}",
            text="echtheit",
            context={
                "zeitraum": "die Migrationsberatung",
                "eingang": moment(mail.received_at),
                "traeger": traeger.name if traeger else contacts[0].name,
                "datei": ", ".join(part.name or "Datei ohne Namen" for part in files),
                "pruefzeichen": files[0].sha256 if files else mail.sha256,
                "gueltig_bis": expires,
                "kennwort": f"{CODE_MARK}{code}",
            },
            recipient=Party(contacts[0].name, contacts[0].email),
            mail_id=mail.id,
            counted=True,
        ),
    )


def confirm_origin(turn: Turn) -> bool:
    """Takes the code of a reply: the mail that it is about is examined anew, now as confirmed.

    False if the code does not count; then a person hears of it, unless it was used before by the same sender.
    """
    tx, desk, facts_of_mail = turn.tx, turn.desk, turn.opened.facts
    request = approvals.find(tx, facts_of_mail.origin_code)
    sender = facts_of_mail.sender
    why = _objection(desk, request, sender.text if sender else "")
    if request is None or sender is None or why:
        what = f"Antwort auf die Frage nach der Herkunft eines Berichts zählt nicht: {why} ({facts_of_mail.subject})"
        tasks.add(tx, NewTask(f"herkunft:{turn.mail.sha256}", what, desk.now, mail_id=turn.mail.id))
        return False
    if not approvals.decide(tx, request.id, decision=ANSWERED, reason="", at=desk.now):
        note(tx, desk, "Herkunft war schon bestätigt", f"mail:{turn.mail.id}", {"by": sender.text})
        return False
    facts.put(tx, f"{CONFIRMED}{request.docx_sha256}", desk.now.isoformat())
    mail_id = mails.reopen(tx, request.docx_sha256)
    for task in tasks.open_tasks(tx):
        if mail_id is not None and task.mail_id == mail_id:  # what it asked for is answered
            tasks.close(tx, task.key, at=desk.now, by=sender.text)
    note(tx, desk, "Herkunft bestätigt", f"mail:{mail_id}", {"by": sender.text})
    return True


def _objection(desk: Desk, request: Request | None, sender: str) -> str:
    if request is None or request.letter_ids:
        return "Das Kennwort ist unbekannt."
    if request.person.lower() != sender.lower():
        return "Sie kommt von einer anderen Adresse als der gefragten."
    return "Die Frist ist abgelaufen." if request.expires_at < desk.now else ""


def is_confirmed(tx: Transaction, mail: MailRow) -> bool:
    """Whether the sender proved by code that the mail is theirs."""
    return facts.get(tx, f"{CONFIRMED}{mail.sha256}") is not None
