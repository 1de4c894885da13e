"""All tables: the single truth, which the migrations must equal. Nothing that left the house is ever deleted."""

from __future__ import annotations

import sqlalchemy as sa

from kmn_automation.model.finding import Certainty, Outcome, Severity
from kmn_automation.model.letter import LetterState, Release
from kmn_automation.store.columns import Cents, Json, Word, Words, link, moment, number, row_id, text, yes_no
from kmn_automation.store.states import MailState, OutboxState

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


mails = sa.Table(
    "mails",
    metadata,
    row_id(),
    text("sha256", unique=True),
    text("folder"),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    text("message_id"),
    number("size"),
    moment("received_at"),
    sa.Column("state", Word(MailState), nullable=False),
    number("attempts"),
    text("sender"),
    text("subject"),
    text("rule"),
    text("outcome"),
    text("file_to"),
    text("reason"),
    sa.Index(None, "state", "received_at"),
    sa.Index(None, "received_at"),
)

mail_places = sa.Table(
    "mail_places",
    metadata,
    sa.Column("folder", Words, primary_key=True),
    sa.Column("uidvalidity", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("uid", sa.BigInteger, primary_key=True, autoincrement=False),
    link("mails", empty=False),
)
"""Every place where a mail was seen: the same bytes may lie twice in one folder."""

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    number("value"),
)

cases = sa.Table(
    "cases",
    metadata,
    row_id(),
    text("number", unique=True),
    text("traeger_id"),
    text("geschaeftszeichen"),
    number("foerderjahr"),
    text("nachweisart"),
    moment("opened_at"),
    sa.UniqueConstraint("foerderjahr", "geschaeftszeichen", "traeger_id", "nachweisart"),
)

