"""`kmn backup`: database, stored files, settings and own files of an office in one file, while it goes on working."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

import kmn_automation
from kmn_automation.app.backup_file import (
    BLOBS,
    DATABASE,
    FORMAT,
    Contents,
    Manifest,
    Tick,
    check,
    contents_of,
    pack,
    unpack,
)
from kmn_automation.app.settings import FILE_NAME, Settings
from kmn_automation.app.site import EDITABLE
from kmn_automation.app.site_copy import NOTES
from kmn_automation.app.wiring import Workplace
from kmn_automation.ground.durable_file import sync_folder
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.zone import BERLIN
from kmn_automation.steps.note import PROGRAM
from kmn_automation.steps.standing import LAST_BACKUP
from kmn_automation.store import facts, journal
from kmn_automation.store.connect import open_store
from kmn_automation.store.journal import NewEntry
from kmn_automation.store.snapshot import copy_database


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was unpacked once for a trial and was complete."""

    path: Path
    size: int
    rows: int
    blobs: int
    journal_entries: int
    journal_head: str


def make_backup(place: Workplace, output: Path, tick: Tick = lambda _: None) -> Backup:
    """Writes the backup under that name, or in that folder under the name of this moment.

    The database comes first: every file that it refers to was durable before. What was written is unpacked beside the
    target and compared; only then it gets its name.

    Raises:
        Misconfigured: the name is taken, or its folder does not exist.
        KmnError: something that the database refers to is missing or was changed; no file is left.
    """
    target = _target(place, output)
    with tempfile.TemporaryDirectory(prefix=".kmn-sicherung-", dir=target.parent) as name:
        folder = Path(name)
        packed = folder / "sicherung.zip"
        manifest = _pack(place, packed, folder, tick)
        trial = folder / "probe"
        check(trial, unpack(packed, trial, tick))
        _name(packed, target)
    backup = Backup(
        path=target,
        size=target.stat().st_size,
        rows=sum(manifest.tables.values()),
        blobs=manifest.blobs,
        journal_entries=manifest.journal_entries,
        journal_head=manifest.journal_head,
    )
    _note(place, backup)
    return backup


def _pack(place: Workplace, packed: Path, folder: Path, tick: Tick) -> Manifest:
    database = folder / DATABASE
    copy_database(place.store, database)
    copied = open_store(f"sqlite:///{database}", folder)
    with copied.read() as tx:
        contents = contents_of(tx)
    copied.close()
    made_at = place.clock().isoformat()
    return pack(packed, _files(place, database), partial(_manifest, contents, made_at), tick)


def _manifest(contents: Contents, made_at: str, files: dict[str, str]) -> Manifest:
    return Manifest(
        format=FORMAT,
        made_at=made_at,
        program=kmn_automation.__version__,
        tables=contents.tables,
        journal_entries=contents.journal_entries,
        journal_head=contents.journal_head,
        files=files,
    )


def _files(place: Workplace, database: Path) -> Iterator[tuple[str, Path | bytes]]:
    """Name in the backup → file; neither passwords nor what is made anew by every pass."""
    home = place.settings.home
    yield DATABASE, database
    if (home / FILE_NAME).is_file():
        yield FILE_NAME, without_password(place.settings)
    for name in (NOTES, *EDITABLE):
        for path in (home / name, *sorted((home / name).rglob("*"))):
            if path.is_file():
                yield path.relative_to(home).as_posix(), path
    blobs = place.settings.blob_folder
    for path in sorted(blobs.glob("??/*")):
        if not path.name.startswith("."):
            yield f"{BLOBS}/{path.relative_to(blobs).as_posix()}", path


def without_password(settings: Settings) -> bytes:
    """The settings file as it is, but for the password in the address of the database."""
    text = (settings.home / FILE_NAME).read_text("utf-8")
    if settings.run.database:
        hidden = sa.make_url(settings.run.database).render_as_string(hide_password=True)
        text = text.replace(settings.run.database, hidden)
    return text.encode()


def _target(place: Workplace, output: Path) -> Path:
    moment = place.clock().astimezone(BERLIN)
    target = output / f"kmn-{moment:%Y-%m-%d-%H%M%S}.zip" if output.is_dir() else output
    if target.exists():
        do = "Bitte einen anderen Namen angeben, oder einen Ordner: dann heißt die Datei nach diesem Augenblick."
        raise Misconfigured("Diese Datei gibt es schon; sie blieb, wie sie ist.", where=str(target), do=do)
    if not target.parent.is_dir():
        what = "Diesen Ordner gibt es nicht."
        raise Misconfigured(what, where=str(target.parent), do="Bitte zuerst anlegen.")
    return target.resolve()


def _name(packed: Path, target: Path) -> None:
    packed.chmod(0o600)
    with packed.open("rb") as file:
        os.fsync(file.fileno())
    packed.rename(target)
    sync_folder(target.parent)


def _note(place: Workplace, backup: Backup) -> None:
    now = place.clock()
    with place.store.begin() as tx:
        facts.put(tx, LAST_BACKUP, now.isoformat())
        detail = {"journal": backup.journal_entries, "blobs": backup.blobs, "bytes": backup.size}
        journal.write(tx, NewEntry(now, PROGRAM, "Gesichert", f"file:{backup.path.name}", detail))
