"""The plan of one mail, carried out: every action, the answer and the outcome in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from kmn_automation.mail.facts import SenderKind
from kmn_automation.mail.gate import may_answer, within_budget
from kmn_automation.mail.inbox_rules import Action, Verb
from kmn_automation.model.finding import Outcome
from kmn_automation.steps.accept_report import Accepted, Arrival, accept_report
from kmn_automation.steps.answer import Answer, Receipt, compose_answer
from kmn_automation.steps.answer_plain import plain_answer
from kmn_automation.steps.budget import spent
from kmn_automation.steps.confirm_origin import ask_origin, confirm_origin
from kmn_automation.steps.evaluate import evaluate
from kmn_automation.steps.examine_again import as_of_now
from kmn_automation.steps.note import note
from kmn_automation.steps.opened import Examined
from kmn_automation.steps.quarantine import ask_person
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.record_attendance import record_attendance
from kmn_automation.steps.record_bounce import record_bounce
from kmn_automation.steps.take_release import take_release
from kmn_automation.steps.turn import Turn
from kmn_automation.store import mails, tasks
from kmn_automation.store.mails import MailResult
from kmn_automation.store.tasks import NewTask

MAX_REMARKS = 4
FOLDERS = {"done": "Erledigt", "review": "Zu prüfen", "trash": "Aussortiert"}


class MailOutcome(StrEnum):
    """What a mail ended in; the digest counts these words."""

    REPORT = "Bericht geprüft"
    KNOWN = "Bericht lag bereits vor"
    UNREAD = "Anlage nicht lesbar"
    RELEASE = "Entscheidung über eine Freigabe"
    BOUNCE = "Rückläufer"
    MACHINE = "automatische Nachricht"
    UNPROVEN = "wartet auf Bestätigung der Herkunft"
    CONFIRMED = "Herkunft bestätigt"
    ATTENDANCE = "Antwort auf eine Einladung"
    PERSON = "liegt bei einer Person"
    SORTED_OUT = "aussortiert"
    CANARY = "Selbstprobe"


def handle_mail(turn: Turn) -> MailOutcome:
    """Does what the rule of the mail says; nothing of it stands if any part fails."""
    opened, facts = turn.opened, turn.opened.facts
    outcome = MailOutcome.PERSON if opened.classification.folder == "review" else MailOutcome.SORTED_OUT
    for action in opened.classification.actions:
        outcome = _ACTS[action.verb](turn, action) or outcome
    result = MailResult(
        sender=facts.sender.text if facts.sender else "",
        subject=facts.subject,
        rule=opened.classification.rule,
        outcome=outcome.value,
        file_to=FOLDERS[opened.classification.folder],
        reason=opened.classification.about,
    )
    mails.finish(turn.tx, turn.mail.id, result)
    detail = {"rule": opened.classification.rule, "outcome": outcome.value}
    note(turn.tx, turn.desk, "Mail bearbeitet", f"mail:{turn.mail.id}", detail)
    return outcome


def _read_report(turn: Turn, action: Action) -> MailOutcome:
    if action.value == "unconfirmed":
        ask_origin(turn)
        return MailOutcome.UNPROVEN
    done = [_accept(turn, each) for each in turn.opened.examined]
    opened = turn.opened
    answer = compose_answer(turn.desk, _receipt(turn), done, opened.unread, opened.others)
    new = any(accepted and accepted.arrival is not Arrival.KNOWN for _, accepted in done)
    case_id = next((accepted.case.id for _, accepted in done if accepted), None)
    _answer(turn, answer, is_receipt=new, case_id=case_id)
    if not done:
        return MailOutcome.UNREAD
    known = all(accepted and accepted.arrival is Arrival.KNOWN for _, accepted in done)
    return MailOutcome.KNOWN if known else MailOutcome.REPORT


def _accept(turn: Turn, opened: Examined) -> tuple[Examined, Accepted | None]:
    """The report in its case with its letters; None where it belongs to no Bescheid, which is a person's business."""
    examined = as_of_now(turn, opened)
    if examined.case_key is not None:
        accepted = accept_report(turn, examined, examined.case_key)
        evaluate(turn.tx, turn.desk, accepted)
        if examined.quarantine:
            ask_person(turn, examined, accepted.case.number)
        elif examined.remarks and examined.examination.outcome is Outcome.NACHBESSERUNG:
            _tell_remarks(turn, examined, accepted)
        return accepted.examined, accepted
    if examined.quarantine:
        ask_person(turn, examined, "")
    if examined.examination.outcome is not Outcome.NACHBESSERUNG:
        what = f"Der Bericht „{examined.file_name}“ ließ sich keinem Bescheid zuordnen; bitte ansehen."
        key = f"zuordnen:{examined.file_sha256}"
        tasks.add(turn.tx, NewTask(key, what, turn.desk.now, mail_id=turn.mail.id))
    return examined, None


