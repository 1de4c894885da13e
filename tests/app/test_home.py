"""The home folder: made once, found by option, environment or place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.app.home import create_home, find_home
from kmn_automation.model.error import Misconfigured


def test_a_new_home_has_private_settings_and_folders(tmp_path: Path) -> None:
    path = create_home(tmp_path / "buero")

    assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "buero" / "secrets").stat().st_mode & 0o777 == 0o700


def test_an_existing_home_is_never_overwritten(tmp_path: Path) -> None:
    path = create_home(tmp_path)
    path.write_text("unsere Einstellungen")

    with pytest.raises(Misconfigured, match="schon eine Einstellungsdatei"):
        create_home(tmp_path)

    assert path.read_text() == "unsere Einstellungen"


def test_the_option_wins_over_the_environment_and_that_over_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KMN_HOME", raising=False)
    here = find_home(None)
    monkeypatch.setenv("KMN_HOME", "/srv/kmn")

    assert (here, find_home(None), find_home(Path("/home/x"))) == (
        tmp_path,
        Path("/srv/kmn"),
        Path("/home/x"),
    )
