"""A message can be held until a person says yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the reason why a message is held; nothing that is there is held."""
    op.add_column("outbox", sa.Column("held", sa.Text, nullable=False, server_default=""))
