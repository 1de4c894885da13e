"""A folder of `.eml` files behind `MailSource`: for a first run without an account, for tests, for old mail."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Container, Iterator
from pathlib import Path
from typing import Self

from kmn_automation.ground.durable_file import sync_folder, write_durably
from kmn_automation.mail.source import Listed, Ref
from kmn_automation.mail.unpack_header import MAX_HEADER, read_head
from kmn_automation.model.error import Misconfigured, TryLater

INBOX = "INBOX"
VALIDITY = 1


class FolderSource:
    """The files directly in `root` are the inbox; other folders are folders below it. A UID is a hash of the name."""

    def __init__(self, root: Path) -> None:
        """Refuses what is no folder with `Misconfigured`."""
        if not root.is_dir():
            what = "Diesen Ordner mit Nachrichten gibt es nicht."
            raise Misconfigured(what, where=str(root), do="Bitte einen Ordner mit .eml-Dateien angeben.")
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open."""

    def list_inbox(self, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """As `MailSource.list_inbox`, but oldest file first; the time of the file is the time of receipt."""
        return self._list(INBOX, skip)

    def list_folder(self, folder: str, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """All that lies in the folder: names have no order, so that none can be known from before."""
        del skip
        return self._list(folder, ())

    def ensure(self, folder: str) -> None:
        """As `MailSource.ensure`."""
        self._folder(folder).mkdir(parents=True, exist_ok=True)

    def fetch(self, refs: Collection[Ref]) -> Iterator[tuple[Ref, bytes]]:
        """As `MailSource.fetch`."""
        files = {folder: self._files(folder) for folder in {ref.folder for ref in refs}}
        for ref in refs:
            if path := files[ref.folder].get(ref.uid):
                yield ref, self._read(path)

    def move(self, ref: Ref, folder: str) -> None:
        """As `MailSource.move`; a file of that name in the target keeps it, the new one gets a number."""
        path = self._files(ref.folder).get(ref.uid)
        if path is None:
            return
        target = self._folder(folder)
        try:
            target.mkdir(parents=True, exist_ok=True)
            path.rename(_free(target, path.name))
            sync_folder(target)
            sync_folder(self._folder(ref.folder))
        except OSError as error:
            raise self._later(error) from error

    def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> None:
        """As `MailSource.append`; files carry no flags. The same mail twice is one file."""
        del flags
        target = self._folder(folder)
        target.mkdir(parents=True, exist_ok=True)
        write_durably(target / f"{hashlib.sha256(raw).hexdigest()[:24]}.eml", raw)

    def find_own(self, folder: str, message_id: str) -> bool:
        """As `MailSource.find_own`."""
        target = self._folder(folder)
        wanted = f"<{message_id}>"
        return target.is_dir() and any(
            read_head(_head_of(path)).first("message-id").strip() == wanted for path in target.glob("*.eml")
        )

    def _list(self, folder: str, skip: Container[Ref]) -> Iterator[Listed]:
        files = self._files(folder).items()
        for uid, path in sorted(files, key=lambda item: (item[1].stat().st_mtime_ns, item[1].name)):
            ref = Ref(folder, VALIDITY, uid)
            if ref not in skip:
                state = path.stat()
                received = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
                yield Listed(ref, state.st_size, received, _head_of(path))

    def _files(self, folder: str) -> dict[int, Path]:
        root = self._folder(folder)
        if not root.is_dir():
            return {}
        paths = (path for path in root.iterdir() if path.suffix.lower() == ".eml" and path.is_file())
        return {_uid(path.name): path for path in paths}

    def _folder(self, name: str) -> Path:
        if name == INBOX:
            return self._root
        pieces = [piece for piece in re.split(r"[/\\]", name) if piece not in {"", ".", ".."}]
        return self._root.joinpath(*pieces)

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise self._later(error) from error

    def _later(self, error: OSError) -> TryLater:
        what = f"Der Ordner mit Nachrichten ist zurzeit nicht zugänglich ({error.strerror})."
        return TryLater(what, where=str(self._root), do="Bitte Rechte und Speicherplatz prüfen.")


def _uid(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:7], "big")


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(MAX_HEADER)
    return start[: read_head(start).body]


def _free(folder: Path, name: str) -> Path:
    candidate, number = folder / name, 1
    while candidate.exists():
        number += 1
        candidate = folder / f"{Path(name).stem}-{number}.eml"
    return candidate
