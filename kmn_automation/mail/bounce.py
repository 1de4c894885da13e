"""Reports of other mail servers about letters of ours: RFC 3464 first, flufl.bounce as a second opinion.

A report changes no address by itself; it says which letter did not reach whom, and whether waiting helps.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flufl.bounce import scan_message

from kmn_automation.mail.address import parse_address
from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.unpack_header import Head, read_head
from kmn_automation.mail.unpack_text import clean_line
from kmn_automation.mail.unpacked import Part, Unpacked

MAX_RAW = 256_000
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_PLAIN_STATUS = re.compile(r"\b(?:\d{3}[ -])?([45]\.\d{1,3}\.\d{1,3})\b|\b([45])\d\d[ -]")
VERP = "b="


class Lasting(StrEnum):
    """Whether the letter can still arrive."""

    PERMANENT = "endgültig"
    TEMPORARY = "vorübergehend"
    DELAYED = "verzögert"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says about one letter. Empty fields: the report does not say."""

    recipient: str
    status: str
    lasting: Lasting
    reason: str
    """The words of the other server, cleaned, at most 200 characters."""
    letter_tag: str
    """Our tag of the letter, from the address the report came to (VERP) or from the ENVID."""
    message_ids: tuple[str, ...]
    """Message-IDs of the letter that came back, without angle brackets."""

    @property
    def is_final(self) -> bool:
        """Whether a person has to act."""
        return self.lasting is Lasting.PERMANENT


def read_bounce(unpacked: Unpacked, raw: bytes = b"") -> Bounce:
    """What the report says; for a report in free text whatever can be recognised."""
    blocks = list(_blocks(unpacked))
    return _merge(unpacked, blocks, raw)


def _merge(unpacked: Unpacked, blocks: list[Head], raw: bytes) -> Bounce:
    recipient_block = _worst_recipient(blocks)
    status = _status(recipient_block.first("status")) or _status_in_words(unpacked.text)
    recipient = _recipient(recipient_block) or _failed_recipient(unpacked) or _guessed(raw)
    return Bounce(
        recipient=recipient,
        status=status,
        lasting=_lasting(recipient_block.first("action").lower(), status, unpacked),
        reason=clean_line(recipient_block.first("diagnostic-code"), 200),
        letter_tag=_envid(blocks) or _verp(unpacked),
        message_ids=tuple(dict.fromkeys(_message_ids(unpacked))),
    )


def _blocks(unpacked: Unpacked) -> Iterator[Head]:
    """The groups of fields of a delivery report: one for the message, one per recipient."""
    for part in unpacked.parts:
        if part.media_type in {"message/delivery-status", "message/global-delivery-status"}:
            groups = re.split(rb"\r?\n[ \t]*\r?\n", part.data[:MAX_RAW].strip())
            yield from (read_head(group + b"\n") for group in groups[:100])


def _worst_recipient(blocks: list[Head]) -> Head:
    """The recipient whose letter failed, else one whose letter waits; a letter may also go to the archive."""
    order = {"failed": 0, "": 1, "delayed": 2}
    named = [
        block for block in blocks if block.first("final-recipient") and block.first("action").lower() in order
    ]
    return min(named, key=lambda block: order[block.first("action").lower()], default=Head((), 0))


def _recipient(block: Head) -> str:
    for name in ("original-recipient", "final-recipient"):
        address = parse_address(block.first(name).rpartition(";")[2].strip().strip("<>"))
        if address:
            return address.text
    return ""


def _failed_recipient(unpacked: Unpacked) -> str:
    address = parse_address(unpacked.first("x-failed-recipients").split(",")[0].strip())
    return address.text if address else ""


def _guessed(raw: bytes) -> str:
    """The address that flufl.bounce finds; it raises on every third ordinary mail."""
    if not raw:
        return ""
    try:
        found = scan_message(email.message_from_bytes(raw[:MAX_RAW]))
        texts = sorted(each.decode("ascii", "ignore") for each in found)
    except Exception:  # noqa: BLE001 - it was written for well-formed mails; a guess is never worth an error
        return ""
    addresses = [address.text for text in texts if (address := parse_address(text))]
    return addresses[0] if len(addresses) == 1 else ""


def _status(text: str) -> str:
    match = _STATUS.search(text)
    return match[1] if match else ""


def _status_in_words(text: str) -> str:
    match = _PLAIN_STATUS.search(text[:20_000])
    if not match:
        return ""
    return match[1] or f"{match[2]}.0.0"


def _lasting(action: str, status: str, unpacked: Unpacked) -> Lasting:
    if action == "delayed" or "delay" in unpacked.shown("subject").lower():
        return Lasting.DELAYED
    return Lasting.TEMPORARY if status.startswith("4") and action != "failed" else Lasting.PERMANENT


def _envid(blocks: list[Head]) -> str:
    found = next(
        (block.first("original-envelope-id") for block in blocks if block.first("original-envelope-id")), ""
    )
    return clean_line(found, 100)


def _verp(unpacked: Unpacked) -> str:
    for name in ("delivered-to", "x-original-to", "envelope-to", "to"):
        for value in unpacked.all(name):
            address = parse_address(value.strip().strip("<>").strip())
            if address and address.tag.startswith(VERP):
                return address.tag.removeprefix(VERP)
    return ""


def _message_ids(unpacked: Unpacked) -> Iterator[str]:
    """The ids of the mail that came back, then those the report itself refers to."""
    for part in unpacked.parts:
        if _is_returned(part):
            yield from _MESSAGE_ID.findall(read_head(part.data[:MAX_RAW]).first("message-id"))
    for name in ("in-reply-to", "references"):
        for value in unpacked.all(name):
            yield from _MESSAGE_ID.findall(value)


def _is_returned(part: Part) -> bool:
    return part.kind is Kind.MAIL or part.media_type in {"text/rfc822-headers", "message/global-headers"}
