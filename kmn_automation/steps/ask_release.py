"""Draft → request for release: the persons who may release it get it by mail, each with a token of their own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

from kmn_automation.mail.outgoing import Attachment, Party
from kmn_automation.model.german import join_words
from kmn_automation.model.letter import LetterState, Release
from kmn_automation.model.register import Coordinator
from kmn_automation.steps.copy_request import plan_copy
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_files import REQUEST, Plea, wait_for_pdfs, with_pdfs
from kmn_automation.steps.note import note
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.who_releases import editors, releasers
from kmn_automation.store import approvals, letters, tasks
from kmn_automation.store.approvals import NewRequest
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow, Move
from kmn_automation.store.tasks import NewTask

VALID_FOR = dt.timedelta(days=14)
TOKEN_MARK = "KMN-F-"  # noqa: S105 the public part that marks a token in a subject


def ask_release(
    tx: Transaction,
    desk: Desk,
    drafts: Sequence[LetterRow],
    context: Mapping[str, object],
    files: Sequence[Attachment],
) -> None:
    """Asks for all these letters at once (one request for a meeting's invitations, one for each other letter)."""
    ask_for(tx, desk, drafts, Plea(context, files))


def ask_for(tx: Transaction, desk: Desk, drafts: Sequence[LetterRow], plea: Plea) -> bool:
    """Whether there was somebody to ask; else a task says that a person is missing.

    Letters that leave as PDF are asked for as soon as `make_pdfs` has made it.
    """
    wrote = frozenset[str]().union(*(editors(tx, desk, each) for each in drafts))
    persons = releasers(desk, drafts[0], wrote)
    needed = 2 if drafts[0].release is Release.TWO else 1
    if len(persons) < needed:
        what = f"Für Schreiben {drafts[0].number} fehlt eine Person, die es freigeben darf."
        tasks.add(tx, NewTask(f"freigabe:{drafts[0].id}", what, desk.now, letter_id=drafts[0].id))
        return False
    if wait_for_pdfs(tx, desk, drafts, plea):
        return True
    plea = with_pdfs(tx, desk, drafts, plea)
    for letter in drafts:
        if letter.state is not LetterState.FREIGABE_ERBETEN:
            letters.move(tx, letter.id, Move(letter.state, LetterState.FREIGABE_ERBETEN, desk.now))
        note(tx, desk, "Freigabe erbeten", f"letter:{letter.id}", {"number": letter.number})
    for person in persons[:needed]:
        _ask(tx, desk, drafts, person, (plea, persons[:needed]))
    return True


def hash_of(drafts: Sequence[LetterRow]) -> str:
    """The hash a release is bound to: that of the document, or of all documents of one request."""
    if len(drafts) == 1:
        return drafts[0].docx_sha256
    return hashlib.sha256("".join(each.docx_sha256 for each in drafts).encode()).hexdigest()


def _ask(
    tx: Transaction,
    desk: Desk,
    drafts: Sequence[LetterRow],
    person: Coordinator,
    content: tuple[Plea, Sequence[Coordinator]],
) -> None:
    plea, persons = content
    request = NewRequest(
        letter_ids=tuple(each.id for each in drafts),
        person=person.email,
        docx_sha256=hash_of(drafts),
        asked_at=desk.now,
        expires_at=desk.now + VALID_FOR,
        confirm=plea.confirm,
    )
    token = approvals.ask(tx, request)
    others = [each.name for each in persons if each.email != person.email]
    wish = Wish(
        key=f"freigabe:{drafts[0].id}:{person.email}:{desk.now.isoformat()}:{hash_of(drafts)[:8]}",
        text=plea.text,
        context={
            "ergebnis": "",
            "auffaelligkeiten": [],
            **plea.context,
            "anlass": subject_of(drafts),
            "person": person.name,
            "briefe": letter_lines(desk, drafts),
            "kennwort": f"{TOKEN_MARK}{token}",
            "pruefzeichen": hash_of(drafts)[:16],
            "gueltig_bis": request.expires_at,
            "zweite_person": ", ".join(others),
            "widerruf_minuten": str(int(desk.house.withdrawal.total_seconds() // 60)),
        },
        recipient=Party(person.name, person.email),
        attachments=tuple(plea.files),
        letter_id=drafts[0].id,
        case_id=drafts[0].case_id,
    )
    queue_mail(tx, desk, wish)
    if _may_be_moved(desk, drafts, plea):
        plan_copy(tx, desk, token, wish, person)


def _may_be_moved(desk: Desk, drafts: Sequence[LetterRow], plea: Plea) -> bool:
    """Whether the office lets a move stand for the word: where one person is enough and the letter is as drafted."""
    one = all(each.release is Release.ONE for each in drafts)
    return desk.house.release_by_folder and one and plea.text == REQUEST and not plea.confirm


def subject_of(drafts: Sequence[LetterRow]) -> str:
    """What the letters are about, for a subject line."""
    first = drafts[0]
    if len({each.kind for each in drafts}) == 1 and len(drafts) > 1:
        return f"{len(drafts)} × {first.inputs.get('betreff', first.kind)}"
    return f"Schreiben {join_words([each.number for each in drafts])}, {first.recipient_name}"


def letter_lines(desk: Desk, drafts: Sequence[LetterRow]) -> list[dict[str, str]]:
    """The letters as mail texts list them."""
    lines = []
    for each in drafts:
        traeger = desk.register.find_traeger(each.traeger_id)
        name = traeger.name if traeger else each.recipient_name
        lines.append({"nummer": each.number, "traeger": name, "empfaenger": each.recipient or "Akte"})
    return lines
