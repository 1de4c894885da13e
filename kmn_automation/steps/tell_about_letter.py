"""What a coordinator must hear at once about a letter: that it came back, or that nobody knows whether it arrived."""

from __future__ import annotations

from collections.abc import Mapping

from kmn_automation.mail.outgoing import Party
from kmn_automation.steps.addressee import find_party
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.store import letters
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxRow


def tell_about_letter(
    tx: Transaction, desk: Desk, row: OutboxRow, text: str, context: Mapping[str, object]
) -> None:
    """Writes to the person who answers for the Träger; once for each attempt to hand the letter over."""
    letter = letters.get(tx, row.letter_id or 0)
    persons = desk.register.responsible(letter.regionalverbund, desk.today)
    if not persons:
        return
    party = find_party(desk, letter.traeger_id)
    wish = Wish(
        key=f"{text}:{row.id}:{row.attempts}",
        text=text,
        context={
            "nummer": letter.number,
            "traeger": party[0].name if party else letter.recipient_name,
            "zeichen": f"KMN-{letter.number}",
            "empfaenger": row.recipient,
            **context,
        },
        recipient=Party(persons[0].name, persons[0].email),
        letter_id=letter.id,
        case_id=letter.case_id,
    )
    queue_mail(tx, desk, wish)
