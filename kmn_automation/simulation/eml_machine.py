"""Mails that no person wrote: absence notes and bounces. Their envelope sender is empty: `mail_from=""`."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

from kmn_automation.model.german import format_day
from kmn_automation.simulation.eml import Person, message_id, read
from kmn_automation.simulation.eml_parts import Part, Transfer, multipart, rfc2047, text_part

SERVER = "mail.kmn.test"
_HEAD_END = b"\r\n\r\n"


def out_of_office(
    original: bytes, sender: Person, until: dt.date, moment: dt.datetime, *, marked: bool = True
) -> bytes:
    """An absence note to the sender of a mail; unmarked ones carry no sign of a machine, as Exchange sends them."""
    message = read(original)
    text = (
        f"Guten Tag,\n\nich bin bis zum {format_day(until)} nicht im Büro. Ihre Nachricht bleibt liegen.\n\n"
        f"Mit freundlichen Grüßen\n{sender.name}\n"
    )
    content = text_part(text, "plain", "iso-8859-1", Transfer.QUOTED)
    signs = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")) if marked else ()
    answered = str(message["Message-ID"] or "").strip()
    return content.under(
        ("From", sender.mailbox),
        ("To", str(message["From"])),
        ("Subject", rfc2047(f"Automatische Antwort: {message['Subject'] or ''}")),
        ("Date", format_datetime(moment)),
        ("Message-ID", message_id(sender.email, content.body, moment)),
        *((("In-Reply-To", answered), ("References", answered)) if answered else ()),
        *signs,
        ("MIME-Version", "1.0"),
    ).raw()


def bounce(original: bytes, recipient: str, to: str, moment: dt.datetime, status: str = "5.1.1") -> bytes:
    """A delivery report (RFC 3464) for a mail that could not reach `recipient`; `to` is its envelope sender."""
    delayed = status.startswith("4")
    what = "konnte noch nicht zugestellt werden" if delayed else "konnte nicht zugestellt werden"
    parts = (
        text_part(f"Ihre Nachricht an <{recipient}> {what}.\n", "plain", "utf-8", Transfer.PLAIN),
        _status(recipient, status, moment, delayed=delayed),
        _returned_head(original),
    )
    content = multipart("report", parts, "dsn", "; report-type=delivery-status")
    return content.under(
        ("From", f"Mail Delivery System <MAILER-DAEMON@{SERVER}>"),
        ("To", to),
        (
            "Subject",
            "Delayed Mail (still being retried)" if delayed else "Undelivered Mail Returned to Sender",
        ),
        ("Date", format_datetime(moment)),
        ("Message-ID", message_id(f"dsn@{SERVER}", content.body, moment)),
        ("Auto-Submitted", "auto-replied"),
        ("MIME-Version", "1.0"),
    ).raw()


def _status(recipient: str, status: str, moment: dt.datetime, *, delayed: bool) -> Part:
    code = "450" if delayed else "550"
    lines = (
        f"Reporting-MTA: dns; {SERVER}",
        f"Arrival-Date: {format_datetime(moment)}",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        f"Original-Recipient: rfc822;{recipient}",
        f"Action: {'delayed' if delayed else 'failed'}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; {code} {status} <{recipient}>: Recipient address rejected",
        "",
    )
    headers = (("Content-Description", "Delivery report"), ("Content-Type", "message/delivery-status"))
    return Part(headers, "\r\n".join(lines).encode())


def _returned_head(original: bytes) -> Part:
    headers = (
        ("Content-Description", "Undelivered Message Headers"),
        ("Content-Type", "text/rfc822-headers"),
    )
    return Part(headers, original.partition(_HEAD_END)[0] + b"\r\n")
