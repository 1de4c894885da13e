"""What stands against a changed letter: traces of editing, another addressee, a missing sentence, foreign names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kmn_automation.letters.edited import Edited
from kmn_automation.letters.protected import came, lost
from kmn_automation.model.german import format_day, format_long_day
from kmn_automation.model.letter import Release
from kmn_automation.steps.addressee import is_for_landesamt
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.overtaken import FRIST
from kmn_automation.steps.who_releases import editors, releasers
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow

UNCHANGED = (
    "darf nicht verändert werden. Bitte den alten Wortlaut wiederherstellen oder das Schreiben ablehnen."
)
DRAWN = (
    "Es ist ein Bild, ein Textfeld oder eine Form dazugekommen. Bitte entfernen; LibreOffice legt Textfelder von "
    "selbst an, dann bitte in Word ändern."
)
NOBODY_LEFT = (
    "Wer ein Schreiben ändert, gibt es nicht selbst frei, und sonst darf es niemand freigeben. Bitte im Register "
    "„Vertretung durch“ eintragen."
)


def faults_of(
    tx: Transaction, desk: Desk, row: LetterRow, person: str, versions: tuple[Edited, Edited]
) -> Iterator[str]:
    """German sentences; none for a version that may go on. `versions` are the draft and the new one."""
    draft, new = versions
    if new.obstacles:
        yield from new.obstacles
        return
    if row.meeting_id:
        yield "Schreiben zu einem Treffen haben alle denselben Text und lassen sich nicht einzeln ändern."
    if set(new.pictures) - set(draft.pictures) or new.drawn > draft.drawn:
        yield DRAWN
    sentences = desk.tools.library.sidecar(row.kind).required_sentences
    bound = [*_bound(desk, row), *(("Dieser Satz", each) for each in sentences)]
    for what in lost(draft.text, new.text, bound):
        yield f"{what} {UNCHANGED}"
    for word in came(draft.text, new.text, _foreign(desk, row)):
        yield f"Das Schreiben nennt jetzt einen anderen Träger („{word}“). Bitte entfernen."
    if not _can_be_released(tx, desk, row, person):
        yield NOBODY_LEFT


def _can_be_released(tx: Transaction, desk: Desk, row: LetterRow, person: str) -> bool:
    """Whether enough people are left who did not write in the letter."""
    wrote = editors(tx, desk, row) | {_name(desk, person)}
    return len(releasers(desk, row, wrote)) >= (2 if row.release is Release.TWO else 1)


def _bound(desk: Desk, row: LetterRow) -> Iterator[tuple[str, str]]:
    """What ties the letter to its addressee, its case, and what the program does after it."""
    traeger = desk.register.find_traeger(row.traeger_id)
    yield "Die Nummer des Schreibens", row.number
    yield "Das Geschäftszeichen", str(row.inputs.get("geschaeftszeichen", ""))
    yield "Der Name des Empfängers", row.recipient_name
    yield "Die Adresse des Empfängers", row.recipient
    if traeger is not None:
        yield "Der Name des Trägers", traeger.name
        yield "Die Straße des Empfängers", traeger.strasse
        yield "Der Ort des Empfängers", f"{traeger.plz} {traeger.ort}"
    if is_for_landesamt(desk, row.kind):
        authority = desk.house.office.behoerde
        yield "Die Straße des Landesamtes", authority.strasse
        yield "Der Ort des Landesamtes", f"{authority.plz} {authority.ort}"
        yield "Der Betrag, den auch die Begleitmail nennt", str(row.inputs.get("betrag", ""))
    if until := row.inputs.get(FRIST):
        day = dt.date.fromisoformat(str(until))
        yield "Die Frist, an die das Programm erinnert", format_day(day)
        yield "Die Frist, an die das Programm erinnert", format_long_day(day)


def _foreign(desk: Desk, row: LetterRow) -> Iterator[str]:
    """Names, addresses and Geschäftszeichen of other Träger; what is part of the own name is not foreign."""
    own = desk.register.find_traeger(row.traeger_id)
    name = own.name if own else row.recipient_name
    for traeger in desk.register.traeger:
        if traeger.id != row.traeger_id and traeger.name not in name:
            yield traeger.name
    for contact in desk.register.contacts:
        if contact.traeger_id != row.traeger_id and contact.email != row.recipient:
            yield contact.email
    for bescheid in desk.register.bescheide:
        if bescheid.traeger_id != row.traeger_id:
            yield bescheid.geschaeftszeichen


def _name(desk: Desk, address: str) -> str:
    person = desk.register.coordinator(address, desk.today)
    return person.name if person else address
