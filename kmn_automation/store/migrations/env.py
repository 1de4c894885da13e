"""Alembic's entry: runs the migrations on the connection that the caller put into the settings.

There is no way back: what left the house stays recorded. Whoever needs an older schema restores a backup.
"""

from __future__ import annotations

from alembic import context

from kmn_automation.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
