"""`kmn restore`: a backup becomes the folder of an office again, in which nothing is sent until a person says so."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.backup_file import BLOBS, DATABASE, Manifest, Tick, check, unpack
from kmn_automation.app.clock import Clock
from kmn_automation.app.settings import FILE_NAME
from kmn_automation.ground.durable_file import sync_folder, write_durably
from kmn_automation.model.error import Misconfigured
from kmn_automation.steps.standing import mark_restored
from kmn_automation.store import outbox
from kmn_automation.store.connect import open_store
from kmn_automation.store.snapshot import pour_into
from kmn_automation.store.states import OutboxState

HELD = "aus einer Sicherung zurückgeholt; vielleicht ging sie inzwischen hinaus"
_DATABASE_LINE = re.compile(r"^(\s*database\s*=.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Restored:
    """An office that was fetched back: since when it is old, and what waits in its outbox."""

    folder: Path
    made_at: dt.datetime
    rows: int
    blobs: int
    journal_entries: int
    held: int
    unclear: int


def restore_backup(
    source: Path, folder: Path, clock: Clock, database: str = "", tick: Tick = lambda _: None
) -> Restored:
    """The office of a backup in a new folder, whole or not at all; with `database` its rows go into that one.

    Raises:
        Misconfigured: the folder has something in it, or the database has.
        Unreadable: no whole backup.
        KmnError: the backup lacks something that its database refers to.
    """
    _require_empty(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kmn-rueckholung-", dir=folder.parent) as name:
        home = Path(name) / "home"
        home.mkdir(mode=0o700)
        manifest = unpack(source, home, tick)
        check(home, manifest)
        held, unclear = _hold_everything(home, clock)
        _finish(home, database)
        os.sync()
        if folder.exists():
            folder.rmdir()
        home.rename(folder)
        sync_folder(folder.parent)
    return _restored(folder, manifest, held, unclear)


def _restored(folder: Path, manifest: Manifest, held: int, unclear: int) -> Restored:
    return Restored(
        folder=folder.resolve(),
        made_at=dt.datetime.fromisoformat(manifest.made_at),
        rows=sum(manifest.tables.values()),
        blobs=manifest.blobs,
        journal_entries=manifest.journal_entries,
        held=held,
        unclear=unclear,
    )


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "Hier liegt schon etwas; es wurde nichts verändert."
        do = "Bitte einen Ordner nennen, den es noch nicht gibt oder der leer ist."
        raise Misconfigured(what, where=str(folder), do=do)


def _hold_everything(home: Path, clock: Clock) -> tuple[int, int]:
    """How many mails are held, and of how many nobody knows whether they left: the next pass looks for those."""
    store = open_store(f"sqlite:///{home / DATABASE}", home / BLOBS)
    try:
        with store.begin() as tx:
            mark_restored(tx, clock())
            held = outbox.hold(tx, HELD)
            unclear = outbox.in_state(tx, OutboxState.IN_UEBERGABE, OutboxState.UNGEKLAERT)
    finally:
        store.close()
    return held, len(unclear)


def _finish(home: Path, database: str) -> None:
    """Settings that name the database that is meant, and a folder for the passwords, which no backup has."""
    (home / "secrets").mkdir(mode=0o700)
    (home / BLOBS).mkdir(mode=0o700, exist_ok=True)
    if database:
        store = open_store(database, home / BLOBS)
        try:
            pour_into(store, home / DATABASE)
        finally:
            store.close()
        (home / DATABASE).rename(home / f"{DATABASE}.sicherung")
    settings = home / FILE_NAME
    if settings.is_file():
        write_durably(settings, _with_database(settings.read_text("utf-8"), database).encode())


def _with_database(text: str, database: str) -> str:
    without = _DATABASE_LINE.sub(r"# \1", text)
    return without.replace("[run]", f'[run]\ndatabase = "{database}"', 1) if database else without