def _tell_remarks(turn: Turn, examined: Examined, accepted: Accepted) -> None:
    """What lies beside the form may be an explanation; no request for release shows it, so a person looks once."""
    found = " ".join(examined.remarks[:MAX_REMARKS])
    more = len(examined.remarks) - MAX_REMARKS
    title = (
        f"Vorgang {accepted.case.number}: Neben dem Bogen steht noch etwas in „{examined.file_name}“. {found}"
    )
    title += f" Und {more} weitere Punkte." if more > 0 else ""
    key = f"neben dem Bogen:{accepted.case.number}"
    tasks.add(turn.tx, NewTask(key, title, turn.desk.now, mail_id=turn.mail.id, case_id=accepted.case.id))


def _confirm(turn: Turn, _action: Action) -> MailOutcome | None:
    return MailOutcome.CONFIRMED if confirm_origin(turn) else None


def _decide(turn: Turn, _action: Action) -> MailOutcome:
    take_release(turn)
    return MailOutcome.RELEASE


def _bounce(turn: Turn, _action: Action) -> MailOutcome:
    record_bounce(turn)
    return MailOutcome.BOUNCE


def _absence(_turn: Turn, _action: Action) -> MailOutcome:
    return MailOutcome.MACHINE


def _attendance(turn: Turn, _action: Action) -> MailOutcome:
    is_noted, question = record_attendance(turn)
    if question:
        _answer(turn, question)
    return MailOutcome.ATTENDANCE if is_noted or question else MailOutcome.PERSON


def _reply(turn: Turn, action: Action) -> MailOutcome:
    _answer(turn, plain_answer(action.value, _receipt(turn), turn.opened))
    return MailOutcome.UNREAD


def _task(turn: Turn, action: Action) -> None:
    key = f"mail:{turn.mail.sha256}:{action.value[:40]}"
    tasks.add(turn.tx, NewTask(key, action.value, turn.desk.now, mail_id=turn.mail.id))


def _file(_turn: Turn, _action: Action) -> None:
    """Where it is filed is noted with the result; the mailbox is touched after the commit."""


_ACTS: dict[Verb, Callable[[Turn, Action], MailOutcome | None]] = {
    Verb.READ_REPORT: _read_report,
    Verb.CONFIRM_ORIGIN: _confirm,
    Verb.DECIDE_RELEASE: _decide,
    Verb.RECORD_BOUNCE: _bounce,
    Verb.RECORD_ABSENCE: _absence,
    Verb.RECORD_ATTENDANCE: _attendance,
    Verb.REPLY: _reply,
    Verb.TASK: _task,
    Verb.FILE: _file,
}


def _receipt(turn: Turn) -> Receipt:
    return Receipt(turn.mark, turn.mail.received_at, turn.opened.facts.has_question)


def _answer(turn: Turn, content: Answer, *, is_receipt: bool = False, case_id: int | None = None) -> None:
    """Queues the answer if the mail may be answered; a no by the budget becomes a task, nothing is dropped."""
    tx, desk, facts, sender = turn.tx, turn.desk, turn.opened.facts, turn.sender
    verdict = may_answer(facts)
    if sender is None or facts.sender_kind is not SenderKind.TRAEGER or not verdict.allowed:
        note(tx, desk, "Keine Antwort", f"mail:{turn.mail.id}", {"reason": verdict.reason})
        if sender and not any(each.verb is Verb.TASK for each in turn.opened.classification.actions):
            what = f"Ohne Antwort blieb {sender.address}; bitte selbst Bescheid geben. {verdict.reason}"
            tasks.add(tx, NewTask(f"ohne Antwort:{turn.mail.sha256}", what, desk.now, mail_id=turn.mail.id))
        return
    budget = within_budget(spent(turn, sender.address), is_receipt=is_receipt)
    if not budget.allowed:
        what = f"Antwort an {sender.address} zurückgehalten. {budget.reason}"
        tasks.add(tx, NewTask(f"budget:{turn.mail.sha256}", what, desk.now, mail_id=turn.mail.id))
        return
    wish = Wish(
        key=f"antwort:{turn.mail.sha256}",
        text=content.text,
        context=content.context,
        recipient=sender,
        attachments=content.attachments,
        answers=turn.thread,
        mail_id=turn.mail.id,
        case_id=case_id,
        counted=not is_receipt,
    )
    queue_mail(tx, desk, wish)
