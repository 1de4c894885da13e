"""Mail addresses by a grammar of our own, far stricter than RFC 5322.

The standard library reads `alice@traeger.example)bob@evil.example` as alice. So nothing here repairs or guesses:
what is not plainly one address is none (RFC 5321 4.1.2 without quoted local parts, routes, groups, comments).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_ADDRESS = 254
MAX_LOCAL = 64
MAX_MAILBOX = 998
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ANGLE = re.compile(r"[ \t]*(?P<name>[^<>]*?)[ \t]*<(?P<address>[^<>\s]+)>[ \t]*")
_QUOTED = re.compile(r'"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"')
_PHRASE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f()<>\[\]:;@\\,\"]*")


@dataclass(frozen=True, slots=True)
class Address:
    """One address; the domain is in lower case and ASCII (`xn--…`), so that equal looks are not equal addresses."""

    local: str
    domain: str

    @property
    def text(self) -> str:
        """The address as SMTP wants it."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """The address for comparing with the register: lower case throughout."""
        return self.text.lower()

    @property
    def tag(self) -> str:
        """What stands behind the first plus of the local part (`kmn+f-abc@…` → `f-abc`)."""
        return self.local.partition("+")[2]

    def without_tag(self) -> Address:
        """The same mailbox without the plus part."""
        return Address(self.local.partition("+")[0] or self.local, self.domain)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name as it stands in the header (still encoded) and the one address behind it."""

    name: str
    address: Address


def parse_address(text: str) -> Address | None:
    """The address if the whole text is exactly one, else None; never raises.

    The domain needs a dot and may be written in Unicode, where it comes back from its ASCII form unchanged
    (RFC 5891 in spirit: no ß that would turn into ss, no full-width letters).
    """
    if len(text) > MAX_ADDRESS or text.count("@") != 1:
        return None
    local, domain = text.split("@")
    ascii_domain = _ascii_domain(domain)
    if not ascii_domain or len(local) > MAX_LOCAL or not _LOCAL.fullmatch(local):
        return None
    address = Address(local, ascii_domain)
    return address if len(address.text) <= MAX_ADDRESS else None


def parse_mailbox(text: str) -> Mailbox | None:
    """The one mailbox of a From field: `a@b`, `Name <a@b>`, `"Name, with comma" <a@b>`; else None."""
    if len(text) > MAX_MAILBOX:
        return None
    if match := _ANGLE.fullmatch(text):
        name, written = match["name"], match["address"]
        if not (_QUOTED.fullmatch(name) or _PHRASE.fullmatch(name)):
            return None
    else:
        name, written = "", text.strip(" \t")
    address = parse_address(written)
    return Mailbox(name, address) if address else None


def _ascii_domain(domain: str) -> str:
    labels = [_ascii_label(label) for label in domain.split(".")]
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():  # noqa: PLR2004 - a name and its parent
        return ""
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    lower = label.lower()
    if len(lower) > MAX_LOCAL or label.isascii() != lower.isascii():
        return ""
    try:
        encoded = lower.encode("idna")
        decoded = encoded.decode("idna")
    except UnicodeError:
        return ""
    ascii_label = encoded.decode("ascii", "ignore")
    same = encoded == lower.encode() if lower.isascii() else decoded == lower
    return ascii_label if same and _LABEL.fullmatch(ascii_label) else ""
