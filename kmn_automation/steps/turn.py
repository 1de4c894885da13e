"""The turn of one mail: the transaction it is handled in, the desk, the row, and what was found when it was opened."""

from __future__ import annotations

from dataclasses import dataclass

from kmn_automation.mail.outgoing import Party, Thread
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.opened import Opened
from kmn_automation.store.connect import Transaction
from kmn_automation.store.mails import MailRow


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a step needs that handles a mail."""

    tx: Transaction
    desk: Desk
    mail: MailRow
    opened: Opened

    @property
    def mark(self) -> str:
        """How an answer names the mail: `KMN-000123`."""
        return f"KMN-{self.mail.id:06d}"

    @property
    def sender(self) -> Party | None:
        """Who wrote, where the From field is one plain address."""
        facts = self.opened.facts
        return Party(facts.sender_name, facts.sender.text) if facts.sender else None

    @property
    def thread(self) -> Thread | None:
        """The mail as what our answer refers to."""
        facts = self.opened.facts
        return Thread(f"<{facts.message_id}>", facts.answers) if facts.message_id else None
