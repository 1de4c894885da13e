"""Mails that pretend to come from somebody registered, and the honest forms that look as strange (invented people)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kmn_automation.mail.address import Address
from kmn_automation.mail.facts import SenderKind

OURS = "mx.office.example"
WHEN = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
HOP = f"Received: from mail.traeger.example by {OURS} with ESMTPS; Mon, 2 Nov 2026 10:00:00 +0100\r\n"
LMTP = f"Received: from {OURS} by box7 with LMTP; Mon, 2 Nov 2026 10:00:01 +0100\r\n"
FAR = "Received: from pc by mail.traeger.example with ESMTPSA; Mon, 2 Nov 2026 09:59:00 +0100\r\n"
ANNA = "Anna Beispiel <anna@traeger.example>"
EVIL = "bob@evil.example"
DMARC = f"{OURS}; dmarc=pass header.from=traeger.example"
DKIM = f"{OURS}; dkim=pass header.d=traeger.example"
OF_EVIL = f"{OURS}; dmarc=pass header.from=evil.example"
SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=traeger.example; s=s1; h=from:to; bh=x; b=y"
REGISTERED = {
    "anna@traeger.example": (dt.date(2025, 1, 1), dt.date(2026, 12, 31), SenderKind.TRAEGER),
    "info@buero.traeger.example": (dt.date(2025, 1, 1), dt.date(2026, 12, 31), SenderKind.TRAEGER),
    "info@xn--brgerhilfe-9db.example": (dt.date(2025, 1, 1), dt.date(2026, 12, 31), SenderKind.TRAEGER),
    "neu@traeger.example": (dt.date(2026, 11, 3), dt.date(2027, 12, 31), SenderKind.TRAEGER),
    "alt@traeger.example": (dt.date(2025, 1, 1), dt.date(2026, 11, 1), SenderKind.TRAEGER),
    "heute@traeger.example": (dt.date(2026, 11, 2), dt.date(2026, 11, 2), SenderKind.TRAEGER),
    "chefin@office.example": (dt.date(2025, 1, 1), dt.date(2026, 12, 31), SenderKind.COORDINATOR),
}


class People:
    """A register of few addresses with their days, both included."""

    def kind_of(self, address: Address, day: dt.date) -> SenderKind:
        first, last, kind = REGISTERED.get(address.key, (dt.date.max, dt.date.min, SenderKind.UNKNOWN))
        return kind if first <= day <= last else SenderKind.UNKNOWN


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail, and in one sentence what is special about where it says it comes from."""

    cause: str
    raw: bytes
    when: dt.datetime = WHEN


def stamp(value: str) -> str:
    return f"Authentication-Results: {value}\r\n"


def sent(cause: str, head: str, sender: str = ANNA, *, more: str = "", body: str = "Guten Tag") -> Sent:
    """`head` stands on top, as servers write there; `more` below the From."""
    text = f"{head}From: {sender}\r\nTo: kmn@office.example\r\nSubject: Bericht\r\n{more}"
    return Sent(cause, f"{text}\r\n{body}\r\n".encode("utf-8", "surrogateescape"))
