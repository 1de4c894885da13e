"""A bad file never replaces a good one: of each kind, what loaded last serves until the present files load again.

The bytes lie in the store, so that a new process and another machine know them, too. Files that did not change are not
loaded twice, and a file that was mended is in force from the next pass on, in a worker that has run for days as well.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from textwrap import shorten
from typing import Generic, TypeVar

import structlog

from kmn_automation.app.site import FileSet, Site
from kmn_automation.model.error import KmnError, Misconfigured
from kmn_automation.steps.answer import moment
from kmn_automation.steps.note import PROGRAM
from kmn_automation.store import facts, journal
from kmn_automation.store.connect import Store, Transaction

MAX_COMPLAINTS, MAX_LETTERS = 3, 600
"""A digest is read by eye; the command named beside it says everything."""
_FACT = "Dateien: "
Loaded = TypeVar("Loaded")
log = structlog.get_logger()


class Kind(StrEnum):
    """What is loaded and kept together: one wrong file refuses its whole kind, and no other."""

    RULES = "Prüfregeln und Berichtsbögen"
    LETTERS = "Vorlagen der Schreiben"
    TEXTS = "Mailtexte"
    INBOX = "Posteingangsregeln"
    WORKFLOWS = "Abläufe"

    @property
    def pattern(self) -> str:
        """Which files these are."""
        return _PATTERNS[self]

    @property
    def command(self) -> str:
        """What says everything that is wrong with the present files."""
        return _COMMANDS[self]


_PATTERNS = {
    Kind.RULES: "funding_rules/*",
    Kind.LETTERS: "templates/docx/*",
    Kind.TEXTS: "templates/mail/*",
    Kind.INBOX: "inbox_rules.yaml",
    Kind.WORKFLOWS: "workflows/*",
}
_COMMANDS = {
    Kind.RULES: "kmn rules check",
    Kind.LETTERS: "kmn templates check",
    Kind.TEXTS: "kmn templates check",
    Kind.INBOX: "kmn inbox check",
    Kind.WORKFLOWS: "kmn workflows check",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Files that are there but not in force, since when, and why; `kind` as a person reads it."""

    kind: str
    since: dt.datetime
    what: str
    do: str

    @property
    def sentence(self) -> str:
        """What a person should know and do, on one line."""
        return (
            f"{self.kind}: Die geänderten Dateien gelten noch nicht. {self.what} "
            f"Seit {moment(self.since)} gilt deshalb die letzte gute Fassung weiter. {self.do}"
        )


@dataclass(frozen=True, slots=True)
class _Note:
    """What the store knows of a kind: the listing of the last good files, and the complaint about newer ones."""

    listing: str
    complaint: str = ""
    since: str = ""


class KeptFiles(Generic[Loaded]):
    """What is in force of each kind, asked at the begin of each pass."""

    def __init__(self, site: Site | FileSet, load: Callable[[Kind, FileSet], Loaded]) -> None:
        self._site = site
        self._load = load
        self._good: dict[Kind, tuple[str, Loaded]] = {}
        self._bad: dict[Kind, tuple[str, KmnError]] = {}

    def in_force(self, kind: Kind, store: Store, now: dt.datetime) -> tuple[Loaded, Refusal | None]:
        """The present files, or the last good ones with the complaint about the present ones.

        Raises:
            KmnError: the present files do not load and no good ones are kept.
        """
        try:
            files = self._site.take(kind.pattern)
            loaded = self._load_once(kind, files)
        except KmnError as error:
            return self._last_good(kind, store, error.with_traceback(None), now)
        _keep(store, kind, files, now)
        return loaded, None

    def _load_once(self, kind: Kind, files: FileSet) -> Loaded:
        sha, loaded = self._good.get(kind, ("", None))
        if loaded is not None and sha == files.sha256:
            return loaded
        refused, error = self._bad.get(kind, ("", None))
        if error is not None and refused == files.sha256:
            raise error
        try:
            loaded = self._load(kind, files)
        except Exception as broken:  # noqa: BLE001 a file that no check foresaw must not stop the office either
            error = broken if isinstance(broken, KmnError) else _unforeseen(kind, broken)
            self._bad[kind] = (files.sha256, error)
            raise error from None
        self._good[kind] = (files.sha256, loaded)
        return loaded

    def _last_good(
        self, kind: Kind, store: Store, error: KmnError, now: dt.datetime
    ) -> tuple[Loaded, Refusal]:
        note = _note_of(store, kind)
        if note is None:
            raise error
        try:
            loaded = self._load_once(kind, _kept(store, note))
        except KmnError:
            raise error from None
        return loaded, _complain(store, kind, note, error, now)


