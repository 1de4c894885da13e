from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kmn_automation.model.error import Misconfigured
from kmn_automation.store.connect import open_store
from kmn_automation.store.schema import make_config
from kmn_automation.store.tables import findings, metadata


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


def test_findings_of_the_first_schema_were_not_waived(new_url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(new_url)
    with engine.begin() as tx:
        config = make_config()
        config.attributes["connection"] = tx
        command.upgrade(config, "0001")
        tx.exec_driver_sql(
            "INSERT INTO cases (id, number, traeger_id, geschaeftszeichen, nachweisart, opened_at, foerderjahr) "
            "VALUES (1, 'V-2025-0001', 'T', 'G', 'N', '2026', 2025)"
        )
        report = sa.text(
            "INSERT INTO reports (id, case_id, fassung, file_name, file_sha256, content_sha256, received_at, "
            "form_version, outcome, ruleset, report, examination) "
            "VALUES (1, 1, 1, 'f', 'a', 'b', '2026', '2024', 'angenommen', 'r', :raw, :raw)"
        )
        tx.execute(report, {"raw": b"x"})
        tx.execute(
            sa.text(
                "INSERT INTO findings (report_id, position, rule, severity, sheet, cell, label, found, expected, text, "
                "remedy, reference, certainty, mendable) "
                "VALUES (1, 0, 'ARI-01', 'Fehler', '', '', '', '', '', '', '', '', 'geprüft', :yes)"
            ),
            {"yes": True},
        )
    engine.dispose()

    store = open_store(new_url, tmp_path / "blobs")
    with store.read() as tx:
        assert tx.execute(sa.select(findings.c.rule, findings.c.waived)).all() == [("ARI-01", False)]
    store.close()


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
