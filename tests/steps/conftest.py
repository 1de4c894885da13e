"""One jail and one empty database for all tests of the steps; each test works on a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from kmn_automation.app.log import set_up_log
from kmn_automation.ground.jail import Jail
from kmn_automation.steps.open_mail import JAILED
from kmn_automation.store.blobs import Blobs
from kmn_automation.store.connect import Store, open_store
from kmn_automation.store.engine import make_engine
from tests.steps.bench import Bench, network


@pytest.fixture(scope="package", autouse=True)
def quiet_log() -> Iterator[None]:
    """The log of the program; the library's own prints every variable of a traceback, for minutes."""
    set_up_log("warning")
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def jail() -> Iterator[Jail]:
    with Jail(JAILED) as jail:
        yield jail


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory, jail: Jail) -> Path:
    """The database of an office that has just taken over its register."""
    path = tmp_path_factory.mktemp("office") / "kmn.db"
    store = open_store(f"sqlite:///{path}", path.parent / "blobs")
    Bench(store, jail, network()).set_register(network())
    store.close()
    return path


@pytest.fixture
def bench(tmp_path: Path, jail: Jail, new_database: Path) -> Iterator[Bench]:
    shutil.copy(new_database, tmp_path / "kmn.db")
    store = Store(make_engine(f"sqlite:///{tmp_path}/kmn.db", 30), Blobs(tmp_path / "blobs"))
    yield Bench(store, jail, network())
    store.close()