def refusals(tx: Transaction) -> tuple[Refusal, ...]:
    """What the last pass found that is not in force."""
    notes = {kind: facts.get(tx, _FACT + kind) for kind in Kind}
    known = {kind: _Note(**json.loads(text)) for kind, text in notes.items() if text}
    return tuple(_refusal(kind, note) for kind, note in known.items() if note.complaint)


def kept_listings(tx: Transaction) -> set[str]:
    """Hashes of the stored lists of the files in force; each list names the hashes of its files."""
    return {_Note(**json.loads(text)).listing for text in facts.starting_with(tx, _FACT).values()}


def _unforeseen(kind: Kind, broken: Exception) -> Misconfigured:
    log.error("files broke the loader", kind=kind.value, exc_info=broken)
    what = f"Beim Laden ist ein Fehler im Programm aufgetreten ({type(broken).__name__})."
    return Misconfigured(what, where=kind.pattern, do="Bitte melden Sie ihn zusammen mit der Datei.")


def _keep(store: Store, kind: Kind, files: FileSet, now: dt.datetime) -> None:
    """Notes that these files are good; their bytes are durable before that."""
    note = _Note(files.sha256)
    if note == _note_of(store, kind):
        return
    with store.begin() as tx:
        for data in (*files.files.values(), files.listing):
            store.keep(tx, data)
        _write(tx, kind, note, now, "Dateien übernommen")


def _kept(store: Store, note: _Note) -> FileSet:
    listing = json.loads(store.blobs.get(note.listing))
    return FileSet({name: store.blobs.get(sha) for name, sha in listing.items()})


def _complain(store: Store, kind: Kind, note: _Note, error: KmnError, now: dt.datetime) -> Refusal:
    complaint = _shortened(str(error))
    refused = _Note(note.listing, complaint, note.since or now.isoformat())
    if refused != note:
        with store.begin() as tx:
            _write(tx, kind, refused, now, "Dateien nicht übernommen")
    return _refusal(kind, refused)


def _refusal(kind: Kind, note: _Note) -> Refusal:
    since = dt.datetime.fromisoformat(note.since)
    return Refusal(
        kind.value, since, note.complaint, f"Bitte berichtigen; alle Fehler nennt:  {kind.command}"
    )


def _shortened(complaint: str) -> str:
    lines = complaint.splitlines()
    more = len(lines) - MAX_COMPLAINTS
    text = shorten(" ".join(lines[:MAX_COMPLAINTS]), MAX_LETTERS, placeholder=" …")
    return f"{text} (und {more} weitere)" if more > 0 else text


def _note_of(store: Store, kind: Kind) -> _Note | None:
    with store.read() as tx:
        text = facts.get(tx, _FACT + kind)
    return _Note(**json.loads(text)) if text else None


def _write(tx: Transaction, kind: Kind, note: _Note, now: dt.datetime, action: str) -> None:
    facts.put(tx, _FACT + kind, json.dumps(asdict(note)))
    detail = {"listing": note.listing} | ({"complaint": note.complaint} if note.complaint else {})
    journal.write(tx, journal.NewEntry(now, PROGRAM, action, f"files:{kind.name.lower()}", detail))
