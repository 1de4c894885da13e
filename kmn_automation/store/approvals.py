"""Requests for release: a secret token of one use, bound to a person and to the hash of what was shown."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, fields

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.rows import changed
from kmn_automation.store.tables import approval_letters, approvals

TOKEN_BYTES = 20
"""160 bit: 32 letters and digits without padding."""

RELEASED = "FREIGABE"
REJECTED = "ABLEHNUNG"
VOID = "hinfällig"
"""The decision of a request that lost its object."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request to one person, by mail address; `docx_sha256` covers all its letters as they were shown."""

    letter_ids: tuple[int, ...]
    person: str
    docx_sha256: str
    asked_at: dt.datetime
    expires_at: dt.datetime
    confirm: bool = False
    """Whether the plain word is not enough, since facts of the letter have drifted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(NewRequest):
    """A request as it stands; `decision` is empty while it is open."""

    id: int
    decided_at: dt.datetime | None
    decision: str
    reason: str


def ask(tx: Transaction, request: NewRequest) -> str:
    """The token of a new request; only its hash is kept, so nobody can read it from the database."""
    token = new_token()
    row = {
        field.name: getattr(request, field.name) for field in fields(NewRequest) if field.name != "letter_ids"
    }
    row |= {"token_sha256": hash_token(token), "decision": "", "reason": ""}
    request_id = tx.execute(sa.insert(approvals).values(row).returning(approvals.c.id)).scalar_one()
    lines = [{"approval_id": request_id, "letter_id": each} for each in sorted(set(request.letter_ids))]
    if lines:  # an empty list would insert a line without values; a question about an origin has no letters
        tx.execute(sa.insert(approval_letters), lines)
    return token


def get(tx: Transaction, request_id: int) -> Request:
    """The request with that id (IndexError if there is none)."""
    return _where(tx, approvals.c.id == request_id)[0]


def find(tx: Transaction, token: str) -> Request | None:
    """The request of a token, also when decided or expired; found by hash, so timing tells nothing."""
    found = _where(tx, approvals.c.token_sha256 == hash_token(token))
    return found[0] if found else None


def decide(tx: Transaction, request_id: int, *, decision: str, reason: str, at: dt.datetime) -> bool:
    """Whether this was the one decision of the request; False if it was decided already. The caller looks at expiry."""
    return changed(tx, _close(approvals.c.id == request_id, decision, reason, at))


def open_requests(tx: Transaction) -> list[Request]:
    """What still waits for a person, the oldest first; expired ones included."""
    return _where(tx, approvals.c.decided_at.is_(None))


def of_letter(tx: Transaction, letter_id: int) -> list[Request]:
    """All requests that a letter was part of, the oldest first."""
    return _where(tx, approvals.c.id.in_(_with(letter_id)))


def void(tx: Transaction, letter_id: int, *, at: dt.datetime, reason: str) -> int:
    """How many open requests with that letter were ended; a request over many letters ends for all of them."""
    return tx.execute(_close(approvals.c.id.in_(_with(letter_id)), VOID, reason, at)).rowcount


def _close(which: sa.ColumnElement[bool], decision: str, reason: str, at: dt.datetime) -> sa.Update:
    still_open = sa.update(approvals).where(which, approvals.c.decided_at.is_(None))
    return still_open.values(decision=decision, reason=reason, decided_at=at)


def _with(letter_id: int) -> sa.Select[tuple[int]]:
    return sa.select(approval_letters.c.approval_id).where(approval_letters.c.letter_id == letter_id)


def _where(tx: Transaction, condition: sa.ColumnElement[bool]) -> list[Request]:
    columns = (approvals.c[field.name] for field in fields(Request) if field.name != "letter_ids")
    query = sa.select(*columns).where(condition).order_by(approvals.c.id)
    rows = tx.execute(query).mappings().all()
    letters_of: dict[int, list[int]] = {row["id"]: [] for row in rows}
    links = sa.select(approval_letters).where(approval_letters.c.approval_id.in_(letters_of))
    for request_id, letter_id in tx.execute(links.order_by(approval_letters.c.letter_id)):
        letters_of[request_id].append(letter_id)
    return [Request(letter_ids=tuple(letters_of[row["id"]]), **row) for row in rows]


def new_token() -> str:
    """A secret that nobody can guess."""
    return base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode("ascii")


def hash_token(token: str) -> str:
    """What of a token is kept; blanks and case do not count."""
    return hashlib.sha256(token.strip().upper().encode("utf-8", "replace")).hexdigest()
