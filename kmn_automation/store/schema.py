"""The schema of a database against the schema of this program."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kmn_automation.model.error import Misconfigured
from kmn_automation.store.dialect import lock
from kmn_automation.store.engine import WRITES

_FOLDER = Path(__file__).with_name("migrations")


def migrate(engine: sa.Engine) -> None:
    """Brings the database to the newest schema; every migration and its version number in one transaction.

    Raises:
        Misconfigured: the database was written by a newer program.
    """
    with engine.connect() as connection:
        if _is_current(connection):
            return
    with engine.execution_options(**{WRITES: True}).begin() as tx:
        lock(tx, "schema")
        if not _is_current(tx):
            config = make_config()
            config.attributes["connection"] = tx
            command.upgrade(config, "head")


def make_config() -> Config:
    """Alembic's settings without a file on disk."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def _is_current(connection: sa.Connection) -> bool:
    present = set(MigrationContext.configure(connection).get_current_heads())
    scripts = ScriptDirectory.from_config(make_config())
    unknown = present - {each.revision for each in scripts.walk_revisions()}
    if unknown:
        what = f"Die Datenbank ist neuer als dieses Programm (Stand {', '.join(sorted(unknown))})."
        raise Misconfigured(
            what, do="Bitte die neuere Fassung von kmn einrichten; es wurde nichts verändert."
        )
    return present == set(scripts.get_heads())
