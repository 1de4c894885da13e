"""What later reports are compared with.

The reports that are there already get their marks by the program, which knows the rules: here they stay without.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables beside `reports`."""
    op.create_table(
        "report_marks",
        sa.Column("report_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("statistics", sa.Text, nullable=False),
        sa.Column("spent", sa.BigInteger),
        sa.Column("consultations", sa.BigInteger),
        sa.Column("shares", sa.Text, nullable=False),
        sa.Column("receipts", sa.LargeBinary, nullable=False),
        sa.Column("outline", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name="pk_report_marks"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_marks_report_id"),
    )
    op.create_index("ix_report_marks_statistics", "report_marks", ["statistics"])
    op.create_table(
        "receipt_marks",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("report_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.PrimaryKeyConstraint("key", "report_id", name="pk_receipt_marks"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_receipt_marks_report_id"),
        sqlite_with_rowid=False,
    )
