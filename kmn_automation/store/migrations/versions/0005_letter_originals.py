"""What a letter was made from, so that it can be made again; and the PDF of a document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables; letters that are there already have no original and no PDF."""
    op.create_table(
        "letter_templates",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("docx_sha256", sa.Text, nullable=False),
        sa.Column("sidecar", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_letter_templates"),
    )
    op.create_table(
        "letter_originals",
        sa.Column("letter_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("docx_sha256", sa.Text, nullable=False),
        sa.Column("context", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("letter_id", name="pk_letter_originals"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_originals_letter_id"),
    )
    op.create_table(
        "letter_pdfs",
        sa.Column("docx_sha256", sa.Text, primary_key=True),
        sa.Column("pdf_sha256", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("docx_sha256", name="pk_letter_pdfs"),
    )
