"""Files that survive a power cut: temporary name, fsync, rename, fsync of the folder.

Measured on a file system that forgets what was not synced: rename without syncing the folder lost every file.
"""

from __future__ import annotations

import errno
import os
import secrets
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
        if error.errno in _FULL:
            what = f"Die Datei konnte nicht gespeichert werden ({error.strerror})."
            raise TryLater(what, where=str(path), do="Bitte Platz auf dem Datenträger schaffen.") from error
        raise


def sync_folder(folder: Path) -> None:
    """Makes new names in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
