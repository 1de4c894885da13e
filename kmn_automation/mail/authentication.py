"""Whether the sender is who the From field says, by what our own server wrote and by nothing else.

Only the one Authentication-Results field (RFC 8601) with our server's id counts, and only above the first foreign
Received: all that stands further down was brought along by the sender. Alignment is computed here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.mail.address import Address
from kmn_automation.mail.auth_results import AuthResults, Method, read_auth_results
from kmn_automation.mail.unpack_header import Fields

_BY = re.compile(r"\bby\s+([A-Za-z0-9._-]{1,255})", re.IGNORECASE)
_TAG_LIST = re.compile(r"[\s]+")


class Proof(StrEnum):
    """How far the sender is proven; the value is the German word for it."""

    PROVEN = "belegt"
    SPF_ONLY = "nur durch SPF belegt"
    NOT_PROVEN = "nicht belegt"
    CONTRADICTED = "widerlegt"


@dataclass(frozen=True, slots=True)
class Authentication:
    """The proof and the German reason for it."""

    proof: Proof
    reason: str

    @property
    def allows_decision(self) -> bool:
        """Whether a release from this sender may count."""
        return self.proof is Proof.PROVEN

    @property
    def allows_report(self) -> bool:
        """Whether a report from this sender counts without asking back."""
        return self.proof in {Proof.PROVEN, Proof.SPF_ONLY}


def authenticate(
    fields: Fields, sender: Address | None, authserv_id: str, own_hosts: Collection[str] = ()
) -> Authentication:
    """The proof for the address in the From field.

    `own_hosts` are further hosts of ours (or domains of them) that write Received lines above the server of that id.
    """
    if sender is None:
        return _not("Der Absender ist nicht eindeutig lesbar.")
    if not authserv_id:
        return _not("Es ist kein eigener Prüfserver eingestellt (authserv_id).")
    found = _our_results(fields, authserv_id.lower(), [host.lower() for host in own_hosts])
    if isinstance(found, str):
        return _not(found)
    return _judge(found, sender.domain, _domains_with_length(fields))


def _our_results(fields: Fields, authserv_id: str, own_hosts: list[str]) -> AuthResults | str:
    """The one field that counts, or the German reason why there is none."""
    ours: list[AuthResults | None] = []
    foreign_seen = received_seen = False
    stands_above = True
    for name, value in fields:
        if name == "received":
            foreign_seen = foreign_seen or (received_seen and not _is_own(value, {authserv_id, *own_hosts}))
            received_seen = True
        elif name == "authentication-results" and authserv_id in value.lower():
            results = read_auth_results(value)
            if results is None or results.server == authserv_id:
                ours.append(results)
                stands_above = stands_above and not foreign_seen
    if not ours:
        return "Unser Mailserver hat keine Prüfung der Herkunft vermerkt."
    if len(ours) > 1:
        return "Es gibt mehrere Prüfvermerke mit dem Namen unseres Servers; einer davon ist fremd."
    if not stands_above:
        return "Der Prüfvermerk mit dem Namen unseres Servers wurde von außen mitgebracht."
    return ours[0] or "Der Prüfvermerk unseres Servers ist nicht lesbar."


def _is_own(received: str, hosts: Collection[str]) -> bool:
    """A hop inside our house. The topmost Received needs no look: nobody outside can write above it."""
    match = _BY.search(received)
    host = match[1].lower().rstrip(".") if match else ""
    return any(host == own or host.endswith(f".{own}") for own in hosts)


def _judge(results: AuthResults, domain: str, with_length: Collection[str]) -> Authentication:
    if against := _objection(results, domain, with_length):
        return against
    if any(_names(each, "header.from", domain) for each in _passed(results, "dmarc")):
        return Authentication(Proof.PROVEN, f"DMARC bestätigt {domain}.")
    if any(_aligned(each.properties.get("header.d", ""), domain) for each in _passed(results, "dkim")):
        return Authentication(Proof.PROVEN, f"DKIM bestätigt {domain}.")
    if any(_aligned(_mail_domain(each), domain) for each in _passed(results, "spf")):
        return Authentication(Proof.SPF_ONLY, f"Nur SPF bestätigt {domain}.")
    return _not(f"Weder DMARC noch DKIM noch SPF bestätigt {domain}.")


def _objection(results: AuthResults, domain: str, with_length: Collection[str]) -> Authentication | None:
    dmarc = [each for each in results.methods if each.name == "dmarc"]
    if len(dmarc) > 1:
        return _not("Der Prüfvermerk nennt mehrere DMARC-Ergebnisse.")
    if any(each.result == "fail" and _names(each, "header.from", domain) for each in dmarc):
        return Authentication(Proof.CONTRADICTED, f"DMARC ist für {domain} fehlgeschlagen.")
    if any(_aligned(signer, domain) for signer in with_length):
        return _not("Die DKIM-Signatur deckt nur einen Teil der Nachricht (l=).")
    return None


def _passed(results: AuthResults, method: str) -> Iterator[Method]:
    return (each for each in results.methods if each.name == method and each.result == "pass")


def _names(method: Method, key: str, domain: str) -> bool:
    return method.properties.get(key, "").lower() == domain


def _aligned(signer: str, domain: str) -> bool:
    """The signer is the domain itself or above it; one label alone (`de`) signs for nobody."""
    signer = signer.lower().rstrip(".")
    return "." in signer and (signer == domain or domain.endswith(f".{signer}"))


def _mail_domain(method: Method) -> str:
    return method.properties.get("smtp.mailfrom", "").rpartition("@")[2]


def _domains_with_length(fields: Iterable[tuple[str, str]]) -> set[str]:
    """Signers of DKIM signatures that cover only the beginning of the body (RFC 6376 l=)."""
    found = set()
    for name, value in fields:
        if name == "dkim-signature":
            pairs = (piece.partition("=") for piece in _TAG_LIST.sub("", value).split(";"))
            tags = {key.lower(): text for key, _, text in pairs}
            if "l" in tags:
                found.add(tags.get("d", "").lower())
    return found


def _not(why: str) -> Authentication:
    return Authentication(Proof.NOT_PROVEN, why)
