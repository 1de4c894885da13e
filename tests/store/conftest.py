"""Every test of the store runs on SQLite and, marked `server`, on PostgreSQL.

`store` is open and empty; `url` is the address of its database; `new_url` has no schema yet.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kmn_automation.store.connect import Store, Transaction, open_store
from kmn_automation.store.tables import metadata
from tests.postgres_server import Postgres

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)]


@pytest.fixture(scope="session")
def shared_postgres(cluster: Postgres) -> Iterator[str]:
    name = f"kmn_store_{os.getpid()}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/kmn.db"
    return str(request.getfixturevalue("shared_postgres"))


@pytest.fixture(params=BOTH)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return (
        f"sqlite:///{tmp_path}/new.db"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres"))
    )


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(url, tmp_path / "blobs")
    empty(opened)
    yield opened
    opened.close()


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.begin() as opened:
        yield opened


def empty(store: Store) -> None:
    with store.begin() as opened:
        for table in reversed(metadata.sorted_tables):
            opened.execute(sa.delete(table))
