"""Settings: one typed record; every mistake is named with file and setting; secrets never stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.app.home import SETTINGS_TEXT
from kmn_automation.app.settings import Mode, load_settings, read_secret
from kmn_automation.model.error import Misconfigured


def home_with(folder: Path, text: str) -> Path:
    (folder / "kmn.toml").write_text(text)
    return folder


def test_the_settings_that_init_writes_can_be_read(tmp_path: Path) -> None:
    settings = load_settings(home_with(tmp_path, SETTINGS_TEXT))

    assert settings.run.mode is Mode.PROBE
    assert settings.database_url == f"sqlite:///{tmp_path.resolve()}/kmn.db"


def test_there_are_at_most_thirty_options() -> None:
    options = [line for line in SETTINGS_TEXT.splitlines() if " = " in line and not line.startswith("# Pass")]

    assert len(options) <= 34


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[smtp]", "[smpt]", "„smpt“ gibt es nicht. Meinten Sie „smtp“?"),
        ("fetch_minutes", "fetch_minuts", "„run.fetch_minuts“ gibt es nicht. Meinten Sie „fetch_minutes“?"),
        ('email = "ls@landesamt.example"', "", "„landesamt.email“ fehlt."),
        ("workers = 2", "workers = 99", "„run.workers“ hat einen unpassenden Wert"),
        (
            '"tls"                     #',
            '"keine" #',
            "[mailbox] security = „keine“ ist nur auf diesem Rechner",
        ),
        ('probe_recipient = "kmn@kmn.example"', "", "mode = „Probe“ braucht probe_recipient"),
        ('host = "imap.kmn.example"', "", "[mailbox] nennt weder host noch folder."),
        ("[office]", "[office", "kein gültiges TOML"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in SETTINGS_TEXT

    with pytest.raises(Misconfigured) as refused:
        load_settings(home_with(tmp_path, SETTINGS_TEXT.replace(old, new, 1)))

    assert sentence in str(refused.value)
    assert "kmn.toml" in str(refused.value)


def test_a_secret_comes_from_its_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KMN_IMAP", "KMN_IMAP_FILE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "imap").write_text("aus der Datei\n")
    (folder / "imap").chmod(0o600)

    from_file = read_secret(tmp_path, "imap")
    monkeypatch.setenv("KMN_IMAP", "aus der Umgebung")
    from_environment = read_secret(tmp_path, "imap")

    assert (from_file, from_environment) == ("aus der Datei", "aus der Umgebung")


def test_a_missing_or_open_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KMN_SMTP", raising=False)
    with pytest.raises(Misconfigured, match="Das Kennwort fehlt"):
        read_secret(tmp_path, "smtp")
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "smtp").write_text("geheim")
    (folder / "smtp").chmod(0o640)

    with pytest.raises(Misconfigured, match="chmod 600"):
        read_secret(tmp_path, "smtp")