reports = sa.Table(
    "reports",
    metadata,
    row_id(),
    link("cases", empty=False),
    number("fassung"),
    link("mails"),
    text("file_name"),
    text("file_sha256"),
    text("content_sha256"),
    moment("received_at"),
    text("form_version"),
    sa.Column("outcome", Word(Outcome), nullable=False),
    text("ruleset"),
    sa.Column("claim", Cents),
    sa.Column("report", sa.LargeBinary, nullable=False),
    sa.Column("examination", sa.LargeBinary, nullable=False),
    sa.Column("quarantine", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("case_id", "fassung"),
    sa.UniqueConstraint("file_sha256", "case_id"),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    text("rule"),
    sa.Column("severity", Word(Severity), nullable=False),
    yes_no("mendable"),
    text("sheet"),
    text("cell"),
    text("label"),
    text("found"),
    text("expected"),
    text("text"),
    text("remedy"),
    text("reference"),
    sa.Column("certainty", Word(Certainty), nullable=False),
    yes_no("waived"),
    sa.Index(None, "rule"),
)

report_marks = sa.Table(
    "report_marks",
    metadata,
    sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    text("statistics"),
    sa.Column("spent", Cents),
    sa.Column("consultations", sa.BigInteger),
    sa.Column("shares", Json, nullable=False),
    sa.Column("receipts", sa.LargeBinary, nullable=False),
    sa.Column("outline", sa.LargeBinary, nullable=False),
    sa.Index(None, "statistics"),
)
"""What later reports are compared with; `receipts` are all keys of the report in a row, 12 bytes each.

`outline` is the report without its Belegliste, which is most of it: next year it is read in a tenth of the time.
"""

receipt_marks = sa.Table(
    "receipt_marks",
    metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("report_id", sa.Integer, sa.ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""The receipts that are compared with those of every Träger, found by their key; the table is its own index."""

letters = sa.Table(
    "letters",
    metadata,
    row_id(),
    text("key", unique=True),
    text("number", unique=True),
    number("year"),
    text("kind"),
    text("traeger_id"),
    text("recipient_name"),
    text("recipient"),
    sa.Column("release", Word(Release), nullable=False),
    text("docx_sha256"),
    text("template_sha256"),
    sa.Column("inputs", Json, nullable=False),
    moment("created_at"),
    link("cases"),
    link("reports"),
    text("meeting_id"),
    text("regionalverbund"),
    sa.Column("state", Word(LetterState), nullable=False),
    moment("released_at", empty=True),
    text("released_by"),
    sa.Index(None, "state"),
    sa.Index(None, "year"),
)

letter_templates = sa.Table(
    "letter_templates",
    metadata,
    sa.Column("sha256", Words, primary_key=True),
    text("docx_sha256"),
    text("sidecar"),
)
"""Every template that a letter was made with; the Word file lies among the blobs, the sidecar is JSON."""

letter_originals = sa.Table(
    "letter_originals",
    metadata,
    sa.Column("letter_id", sa.Integer, sa.ForeignKey("letters.id"), primary_key=True, autoincrement=False),
    text("docx_sha256"),
    sa.Column("context", sa.LargeBinary, nullable=False),
)
"""A letter as the program made it, and the data it was filled with; what a person edits later does not touch it."""

letter_pdfs = sa.Table(
    "letter_pdfs",
    metadata,
    sa.Column("docx_sha256", Words, primary_key=True),
    text("pdf_sha256"),
    moment("at"),
)
"""The one PDF of a document, made before its release; without a hash where none could be made."""

approvals = sa.Table(
    "approvals",
    metadata,
    row_id(),
    text("token_sha256", unique=True),
    text("person"),
    text("docx_sha256"),
    moment("asked_at"),
    moment("expires_at"),
    moment("decided_at", empty=True),
    text("decision"),
    text("reason"),
    sa.Column("confirm", sa.Boolean, nullable=False, server_default=sa.false()),
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

batches = sa.Table(
    "batches",
    metadata,
    row_id(),
    text("token_sha256", unique=True),
    text("person"),
    text("docx_sha256"),
    moment("asked_at"),
    moment("expires_at"),
    moment("decided_at", empty=True),
    text("decision"),
)
"""One mail for many requests of a kind; each of them stays a request of its own, bound to its own documents."""

batch_items = sa.Table(
    "batch_items",
    metadata,
    sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    link("approvals", empty=False),
)

letter_edits = sa.Table(
    "letter_edits",
    metadata,
    row_id(),
    link("letters", empty=False),
    link("mails"),
    text("person"),
    moment("edited_at"),
    text("before_sha256"),
    text("came_sha256"),
    text("after_sha256"),
    sa.Column("changes", Json, nullable=False),
    sa.Column("drifts", Json, nullable=False),
    text("text"),
)
"""Every version that a person wrote in Word: what came, what is left after cleaning, and what reads differently."""

release_copies = sa.Table(
    "release_copies",
    metadata,
    sa.Column(
        "approval_id", sa.Integer, sa.ForeignKey("approvals.id"), primary_key=True, autoincrement=False
    ),
    text("message_id", unique=True),
    text("mime_sha256"),
    text("folder"),
    moment("filed_at", empty=True),
    moment("closed_at", empty=True),
    sa.Index(None, "closed_at"),
)
"""The copy of a request in the shared mailbox that its person may move to release."""

outbox = sa.Table(
    "outbox",
    metadata,
    row_id(),
    text("key", unique=True),
    text("kind"),
    text("message_id", unique=True),
    text("recipient"),
    text("mime_sha256"),
    moment("created_at"),
    moment("not_before"),
    yes_no("archived"),
    link("letters"),
    link("mails"),
    link("cases"),
    yes_no("answer"),
    yes_no("urgent"),
    sa.Column("state", Word(OutboxState), nullable=False),
    number("attempts"),
    moment("next_at"),
    text("response"),
    moment("claimed_at", empty=True),
    moment("handed_over_at", empty=True),
    text("owner"),
    sa.Column("held", Words, nullable=False, server_default=""),
    sa.Index(None, "state", "next_at"),
    sa.Index(None, "handed_over_at"),
    sa.Index(None, "created_at"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    moment("at"),
    text("actor"),
    text("action"),
    text("subject"),
    sa.Column("detail", Json, nullable=False),
    text("hash", unique=True),
    sa.Index(None, "subject", "seq"),
)

register_imports = sa.Table(
    "register_imports",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    moment("at"),
    text("source_sha256"),
    text("actor"),
    sa.Index(None, "at"),
)

register_entries = sa.Table(
    "register_entries",
    metadata,
    row_id(),
    text("kind"),
    text("key"),
    number("position"),
    text("data"),
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
    text("owner"),
    moment("until"),
)

tasks = sa.Table(
    "tasks",
    metadata,
    row_id(),
    text("key", unique=True),
    text("title"),
    moment("at"),
    link("mails"),
    link("cases"),
    link("letters"),
    moment("closed_at", empty=True),
    text("closed_by"),
    sa.Index(None, "closed_at"),
)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", Words, primary_key=True),
    text("value"),
)
