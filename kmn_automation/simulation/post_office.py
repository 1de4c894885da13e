"""Embedded mail servers for demo and tests: IMAP by pymap in child processes, SMTP by aiosmtpd in a thread.

Nothing listens on anything but the loopback, and nothing ever leaves: every address but .example and .test is refused.
Who a mail goes to is said by the envelope, never by its headers. The office account holds INBOX and whatever folders
the program makes; a second account holds one folder for each other address (`anna@traeger.example`).
"""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Iterable
from contextlib import ExitStack
from email import message_from_bytes
from email.utils import parseaddr
from types import TracebackType
from typing import Self

from kmn_automation.simulation.eml_machine import bounce
from kmn_automation.simulation.post_office_mailboxes import HOST, INBOX, Mailboxes, free_port
from kmn_automation.simulation.post_office_smtp import SmtpServer, Submission
from kmn_automation.simulation.post_office_stamp import Delivery, stamped

PASSWORD = "demo"
SERVER = "mail.kmn.test"
OFFICE = "kmn@kmn.test"
REAL = (".example", ".test")


class PostOffice:
    """`with PostOffice(moment) as post:` – up in about a second, ended by process id.

    Log in to SMTP with any address and the password "demo": the address then counts as proved. Without login, or with
    an address of another domain than that of From, a mail is delivered without a word about its sender: a forgery.
    """

    def __init__(
        self,
        moment: dt.datetime,
        office: str = OFFICE,
        *,
        dead: Iterable[str] = (),
        refused: Iterable[str] = (),
    ) -> None:
        self.moment = moment
        """When mails arrive from now on (with zone): Received and INTERNALDATE. Set it to begin another day."""
        self.office = office
        self.dead = {address.lower() for address in dead}
        """Accepted, then returned by a bounce to the envelope sender."""
        self.refused = {address.lower() for address in refused}
        """Refused at RCPT with 550."""
        self.host = HOST
        self.user = "kmn"
        self.password = PASSWORD
        self.server = SERVER
        """The authserv-id to trust."""
        self._office_mails = Mailboxes(self.user, PASSWORD)
        self._other_mails = Mailboxes("leute", PASSWORD)
        self._smtp = SmtpServer(self, free_port())
        self._stack = ExitStack()

    @property
    def imap_port(self) -> int:
        """Where the office's mailbox is."""
        return self._office_mails.port

    @property
    def people_port(self) -> int:
        """Where everybody else's folders are: user "leute"."""
        return self._other_mails.port

    @property
    def smtp_port(self) -> int:
        """Where mails are handed in."""
        return self._smtp.port

    def submit(self, raw: bytes, login: str = "", mail_from: str = "", to: Iterable[str] = ()) -> None:
        """Hands a mail in over SMTP as `login` (an address; none: without login, as a forger does).

        Where the envelope is not given it comes from the headers From and To; a mail that says it is automatic has
        the empty sender (RFC 3834).

        Raises:
            smtplib.SMTPException: every recipient was refused.
        """
        message = message_from_bytes(raw)
        automatic = str(message["Auto-Submitted"] or "no").lower() != "no"
        sender = mail_from or ("" if automatic else parseaddr(str(message["From"]))[1])
        recipients = list(to) or [parseaddr(str(message["To"]))[1]]
        with smtplib.SMTP(HOST, self.smtp_port, timeout=60) as client:
            if login:
                client.login(login, PASSWORD)
            client.sendmail(sender, recipients, raw)

    def mails(self, address: str) -> list[bytes]:
        """Everything that lies in the mailbox of that address, oldest first, read over IMAP."""
        if self._is_office(address):
            return self._office_mails.read(INBOX)
        return self._other_mails.read(address.lower())

    def may_receive(self, address: str) -> bool:
        """Whether RCPT is answered with 250."""
        return address.lower().endswith(REAL) and address.lower() not in self.refused

    def deliver(self, submission: Submission) -> None:
        """Puts the mail into the mailbox of each recipient of the envelope; a dead one makes a bounce."""
        for recipient in submission.recipients:
            if recipient.lower() in self.dead:
                self._return(submission, recipient)
            else:
                self._put(submission, recipient)

    def _put(self, submission: Submission, recipient: str) -> None:
        delivery = Delivery(
            self.server, submission.mail_from, recipient, submission.login, self.moment, submission.helo
        )
        raw = stamped(submission.raw, delivery)
        if self._is_office(recipient):
            self._office_mails.put(INBOX, raw, self.moment)
        else:
            self._other_mails.put(recipient.lower(), raw, self.moment)

    def _return(self, submission: Submission, recipient: str) -> None:
        """A bounce to the envelope sender; a mail without one is dropped, or bounces would never end."""
        if submission.mail_from:
            raw = bounce(submission.raw, recipient, submission.mail_from, self.moment)
            self._put(Submission(raw, "", (submission.mail_from,)), submission.mail_from)

    def _is_office(self, address: str) -> bool:
        """Whether the address is the office's, with or without something behind a plus."""
        local, _, domain = address.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" == self.office.lower()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            accounts = (self._office_mails, self._other_mails)
            for account in accounts:
                stack.callback(account.stop)
                account.start()
            for account in accounts:
                account.connect()
            self._smtp.start()
            stack.callback(self._smtp.stop)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
