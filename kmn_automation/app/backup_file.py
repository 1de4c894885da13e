"""A backup as a file: one ZIP with a list of everything in it, written once and checked while it is unpacked."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import TypeAdapter, ValidationError

from kmn_automation.app.kept_files import kept_listings
from kmn_automation.app.settings import FILE_NAME
from kmn_automation.app.site import EDITABLE
from kmn_automation.app.site_copy import NOTES
from kmn_automation.model.error import KmnError, Unreadable
from kmn_automation.store import journal
from kmn_automation.store.blobs import Blobs
from kmn_automation.store.connect import Store, Transaction, open_store
from kmn_automation.store.snapshot import count_rows, is_sound, referenced_blobs

DATABASE, BLOBS, MANIFEST = "kmn.db", "blobs", "sicherung.json"
FORMAT = 1
PIECE = 1024 * 1024
_TOPS = {DATABASE, BLOBS, FILE_NAME, NOTES, *EDITABLE}

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup: rows of each table, the end of the journal, and the SHA-256 of every file by its name."""

    format: int
    made_at: str
    program: str
    tables: dict[str, int]
    journal_entries: int
    journal_head: str
    files: dict[str, str]

    @property
    def blobs(self) -> int:
        """How many stored files are in it."""
        return sum(name.startswith(f"{BLOBS}/") for name in self.files)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, as the list of a backup says it."""

    tables: dict[str, int]
    journal_entries: int
    journal_head: str


def pack(target: Path, files: Iterable[tuple[str, Path | bytes]], manifest: Callable[[dict[str, str]], Manifest],
         tick: Tick) -> Manifest:  # fmt: skip
    """Writes the files under their names, the list last; a file that is written to meanwhile is taken as it is read."""
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, source in files:
            with archive.open(zipfile.ZipInfo.from_file(source, name) if isinstance(source, Path) else name, "w",
                              force_zip64=True) as member:  # fmt: skip
                hashes[name] = _write(member, source)
            tick(1)
        listed = manifest(hashes)
        archive.writestr(MANIFEST, json.dumps(asdict(listed), indent=1))
    return listed


def unpack(source: Path, folder: Path, tick: Tick) -> Manifest:
    """Everything in a backup as files below the folder, each compared with its hash.

    Raises:
        Unreadable: no backup, a damaged one, or one of a newer program.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _read_manifest(archive, source)
            for name, expected in manifest.files.items():
                if _extract(archive, name, folder) != expected:
                    raise _damaged(source, f"„{name}“ hat nicht den Inhalt, der gesichert wurde")
                tick(1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError) as error:
        raise _damaged(source, type(error).__name__) from error
    return manifest


def check(folder: Path, manifest: Manifest) -> None:
    """Opens what was unpacked as an office would, and compares rows, journal and stored files with the list.

    Raises:
        KmnError: something is missing or differs; names the first one.
    """
    store = open_store(f"sqlite:///{folder / DATABASE}", folder / BLOBS)
    try:
        with store.read() as tx:
            if not is_sound(tx):
                raise _incomplete("die Datenbank ist nicht in sich schlüssig")
            found = contents_of(tx)
            if found != Contents(manifest.tables, manifest.journal_entries, manifest.journal_head):
                raise _incomplete("die Zahl der Einträge stimmt nicht mit der Liste überein")
        for sha in missing_blobs(store):
            raise _incomplete(f"die gespeicherte Datei {sha} fehlt oder wurde verändert")
    finally:
        store.close()


def contents_of(tx: Transaction) -> Contents:
    """The figures of a database.

    Raises:
        KmnError: the chain of its journal is broken.
    """
    verdict = journal.verify(tx)
    if verdict.broken_at is not None:
        raise _incomplete(f"Eintrag {verdict.broken_at} des Protokolls wurde verändert oder fehlt")
    return Contents(count_rows(tx), verdict.entries, verdict.head)


def missing_blobs(store: Store) -> Iterator[str]:
    """The stored files that something refers to and that are not there as they were stored."""
    for sha in sorted(wanted_blobs(store)):
        try:
            store.blobs.get(sha)
        except KmnError:
            yield sha


def wanted_blobs(store: Store) -> set[str]:
    """The hashes of all stored files that something refers to."""
    with store.read() as tx:
        listings = kept_listings(tx)
        rows = set(referenced_blobs(tx))
    return rows | listings | {sha for listing in listings for sha in _listed(store.blobs, listing)}


def _listed(blobs: Blobs, listing: str) -> list[str]:
    try:
        return list(json.loads(blobs.get(listing)).values())
    except KmnError:
        return []  # the listing itself is named as missing


def _write(member: IO[bytes], source: Path | bytes) -> str:
    digest = hashlib.sha256()
    if isinstance(source, bytes):
        member.write(source)
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            member.write(piece)
    return digest.hexdigest()


def _read_manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        manifest = TypeAdapter(Manifest).validate_json(archive.read(MANIFEST))
    except ValidationError as error:
        raise _damaged(source, "die Liste des Inhalts ist nicht lesbar") from error
    if manifest.format > FORMAT:
        what = "Diese Sicherung stammt von einer neueren Fassung des Programms."
        raise Unreadable(what, where=str(source), do="Bitte zuerst die neuere Fassung von kmn einrichten.")
    if strange := [name for name in manifest.files if not _is_ours(name)]:
        raise _damaged(source, f"der Name {strange[0]!r} kommt in keiner Sicherung vor")
    return manifest


def _is_ours(name: str) -> bool:
    """Whether a backup of ours has such a name: relative, without a step upwards, below a known folder."""
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] in _TOPS and not {"..", "."} & set(parts) and "\\" not in name


def _extract(archive: zipfile.ZipFile, name: str, folder: Path) -> str:
    target = folder.joinpath(*PurePosixPath(name).parts)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with archive.open(name) as member, target.open("xb") as file:
        target.chmod(0o600)
        shutil.copyfileobj(member, file, PIECE)
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(source: Path, why: str) -> Unreadable:
    what = f"Das ist keine ganze Sicherung von KMN Automation ({why})."
    return Unreadable(
        what, where=str(source), do="Bitte eine andere Sicherung nehmen; es wurde nichts verändert."
    )


def _incomplete(why: str) -> KmnError:
    do = (
        "Bitte den Dienst anhalten, den Ordner des Büros so aufheben, wie er ist, und uns diesen Satz melden."
    )
    return KmnError(f"Die Sicherung ist nicht vollständig: {why}.", do=do)
