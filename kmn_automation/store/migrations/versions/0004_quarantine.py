"""Reports with data of Ratsuchende are marked, so that nothing counts them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the mark; what is there already came before it and has none."""
    op.add_column(
        "reports", sa.Column("quarantine", sa.Boolean, nullable=False, server_default=sa.false())
    )
