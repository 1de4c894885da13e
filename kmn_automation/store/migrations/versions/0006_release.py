"""Requests for many letters at once, letters edited in Word, and copies of requests in the shared mailbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables, and the mark of requests that need more than the plain word; older ones need none."""
    op.add_column("approvals", sa.Column("confirm", sa.Boolean, nullable=False, server_default=sa.false()))
    _batches()
    _edits()
    op.create_table(
        "release_copies",
        sa.Column("approval_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("mime_sha256", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("filed_at", sa.Text),
        sa.Column("closed_at", sa.Text),
        sa.PrimaryKeyConstraint("approval_id", name="pk_release_copies"),
        sa.UniqueConstraint("message_id", name="uq_release_copies_message_id"),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name="fk_release_copies_approval_id"),
    )
    op.create_index("ix_release_copies_closed_at", "release_copies", ["closed_at"])


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_sha256", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("docx_sha256", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text),
        sa.Column("decision", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("token_sha256", name="uq_batches_token_sha256"),
    )
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("approval_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "position", name="pk_batch_items"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_items_batch_id"),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name="fk_batch_items_approval_id"),
    )
    op.create_index("ix_batch_items_approval_id", "batch_items", ["approval_id"])


def _edits() -> None:
    op.create_table(
        "letter_edits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("letter_id", sa.Integer, nullable=False),
        sa.Column("mail_id", sa.Integer),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("edited_at", sa.Text, nullable=False),
        sa.Column("before_sha256", sa.Text, nullable=False),
        sa.Column("came_sha256", sa.Text, nullable=False),
        sa.Column("after_sha256", sa.Text, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("drifts", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letter_edits"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_edits_letter_id"),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name="fk_letter_edits_mail_id"),
    )
    op.create_index("ix_letter_edits_letter_id", "letter_edits", ["letter_id"])
    op.create_index("ix_letter_edits_mail_id", "letter_edits", ["mail_id"])
