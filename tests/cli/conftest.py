"""An office and a person who types."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.small_office import SmallOffice, Typist, open_small_office


@pytest.fixture
def kmn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typist:
    monkeypatch.delenv("KMN_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    return Typist()


@pytest.fixture
def office(tmp_path: Path, kmn: Typist) -> SmallOffice:
    return open_small_office(tmp_path, kmn)
