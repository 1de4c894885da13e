"""The first schema.

A migration says what the tables were like on its day: it never imports `tables.py`, which goes on changing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def texts(*names: str) -> list[sa.Column[str]]:
    """Text columns that are never empty of a value."""
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def maybe(*names: str) -> list[sa.Column[str]]:
    """Text columns that may be NULL: moments that have not come yet."""
    return [sa.Column(name, sa.Text) for name in names]


def numbers(*names: str, big: bool = False) -> list[sa.Column[int]]:
    """Whole numbers."""
    return [sa.Column(name, sa.BigInteger if big else sa.Integer, nullable=False) for name in names]


def flags(*names: str) -> list[sa.Column[bool]]:
    """Yes or no."""
    return [sa.Column(name, sa.Boolean, nullable=False) for name in names]


def row_id() -> sa.Column[int]:
    """The id that the database gives."""
    return sa.Column("id", sa.Integer, primary_key=True)


def part(name: str, kind: type = sa.Text) -> sa.Column[object]:
    """A part of a primary key that we give ourselves."""
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def key(table: str) -> sa.PrimaryKeyConstraint:
    """The name of the primary key; its columns are marked."""
    return sa.PrimaryKeyConstraint(name=f"pk_{table}")


def link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A foreign key with its name."""
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def once(table: str, *columns: str) -> sa.UniqueConstraint:
    """A natural key with its name."""
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def indexes(table: str, *groups: str) -> None:
    """Indexes, each given as its columns with a blank between."""
    for group in groups:
        columns = group.split()
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def upgrade() -> None:
    """From nothing to the first schema."""
    small_tables()
    mail_tables()
    report_tables()
    letter_tables()
    outgoing_tables()
    register_tables()


def small_tables() -> None:
    """Counters, facts, leases and the journal."""
    op.create_table("counters", part("name"), part("year", sa.Integer), *numbers("value"), key("counters"))
    op.create_table("facts", part("name"), *texts("value"), key("facts"))
    op.create_table("leases", part("name"), *texts("owner", "until"), key("leases"))
    op.create_table(
        "journal",
        part("seq", sa.Integer),
        *texts("at", "actor", "action", "subject", "detail", "hash"),
        key("journal"),
        once("journal", "hash"),
    )
    indexes("journal", "subject seq")


def mail_tables() -> None:
    """Incoming mails and the places where they were seen."""
    op.create_table(
        "mails",
        row_id(),
        *texts("sha256", "folder", "message_id", "received_at", "state"),
        *texts("sender", "subject", "rule", "outcome", "file_to", "reason"),
        *numbers("uidvalidity", "uid", big=True),
        *numbers("size", "attempts"),
        key("mails"),
        once("mails", "sha256"),
    )
    indexes("mails", "received_at", "state received_at")
    op.create_table(
        "mail_places",
        part("folder"),
        part("uidvalidity", sa.BigInteger),
        part("uid", sa.BigInteger),
        *numbers("mail_id"),
        key("mail_places"),
        link("mail_places", "mail_id", "mails.id"),
    )
    indexes("mail_places", "mail_id")


def report_tables() -> None:
    """Cases, their reports, and the findings."""
    natural_key = ("foerderjahr", "geschaeftszeichen", "traeger_id", "nachweisart")
    op.create_table(
        "cases",
        row_id(),
        *texts("number", "traeger_id", "geschaeftszeichen", "nachweisart", "opened_at"),
        *numbers("foerderjahr"),
        key("cases"),
        once("cases", "number"),
        once("cases", *natural_key),
    )
    op.create_table(
        "reports",
        row_id(),
        *numbers("case_id", "fassung"),
        sa.Column("mail_id", sa.Integer),
        *texts("file_name", "file_sha256", "content_sha256", "received_at", "form_version", "outcome", "ruleset"),
        sa.Column("claim", sa.BigInteger),
        sa.Column("report", sa.LargeBinary, nullable=False),
        sa.Column("examination", sa.LargeBinary, nullable=False),
        key("reports"),
        link("reports", "case_id", "cases.id"),
        link("reports", "mail_id", "mails.id"),
        once("reports", "case_id", "fassung"),
        once("reports", "file_sha256", "case_id"),
    )
    indexes("reports", "case_id", "mail_id")
    op.create_table(
        "findings",
        part("report_id", sa.Integer),
        part("position", sa.Integer),
        *texts("rule", "severity", "sheet", "cell", "label", "found", "expected", "text", "remedy"),
        *texts("reference", "certainty"),
        *flags("mendable"),
        key("findings"),
        link("findings", "report_id", "reports.id"),
    )
    indexes("findings", "rule")


