"""Requests that a person moved inside the shared mailbox: taken as the word, where the folder is that person's own.

IMAP does not say who moved a mail. So only a folder counts that the office gave to one person alone, only letters that
one person may release, and the person hears of it at once, while the time for withdrawal runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kmn_automation.mail.outgoing import Party
from kmn_automation.mail.source import Listed, MailSource, Ref
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.model.letter import Release
from kmn_automation.model.register import Coordinator
from kmn_automation.steps.answer import moment
from kmn_automation.steps.ask_release import subject_of
from kmn_automation.steps.copy_request import MOVED, WAITING, folder_name
from kmn_automation.steps.decide_release import RELEASED, decide_request
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.steps.tell_decision import Hearer, numbers_of, tell, tell_decided
from kmn_automation.store import approvals, copies, letters, tasks
from kmn_automation.store.approvals import Request
from kmn_automation.store.connect import Transaction
from kmn_automation.store.copies import Copy
from kmn_automation.store.tasks import NewTask

DONE, REVIEW = "Erledigt", "Zu prüfen"


def look_into_folders(desk: Desk, source: MailSource) -> int:
    """How many requests were decided by moving. Files new copies and puts away those that count no more.

    Raises:
        TryLater: the mailbox is away; what was decided stays decided.
    """
    if not desk.house.release_by_folder:
        return 0
    people = [each for each in desk.register.coordinators if each.valid_on(desk.today)]
    own = {name: each for each in people if (name := folder_name(desk, each))}
    decided = 0
    source.ensure(MOVED)
    for name, person in own.items():
        source.ensure(f"{WAITING}/{name}")
        source.ensure(f"{MOVED}/{name}")
        for listed in list(source.list_folder(f"{MOVED}/{name}")):
            decided += _take(desk, source, listed, person)
    for listed in list(source.list_folder(MOVED)):
        _take(desk, source, listed, None)
    _file_new(desk, source)
    _put_away(desk, source)
    return decided


def _take(desk: Desk, source: MailSource, listed: Listed, person: Coordinator | None) -> bool:
    """Whether the mail decided something; then, and where nothing is left to decide, it goes to the done ones."""
    with desk.store.begin() as tx:
        copy = copies.find(tx, _message_id(listed))
        if copy is None:
            what = f"Im Ordner „{listed.ref.folder}“ lag eine Nachricht, die keine Bitte um Freigabe ist."
            tasks.add(tx, NewTask(f"ordner:{_place(listed.ref)}", what, desk.now))
            target, done = REVIEW, False
        else:
            target, done = _decide(tx, desk, copy, person, listed.ref)
    source.move(listed.ref, target)
    return done


def _decide(
    tx: Transaction, desk: Desk, copy: Copy, person: Coordinator | None, ref: Ref
) -> tuple[str, bool]:
    """Where the mail goes from here, and whether it decided something."""
    request = approvals.get(tx, copy.approval_id)
    if request.decided_at is not None:
        return DONE, False  # decided meanwhile, or by this very mail before the power went
    hearer = _hearer(desk, request, ref)
    rows = [letters.get(tx, each) for each in request.letter_ids]
    is_own = person is not None and person.email.lower() == request.person.lower()
    if not is_own or not all(each.release is Release.ONE for each in rows):
        context: dict[str, object] = {
            "anlass": subject_of(rows),
            "zeichen": numbers_of(rows),
            "zeitpunkt": moment(desk.now),
            "grund": f"Die Nachricht lag im Ordner „{ref.folder}“; wer sie dorthin verschob, ist nicht zu erkennen.",
            "tun": f"Es zählt nur Ihr eigener Ordner unter „{MOVED}“, oder Ihre Antwort auf die Bitte um Freigabe.",
        }
        tell(tx, desk, hearer, "freigabe_ungueltig", context)
        return copy.folder, False
    for row in rows:
        note(tx, desk, "In den Ordner der Person verschoben", f"letter:{row.id}", {"folder": ref.folder})
    decided = decide_request(tx, desk, request, (RELEASED, ""))
    tell_decided(tx, desk, hearer, decided, "")
    return DONE, True


def _hearer(desk: Desk, request: Request, ref: Ref) -> Hearer:
    person = desk.register.coordinator(request.person, desk.today)
    party = Party(person.name if person else request.person, request.person)
    return Hearer(f"ordner:{_place(ref)}", party, desk.now)


def _file_new(desk: Desk, source: MailSource) -> None:
    """Lays down each copy once; one that a power cut left unnoted is found by its Message-ID."""
    for copy, request in _open(desk):
        if copy.filed_at is not None or request.decided_at is not None:
            continue
        if not source.find_own(copy.folder, copy.message_id):
            source.append(copy.folder, desk.store.blobs.get(copy.mime_sha256))
        with desk.store.begin() as tx:
            copies.filed(tx, copy.approval_id, at=desk.now)


def _put_away(desk: Desk, source: MailSource) -> None:
    """Takes out of the waiting folders whatever was decided elsewhere or has run out."""
    lying: dict[str, Mapping[str, Ref]] = {}
    for copy, request in _open(desk):
        if request.decided_at is None and request.expires_at >= desk.now:
            continue
        if copy.folder not in lying:
            lying[copy.folder] = {_message_id(each): each.ref for each in source.list_folder(copy.folder)}
        if ref := lying[copy.folder].get(copy.message_id):
            source.move(ref, DONE)
        with desk.store.begin() as tx:
            copies.close(tx, copy.approval_id, at=desk.now)


def _open(desk: Desk) -> Iterator[tuple[Copy, Request]]:
    with desk.store.read() as tx:
        found = [(each, approvals.get(tx, each.approval_id)) for each in copies.open_copies(tx)]
    return iter(found)


def _message_id(listed: Listed) -> str:
    return read_head(listed.header).first("message-id").strip().strip("<>")


def _place(ref: Ref) -> str:
    return f"{ref.folder}:{ref.uidvalidity}:{ref.uid}"
