"""Bytes by their SHA-256: raw mails, workbooks, letters, outgoing messages. Written once, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.ground.durable_file import sync_folder, write_many_durably
from kmn_automation.model.error import KmnError


@dataclass(frozen=True, slots=True)
class Blobs:
    """A folder of files `ab/cdef…`, named by the hash of what is in them, mode 0600."""

    folder: Path

    def put(self, data: bytes) -> str:
        """The SHA-256 of the bytes, which are durable from now on.

        Raises:
            TryLater: disk full or unwritable; nothing half is left.
        """
        return self.put_many([data])[0]

    def put_many(self, items: Iterable[bytes]) -> list[str]:
        """The hashes in the same order; each folder is synced once. Bytes that are there already cost one sync.

        Raises:
            TryLater: disk full or unwritable; complete files may stay, nothing half is left.
        """
        named = [(hashlib.sha256(data).hexdigest(), data) for data in items]
        paths = {self.path(sha): data for sha, data in named}
        missing = {path: data for path, data in paths.items() if not _is_whole(path, len(data))}
        if missing:
            write_many_durably(missing)
        for folder in {path.parent for path in paths} - {path.parent for path in missing}:
            sync_folder(folder)  # a run that was killed may have left the name undurable
        return [sha for sha, _ in named]

    def get(self, sha: str) -> bytes:
        """The bytes, checked against their name.

        Raises:
            KmnError: the file is missing or its bytes are not those that were stored.
        """
        path = self.path(sha)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise _changed("Eine gespeicherte Datei fehlt.", path) from error
        if hashlib.sha256(data).hexdigest() != sha:
            raise _changed("Eine gespeicherte Datei wurde verändert.", path)
        return data

    def path(self, sha: str) -> Path:
        """Where the bytes lie.

        Raises:
            KmnError: the text is no SHA-256 in lower-case hex, so it could name any file.
        """
        if len(sha) != hashlib.sha256().digest_size * 2 or set(sha) - set("0123456789abcdef"):
            raise KmnError("Das ist keine SHA-256-Prüfsumme.", where=ascii(sha[:80]))
        return self.folder / sha[:2] / sha[2:]


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _changed(what: str, path: Path) -> KmnError:
    return KmnError(
        what, where=str(path), do="Bitte aus der Sicherung zurückholen; bis dahin bleibt der Vorgang stehen."
    )
