from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kmn_automation.model.error import Misconfigured
from kmn_automation.store.connect import open_store
from kmn_automation.store.schema import make_config
from kmn_automation.store.tables import metadata


def test_the_migrations_make_exactly_the_tables(new_url: str, tmp_path: Path) -> None:
    store = open_store(new_url, tmp_path / "blobs")
    with store.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata)
        names = set(sa.inspect(connection).get_table_names())
    store.close()

    assert difference == []
    assert names == {*metadata.tables, "alembic_version"}


def test_the_migrations_name_the_same_keys_and_indexes(new_url: str, tmp_path: Path) -> None:
    store = open_store(new_url, tmp_path / "blobs")
    present = sa.inspect(store.engine)
    names = {
        str(each["name"])
        for table in metadata.tables
        for each in (*present.get_indexes(table), *present.get_unique_constraints(table))
    }
    store.close()

    kinds = (sa.UniqueConstraint,)
    constraints = {
        str(c.name) for t in metadata.tables.values() for c in t.constraints if isinstance(c, kinds)
    }
    indexes = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    assert names == constraints | indexes


def test_opening_a_second_time_changes_nothing(new_url: str, tmp_path: Path) -> None:
    open_store(new_url, tmp_path / "blobs").close()
    store = open_store(new_url, tmp_path / "blobs")
    with store.read() as tx:
        versions = tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    store.close()

    assert versions == ScriptDirectory.from_config(make_config()).get_heads()


def test_an_older_program_refuses_a_newer_database(new_url: str, tmp_path: Path) -> None:
    store = open_store(new_url, tmp_path / "blobs")
    with store.begin() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    with pytest.raises(Misconfigured, match=r"neuer als dieses Programm .Stand 9999"):
        open_store(new_url, tmp_path / "blobs")


def test_a_migration_that_fails_leaves_the_database_as_it_was(new_url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(new_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE tasks (id INTEGER PRIMARY KEY)")

    with pytest.raises(sa.exc.DBAPIError):
        open_store(new_url, tmp_path / "blobs")

    assert set(sa.inspect(engine).get_table_names()) <= {"tasks", "alembic_version"}
    engine.dispose()
