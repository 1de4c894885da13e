"""All tables: the single truth, which the migrations must equal. Nothing that left the house is ever deleted."""

from __future__ import annotations

import sqlalchemy as sa

from kmn_automation.model.finding import Certainty, Outcome, Severity
from kmn_automation.model.letter import LetterState, Release
from kmn_automation.store.columns import Cents, Json, Moment, Word, Words
from kmn_automation.store.states import MailState, OutboxState

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name: str, *, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, Words, nullable=False, unique=unique)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _yes_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _moment(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment, nullable=empty)


def _of(table: str, *, empty: bool = True) -> sa.Column[int]:
    return sa.Column(f"{table[:-1]}_id", sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=empty, index=True)


mails = sa.Table(
    "mails",
    metadata,
    _id(),
    _text("sha256", unique=True),
    _text("folder"),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    _text("message_id"),
    _number("size"),
    _moment("received_at"),
    sa.Column("state", Word(MailState), nullable=False),
    _number("attempts"),
    _text("sender"),
    _text("subject"),
    _text("rule"),
    _text("outcome"),
    _text("file_to"),
    _text("reason"),
    sa.Index(None, "state", "received_at"),
    sa.Index(None, "received_at"),
)

mail_places = sa.Table(
    "mail_places",
    metadata,
    sa.Column("folder", Words, primary_key=True),
    sa.Column("uidvalidity", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("uid", sa.BigInteger, primary_key=True, autoincrement=False),
    _of("mails", empty=False),
)
"""Every place where a mail was seen: the same bytes may lie twice in one folder."""

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    _number("value"),
)

cases = sa.Table(
    "cases",
    metadata,
    _id(),
    _text("number", unique=True),
    _text("traeger_id"),
    _text("geschaeftszeichen"),
    _number("foerderjahr"),
    _text("nachweisart"),
    _moment("opened_at"),
    sa.UniqueConstraint("foerderjahr", "geschaeftszeichen", "traeger_id", "nachweisart"),
)

reports = sa.Table(
    "reports",
    metadata,
    _id(),
    _of("cases", empty=False),
    _number("fassung"),
    _of("mails"),
    _text("file_name"),
    _text("file_sha256"),
    _text("content_sha256"),
    _moment("received_at"),
    _text("form_version"),
    sa.Column("outcome", Word(Outcome), nullable=False),
    _text("ruleset"),
    sa.Column("claim", Cents),
    sa.Column("report", sa.LargeBinary, nullable=False),
    sa.Column("examination", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("case_id", "fassung"),
    sa.UniqueConstraint("file_sha256", "case_id"),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _text("rule"),
    sa.Column("severity", Word(Severity), nullable=False),
    _yes_no("mendable"),
    _text("sheet"),
    _text("cell"),
    _text("label"),
    _text("found"),
    _text("expected"),
    _text("text"),
    _text("remedy"),
    _text("reference"),
    sa.Column("certainty", Word(Certainty), nullable=False),
    sa.Index(None, "rule"),
)

letters = sa.Table(
    "letters",
    metadata,
    _id(),
    _text("key", unique=True),
    _text("number", unique=True),
    _number("year"),
    _text("kind"),
    _text("traeger_id"),
    _text("recipient_name"),
    _text("recipient"),
    sa.Column("release", Word(Release), nullable=False),
    _text("docx_sha256"),
    _text("template_sha256"),
    sa.Column("inputs", Json, nullable=False),
    _moment("created_at"),
    _of("cases"),
    _of("reports"),
    _text("meeting_id"),
    _text("regionalverbund"),
    sa.Column("state", Word(LetterState), nullable=False),
    _moment("released_at", empty=True),
    _text("released_by"),
    sa.Index(None, "state"),
    sa.Index(None, "year"),
)

approvals = sa.Table(
    "approvals",
    metadata,
    _id(),
    _text("token_sha256", unique=True),
    _text("person"),
    _text("docx_sha256"),
    _moment("asked_at"),
    _moment("expires_at"),
    _moment("decided_at", empty=True),
    _text("decision"),
    _text("reason"),
    sa.Index(None, "decided_at"),
)

approval_letters = sa.Table(
    "approval_letters",
    metadata,
    sa.Column(
        "approval_id", sa.Integer, sa.ForeignKey("approvals.id"), primary_key=True, autoincrement=False
    ),
    sa.Column(
        "letter_id",
        sa.Integer,
        sa.ForeignKey("letters.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    _text("key", unique=True),
    _text("kind"),
    _text("message_id", unique=True),
    _text("recipient"),
    _text("mime_sha256"),
    _moment("created_at"),
    _moment("not_before"),
    _yes_no("archived"),
    _of("letters"),
    _of("mails"),
    _of("cases"),
    _yes_no("answer"),
    _yes_no("urgent"),
    sa.Column("state", Word(OutboxState), nullable=False),
    _number("attempts"),
    _moment("next_at"),
    _text("response"),
    _moment("claimed_at", empty=True),
    _moment("handed_over_at", empty=True),
    _text("owner"),
    sa.Index(None, "state", "next_at"),
    sa.Index(None, "handed_over_at"),
    sa.Index(None, "created_at"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    _moment("at"),
    _text("actor"),
    _text("action"),
    _text("subject"),
    sa.Column("detail", Json, nullable=False),
    _text("hash", unique=True),
    sa.Index(None, "subject", "seq"),
)

register_imports = sa.Table(
    "register_imports",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _moment("at"),
    _text("source_sha256"),
    _text("actor"),
    sa.Index(None, "at"),
)

register_entries = sa.Table(
    "register_entries",
    metadata,
    _id(),
    _text("kind"),
    _text("key"),
    _number("position"),
    _text("data"),
    sa.Column("first_import", sa.Integer, sa.ForeignKey("register_imports.number"), nullable=False),
    sa.Column("last_import", sa.Integer, sa.ForeignKey("register_imports.number")),
    sa.UniqueConstraint("kind", "key", "first_import"),
    sa.Index(None, "last_import"),
)
sa.Index(
    "uq_register_entries_current",
    register_entries.c.kind,
    register_entries.c.key,
    unique=True,
    sqlite_where=register_entries.c.last_import.is_(None),
    postgresql_where=register_entries.c.last_import.is_(None),
)
"""`last_import` is the last import in which the entry stood; empty while it stands."""

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", Words, primary_key=True),
    _text("owner"),
    _moment("until"),
)

tasks = sa.Table(
    "tasks",
    metadata,
    _id(),
    _text("key", unique=True),
    _text("title"),
    _moment("at"),
    _of("mails"),
    _of("cases"),
    _of("letters"),
    _moment("closed_at", empty=True),
    _text("closed_by"),
    sa.Index(None, "closed_at"),
)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", Words, primary_key=True),
    _text("value"),
)
