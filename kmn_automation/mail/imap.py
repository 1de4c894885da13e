"""A mailbox on an IMAP server, behind `MailSource`: imap-tools connects, the verbs that touch mails are ours.

imap-tools' `flag`, `delete` and mostly `move` send a folder-wide EXPUNGE, which destroys what a person has just
marked as deleted. Here only UID EXPUNGE (RFC 4315) exists. No text from a mail ever goes into a command.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Container, Iterator, Sequence
from typing import Self

from imap_tools import BaseMailBox
from imap_tools.utils import encode_folder

from kmn_automation.mail.imap_fetch import BODIES, LISTING, fetch
from kmn_automation.mail.imap_login import ImapAccount, log_in, shut, translated
from kmn_automation.mail.source import Listed, Ref
from kmn_automation.model.error import TryLater

LIST_BATCH = 100
FETCH_BATCH = 20
FETCH_BYTES = 20 * 1024 * 1024
UNKNOWN_SIZE = 1024 * 1024
_OWN_ID = re.compile(r"[A-Za-z0-9.-]{1,120}@[A-Za-z0-9.-]{1,120}")
_NAMESPACE = re.compile(rb'\(\(\("([^"]*)" "(.)"\)')
_FLAG = re.compile(r"\\?[A-Za-z$][A-Za-z0-9$-]*")
_NO_MAILS = {r"\noselect", r"\nonexistent"}
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class ImapSource:
    """One logged-in session. Open it for one pass, close it after: a line that dies is simply opened again."""

    def __init__(self, account: ImapAccount) -> None:
        """Connects and logs in; raises what `log_in` raises."""
        self._account = account
        self._box: BaseMailBox = log_in(account)
        self._selected = ""
        self._uidvalidity = 0
        self._sizes: dict[Ref, int] = {}
        self._present: set[str] = {account.inbox}
        with translated(account):
            self._prefix, self._delimiter = self._namespace()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Logs out; never raises."""
        shut(self._box)

    def list_inbox(self, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """As `MailSource.list_inbox`; the inbox is opened afresh, so its UIDVALIDITY is that of now."""
        yield from self.list_folder(self._account.inbox, skip)

    def list_folder(self, folder: str, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """As `MailSource.list_folder`; the folder is opened afresh."""
        with translated(self._account):
            if folder == self._account.inbox or self._is_there(folder):
                yield from self._list_all(folder, skip)

    def ensure(self, folder: str) -> None:
        """As `MailSource.ensure`; a new folder is subscribed, or most mail programs would not show it."""
        with translated(self._account):
            if folder not in self._present and not self._is_there(folder):
                self._box.folder.create(self._server_name(folder))
                self._box.folder.subscribe(self._server_name(folder), value=True)
            self._present.add(folder)

    def fetch(self, refs: Collection[Ref]) -> Iterator[tuple[Ref, bytes]]:
        """As `MailSource.fetch`; in batches of 20 mails or 20 MB."""
        with translated(self._account):
            for batch in self._batches(refs):
                self._require(batch[0])
                by_uid = {ref.uid: ref for ref in batch}
                for fetched in list(fetch(self._box.client, by_uid, BODIES)):
                    yield by_uid[fetched.uid], fetched.data

    def move(self, ref: Ref, folder: str) -> None:
        """As `MailSource.move`: UID MOVE; else COPY, the flag, and UID EXPUNGE; else COPY and the flag."""
        with translated(self._account):
            self._ensure(folder)
            self._require(ref)
            target, uid = self._quoted(folder), str(ref.uid)
            if "MOVE" in self._box.client.capabilities:
                self._command("MOVE", uid, target)
                return
            self._command("COPY", uid, target)
            self._command("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in self._box.client.capabilities:
                self._command("EXPUNGE", uid)

    def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> None:
        """As `MailSource.append`.

        Raises:
            ValueError: for a flag that is not a plain word.
        """
        if not all(_FLAG.fullmatch(flag) for flag in flags):
            raise ValueError(f"not plain flags: {flags}")
        with translated(self._account):
            self._ensure(folder)
            self._box.append(raw, self._server_name(folder), flag_set=sorted(flags))

    def find_own(self, folder: str, message_id: str) -> bool:
        """As `MailSource.find_own`.

        Raises:
            ValueError: for an id that could not be ours (only letters, digits, dots and hyphens around one @).
        """
        if not _OWN_ID.fullmatch(message_id):
            raise ValueError(f"not an id of ours: {message_id[:80]!r}")
        with translated(self._account):
            if folder != self._account.inbox and not self._box.folder.exists(self._server_name(folder)):
                return False
            self._select(folder)
            return bool(self._box.uids(f'HEADER Message-ID "<{message_id}>"', charset=None))

    def _list_all(self, folder: str, skip: Container[Ref]) -> Iterator[Listed]:
        self._select(folder)
        validity = self._uidvalidity
        uids = sorted(int(uid) for uid in self._box.uids("ALL", charset=None))
        new = [uid for uid in uids if Ref(folder, validity, uid) not in skip]
        for batch in _in_hundreds(new):
            self._require(Ref(folder, validity, batch[0]))
            yield from self._list(batch, folder, validity)

    def _list(self, uids: Sequence[int], folder: str, validity: int) -> Iterator[Listed]:
        found = {each.uid: each for each in fetch(self._box.client, uids, LISTING)}
        for uid in uids:
            if each := found.get(uid):
                ref = Ref(folder, validity, uid)
                self._sizes[ref] = each.size
                yield Listed(ref, each.size, each.received_at or EPOCH, each.data)

    def _batches(self, refs: Collection[Ref]) -> Iterator[list[Ref]]:
        batch: list[Ref] = []
        weight = 0
        for ref in refs:
            size = self._sizes.get(ref, UNKNOWN_SIZE)
            new_folder = bool(batch) and (ref.folder, ref.uidvalidity) != (
                batch[0].folder,
                batch[0].uidvalidity,
            )
            if batch and (len(batch) >= FETCH_BATCH or weight + size > FETCH_BYTES or new_folder):
                yield batch
                batch, weight = [], 0
            batch.append(ref)
            weight += size
        if batch:
            yield batch

    def _require(self, ref: Ref) -> None:
        """Opens the folder of a mail and refuses where its numbers mean other mails by now."""
        if self._selected != ref.folder:
            self._select(ref.folder)
        if self._uidvalidity != ref.uidvalidity:
            what = f"Der Server hat die Nachrichten im Ordner „{ref.folder}“ neu nummeriert (UIDVALIDITY)."
            do = "Der nächste Lauf liest den Ordner neu; es geht nichts verloren und nichts wird doppelt."
            raise TryLater(what, where=self._account.where, do=do)

    def _select(self, folder: str) -> None:
        self._selected = ""
        self._box.folder.set(self._server_name(folder))
        values = self._box.client.response("UIDVALIDITY")[1]
        self._uidvalidity = int(values[-1]) if values and values[-1] else 0
        self._selected = folder

    def _ensure(self, folder: str) -> None:
        if folder in self._present:
            return
        name = self._server_name(folder)
        if not self._box.folder.exists(name):
            self._box.folder.create(name)
        self._present.add(folder)

    def _is_there(self, folder: str) -> bool:
        """Whether mails can lie in it; a name that only stands above other folders is none."""
        found = self._box.folder.list("", self._server_name(folder))
        return any(not _NO_MAILS & {flag.lower() for flag in each.flags} for each in found)

    def _command(self, verb: str, *arguments: str) -> None:
        status, answer = self._box.client.uid(verb, *arguments)
        text = b" ".join(each for each in answer if isinstance(each, bytes)).decode("utf-8", "replace")
        if status != "OK" and "EXPUNGEISSUED" not in text.upper():
            what = f"Der Mailserver hat das Verschieben abgelehnt ({text[:160].strip()})."
            do = "Die Nachricht ist gespeichert und wird nicht noch einmal bearbeitet; bitte Ordner und Rechte prüfen."
            raise TryLater(what, where=self._account.where, do=do)

    def _namespace(self) -> tuple[str, str]:
        """Prefix and separator of our own folders (RFC 2342); `/` where the server does not say."""
        if "NAMESPACE" not in self._box.client.capabilities:
            return "", "/"
        _, answer = self._box.client.namespace()
        found = _NAMESPACE.match(answer[-1] or b"") if answer else None
        return (
            (found[1].decode("ascii", "replace"), found[2].decode("ascii", "replace")) if found else ("", "/")
        )

    def _server_name(self, folder: str) -> str:
        if folder == self._account.inbox:
            return folder
        name = folder.replace("/", self._delimiter)
        return name if name.startswith(self._prefix) else self._prefix + name

    def _quoted(self, folder: str) -> str:
        return encode_folder(self._server_name(folder)).decode("ascii")


def _in_hundreds(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (uids[start : start + LIST_BATCH] for start in range(0, len(uids), LIST_BATCH))
