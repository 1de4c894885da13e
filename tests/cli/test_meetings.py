"""How many come: the answers that hold, beside the letters that left."""

from __future__ import annotations

import json
from dataclasses import asdict

import sqlalchemy as sa

from kmn_automation.app.wiring import Workplace
from kmn_automation.model.letter import LetterState, Release
from kmn_automation.steps.record_attendance import NOTED, Noted
from kmn_automation.store import facts, letters
from kmn_automation.store.letters import NewLetter
from kmn_automation.store.tables import letters as table
from tests.cli.small_office import SENT, SmallOffice

ANSWERS = [
    ("Zusage", None, 1),
    ("Zusage", 3, 1),
    ("Absage", None, 1),
    ("mit Vorbehalt", None, 1),
    ("Zusage", None, 0),
]
"""Answer, persons, and the number of the entry that it answers; all letters carry number 1."""


def test_only_answers_to_the_last_letter_count(office: SmallOffice) -> None:
    place = Workplace.at(office.home, lambda: SENT)
    meeting = office.register.meetings[0]
    with place.store.begin() as tx:
        for at, (answer, persons, sequence) in enumerate([*ANSWERS, ("", None, 0)]):
            who = f"gast{at}@traeger.example"
            draft = NewLetter(
                f"k{at}",
                "einladung",
                "T",
                "Gast",
                who,
                Release.ONE,
                "0" * 64,
                "0" * 64,
                {"folge": "1"},
                SENT,
                meeting_id=meeting.id,
            )
            letters.draft(tx, draft, number=letters.next_number(tx, 2026))
            if answer:
                note = Noted(answer, persons, SENT.isoformat(), sequence, at)
                facts.put(tx, f"{NOTED}{meeting.id} {who}", json.dumps(asdict(note)))
        tx.execute(sa.update(table).values(state=LetterState.UEBERGEBEN))
    place.close()

    found = office.kmn("meetings", "list", "--json").json[0]

    figures = {
        key: found[key] for key in ("invited", "accepted", "persons", "tentative", "declined", "silent")
    }
    assert figures == {"invited": 6, "accepted": 2, "persons": 4, "tentative": 1, "declined": 1, "silent": 2}
    assert "Eingeladen" in office.kmn("meetings", "list").out
