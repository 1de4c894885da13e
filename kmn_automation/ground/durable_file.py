"""Files that survive a power cut: temporary name, fsync, rename, fsync of the folder.

Measured on a file system that forgets what was not synced: rename without syncing the folder lost every file.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from kmn_automation.model.error import TryLater

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.EIO}


def write_durably(path: Path, data: bytes) -> None:
    """Writes the file whole or not at all, mode 0600; an older file of that name stays until the new one is safe.

    Raises:
        TryLater: disk full, read-only, no inodes, I/O error; nothing of the new file is left.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        _write_synced(temporary, data)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _later(error, path) from error


def write_many_durably(files: Mapping[Path, bytes]) -> None:
    """Writes each file as `write_durably` does, but syncs each folder once; missing folders are created.

    Raises:
        TryLater: as `write_durably`; files that were already complete may stay, no half file does.
    """
    temporary = {path: path.with_name(f".{path.name}.{secrets.token_hex(6)}") for path in files}
    try:
        for folder in {path.parent for path in files}:
            _make_folder(folder)
        for path, data in files.items():
            _write_synced(temporary[path], data)
        for path, written in temporary.items():
            written.replace(path)
        for folder in {path.parent for path in files}:
            sync_folder(folder)
    except OSError as error:
        for each in temporary.values():
            each.unlink(missing_ok=True)
        raise _later(error, next(iter(files))) from error


def sync_folder(folder: Path) -> None:
    """Makes new names in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    """Creates the folder and its parents; each new name is durable."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def _later(error: OSError, path: Path) -> Exception:
    if error.errno not in _FULL:
        return error
    what = f"Die Datei konnte nicht gespeichert werden ({error.strerror})."
    return TryLater(what, where=str(path), do="Bitte Platz auf dem Datenträger schaffen.")


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
