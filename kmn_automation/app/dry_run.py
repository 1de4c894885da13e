"""What a pass would do: the same code on a copy of the database, mailbox read-only, and a last step that only lists."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Collection, Container, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Self

from kmn_automation.app.day import PassResult, Wishes, run_pass
from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.outgoing import Composed
from kmn_automation.mail.smtp import Handover, State
from kmn_automation.mail.source import Listed, MailSource, Ref
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.send import Post
from kmn_automation.store import letters, outbox, tasks
from kmn_automation.store.blobs import Blobs
from kmn_automation.store.connect import Store, open_store
from kmn_automation.store.outbox import OutboxRow, OutboxState
from kmn_automation.store.snapshot import copy_sqlite

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """A mail that the pass would lay ready; `at` is when it would leave."""

    recipient: str
    subject: str
    kind: str
    at: dt.datetime
    leaves_now: bool


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """A letter that the pass would draft."""

    number: str
    kind: str
    recipient_name: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """The figures of the pass and everything new that it would bring."""

    result: PassResult
    mails: tuple[PlannedMail, ...]
    letters: tuple[PlannedLetter, ...]
    tasks: tuple[str, ...]


def dry_run(place: Workplace, wishes: Wishes | None = None) -> DryRun:
    """What `run_pass` would do now; nothing is changed, moved or sent.

    Raises:
        Misconfigured: the database is not a SQLite file, so that there is no cheap copy of it.
    """
    with tempfile.TemporaryDirectory(prefix="kmn-probelauf-") as folder:
        trial = _Trial(place, Path(folder))
        try:
            before = _highest(trial)
            result = run_pass(trial, wishes)
            return _outcome(trial, result, before)
        finally:
            trial.close()


@dataclass(frozen=True, slots=True)
class LayeredBlobs(Blobs):
    """Reads what is new from its own folder and the rest from the office's; writes only into its own."""

    below: Blobs

    def put_many(self, items: Collection[bytes]) -> list[str]:  # type: ignore[override] # a narrower input is all we get
        """As `Blobs.put_many`, into the own folder."""
        return Blobs(self.folder).put_many(items)

    def get(self, sha: str) -> bytes:
        """As `Blobs.get`, from the own folder first."""
        return Blobs(self.folder).get(sha) if self.path(sha).is_file() else self.below.get(sha)


class ReadOnlySource:
    """A mailbox in which nothing is moved or laid down."""

    def __init__(self, real: MailSource) -> None:
        self._real = real

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def list_inbox(self, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """As in the real mailbox."""
        return self._real.list_inbox(skip)

    def list_folder(self, folder: str, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """As in the real mailbox."""
        return self._real.list_folder(folder, skip)

    def ensure(self, folder: str) -> None:
        """Nothing is made."""

    def fetch(self, refs: Collection[Ref]) -> Iterator[tuple[Ref, bytes]]:
        """As in the real mailbox, which leaves the marks untouched."""
        return self._real.fetch(refs)

    def move(self, ref: Ref, folder: str) -> None:
        """Nothing is moved."""

    def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> None:
        """Nothing is laid down."""

    def find_own(self, folder: str, message_id: str) -> bool:
        """As in the real mailbox."""
        return self._real.find_own(folder, message_id)

    def close(self) -> None:
        """Ends the connection."""
        self._real.close()


class ListingPost:
    """A line to nobody: it takes every mail and hands over none."""

    usable = True

    def hand_over(self, mail: Composed, recipients: Collection[str] = ()) -> Handover:
        """Says what the relay would say."""
        del mail, recipients
        return Handover(State.ACCEPTED, "Probelauf: nicht übergeben")


class _Trial(Workplace):
    """The office on a copy: own database, own lock, own place for new bytes."""

    is_trial = True

    def __init__(self, real: Workplace, folder: Path) -> None:
        super().__init__(real.settings.model_copy(update={"home": folder}), real.clock)
        self.toolbox = real.toolbox
        self._real = real
        self.__dict__["store"] = _copied_store(real, folder)

    def mailbox(self) -> MailSource:
        return ReadOnlySource(self._real.mailbox())

    def archive(self) -> MailSource | None:
        real = self._real.archive()
        return ReadOnlySource(real) if real else None

    def post(self, allowed: Collection[str]) -> AbstractContextManager[Post]:  # type: ignore[override] # lists only
        del allowed
        return nullcontext(ListingPost())


def _copied_store(real: Workplace, folder: Path) -> Store:
    url = real.settings.database_url
    if not url.startswith(_SQLITE):
        what = "Der Probelauf arbeitet auf einer Kopie der Datenbank; das geht nur mit SQLite."
        raise Misconfigured(
            what, do="Bitte auf einer Kopie der PostgreSQL-Datenbank mit eigenem Ordner proben."
        )
    original, copy = Path(url.removeprefix(_SQLITE)), folder / "kmn.db"
    copy_sqlite(original, copy)
    store = open_store(f"{_SQLITE}{copy}", folder / "blobs")
    blobs = LayeredBlobs(folder / "blobs", Blobs(real.settings.blob_folder))
    return replace(store, blobs=blobs)


@dataclass(frozen=True, slots=True)
class _Highest:
    mails: int
    letters: int
    tasks: int


def _highest(trial: Workplace) -> _Highest:
    with trial.store.read() as tx:
        return _Highest(
            max((row.id for row in outbox.in_state(tx, *OutboxState)), default=0),
            max((row.id for row in letters.in_state(tx, *LetterState)), default=0),
            max((row.id for row in tasks.open_tasks(tx)), default=0),
        )


def _outcome(trial: Workplace, result: PassResult, before: _Highest) -> DryRun:
    now = trial.clock()
    with trial.store.read() as tx:
        rows = [
            row
            for row in outbox.in_state(tx, *OutboxState)
            if row.id > before.mails or row.response.startswith("Probelauf")
        ]
        drafts = [row for row in letters.in_state(tx, *LetterState) if row.id > before.letters]
        new_tasks = [row.title for row in tasks.open_tasks(tx) if row.id > before.tasks]
    return DryRun(
        result=result,
        mails=tuple(_planned(trial, row, now) for row in rows),
        letters=tuple(PlannedLetter(row.number, row.kind, row.recipient_name) for row in drafts),
        tasks=tuple(new_tasks),
    )


def _planned(trial: Workplace, row: OutboxRow, now: dt.datetime) -> PlannedMail:
    message = message_from_bytes(trial.store.blobs.get(row.mime_sha256), policy=default)
    return PlannedMail(
        row.recipient, str(message["Subject"]), row.kind, row.not_before, leaves_now=row.not_before <= now
    )