def letter_tables() -> None:
    """Letters and the requests for their release."""
    op.create_table(
        "letters",
        row_id(),
        *texts("key", "number", "kind", "traeger_id", "recipient_name", "recipient", "release", "docx_sha256"),
        *texts("template_sha256", "inputs", "created_at", "meeting_id", "regionalverbund", "state", "released_by"),
        *numbers("year"),
        *maybe("released_at"),
        sa.Column("case_id", sa.Integer),
        sa.Column("report_id", sa.Integer),
        key("letters"),
        link("letters", "case_id", "cases.id"),
        link("letters", "report_id", "reports.id"),
        once("letters", "key"),
        once("letters", "number"),
    )
    indexes("letters", "case_id", "report_id", "state", "year")
    op.create_table(
        "approvals",
        row_id(),
        *texts("token_sha256", "person", "docx_sha256", "asked_at", "expires_at", "decision", "reason"),
        *maybe("decided_at"),
        key("approvals"),
        once("approvals", "token_sha256"),
    )
    indexes("approvals", "decided_at")
    op.create_table(
        "approval_letters",
        part("approval_id", sa.Integer),
        part("letter_id", sa.Integer),
        key("approval_letters"),
        link("approval_letters", "approval_id", "approvals.id"),
        link("approval_letters", "letter_id", "letters.id"),
    )
    indexes("approval_letters", "letter_id")


def outgoing_tables() -> None:
    """The outbox, and what waits for a person."""
    op.create_table(
        "outbox",
        row_id(),
        *texts("key", "kind", "message_id", "recipient", "mime_sha256", "created_at", "not_before"),
        *texts("state", "next_at", "response", "owner"),
        *flags("archived", "answer", "urgent"),
        *numbers("attempts"),
        *maybe("claimed_at", "handed_over_at"),
        sa.Column("letter_id", sa.Integer),
        sa.Column("mail_id", sa.Integer),
        sa.Column("case_id", sa.Integer),
        key("outbox"),
        link("outbox", "letter_id", "letters.id"),
        link("outbox", "mail_id", "mails.id"),
        link("outbox", "case_id", "cases.id"),
        once("outbox", "key"),
        once("outbox", "message_id"),
    )
    indexes("outbox", "letter_id", "mail_id", "case_id", "state next_at", "handed_over_at", "created_at")
    op.create_table(
        "tasks",
        row_id(),
        *texts("key", "title", "at", "closed_by"),
        *maybe("closed_at"),
        sa.Column("mail_id", sa.Integer),
        sa.Column("case_id", sa.Integer),
        sa.Column("letter_id", sa.Integer),
        key("tasks"),
        link("tasks", "mail_id", "mails.id"),
        link("tasks", "case_id", "cases.id"),
        link("tasks", "letter_id", "letters.id"),
        once("tasks", "key"),
    )
    indexes("tasks", "mail_id", "case_id", "letter_id", "closed_at")


def register_tables() -> None:
    """Every state of the register."""
    op.create_table(
        "register_imports",
        part("number", sa.Integer),
        *texts("at", "source_sha256", "actor"),
        key("register_imports"),
    )
    indexes("register_imports", "at")
    op.create_table(
        "register_entries",
        row_id(),
        *texts("kind", "key", "data"),
        *numbers("position", "first_import"),
        sa.Column("last_import", sa.Integer),
        key("register_entries"),
        link("register_entries", "first_import", "register_imports.number"),
        link("register_entries", "last_import", "register_imports.number"),
        once("register_entries", "kind", "key", "first_import"),
    )
    indexes("register_entries", "last_import")
    still_there = sa.text("last_import IS NULL")
    op.create_index(
        "uq_register_entries_current",
        "register_entries",
        ["kind", "key"],
        unique=True,
        sqlite_where=still_there,
        postgresql_where=still_there,
    )
