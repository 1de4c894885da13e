"""Findings say whether their rule was waived; before there were no waivers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; what was found before was not waived."""
    op.add_column("findings", sa.Column("waived", sa.Boolean, nullable=False, server_default=sa.false()))
