"""Good forms, damaged at random as mail, people and other programs do it: never is one read with a wrong value."""

from __future__ import annotations

import os
import random
from collections import Counter

from kmn_automation.forms.careful import read_carefully
from kmn_automation.forms.grid import grid_of
from kmn_automation.forms.inspect_workbook import inspect_workbook
from kmn_automation.forms.read import read_report
from kmn_automation.forms.refusal import NotOurs, Reason, refuse
from kmn_automation.model.report import Report
from tests.museum.clean_form import YEARS
from tests.museum.damages import DAMAGES
from tests.museum.light_book import LightBook, light_book
from tests.museum.verdict import Verdict, judge
from tests.rules.builder import forms

FORMS = 1000 if os.environ.get("KMN_DAMAGE") == "full" else 400
"""400 take half a minute on two busy cores; all versions and all damages come up in them many times."""
MOST = 4
ENOUGH = 0.98


def damaged(seed: int) -> tuple[LightBook, list[str]]:
    """A form with one to four damages, and their names; the seed decides everything."""
    rng = random.Random(seed)
    book = light_book(list(YEARS)[seed % len(YEARS)])
    chosen = rng.choices(DAMAGES, k=rng.randint(1, MOST))
    for damage in chosen:
        damage(book, rng)
    return book, [each.__name__ for each in chosen]


def read(data: bytes) -> Report | NotOurs:
    """As in the jail, without its process."""
    answer = inspect_workbook(data, {})[0]
    if answer.get("careful"):
        answer = read_carefully(data, {})[0]
    return read_report(grid_of(answer), forms()) if "sheets" in answer else refuse(Reason.DAMAGED)


def test_no_damaged_form_is_read_with_a_wrong_value() -> None:
    counts: Counter[Verdict] = Counter()
    wrong: list[str] = []
    for seed in range(FORMS):
        book, names = damaged(seed)
        verdict, faults = judge(book, read(book.write()))
        counts[verdict] += 1
        if faults:
            wrong.append(f"{seed} ({book.version}: {', '.join(names)}): {'; '.join(faults[:3])[:300]}")

    print(f"\n{FORMS} Bögen:", ", ".join(f"{counts[each]} {each}" for each in Verdict))  # noqa: T201
    assert wrong == []
    assert counts[Verdict.RIGHT] + counts[Verdict.REPORTED] >= FORMS * ENOUGH
    assert counts[Verdict.RIGHT] >= FORMS * 0.4, "a reader that reports everything is right, and of no use"


def test_without_damage_a_form_is_read_right() -> None:
    for version in YEARS:
        book = light_book(version)
        assert judge(book, read(book.write())) == (Verdict.RIGHT, [])


def test_the_judge_sees_a_wrong_a_lost_and_a_foreign_value() -> None:
    book = light_book()
    report = read(book.write())
    for sheet in book.own():
        for cell in list(sheet.cells.values()):
            if cell.tag in {("einnahmen.bund",), ("belege", "3", "betrag")}:
                cell.tag = ("einnahmen.kommune",) if cell.tag == ("einnahmen.bund",) else ()

    faults = " ".join(judge(book, report)[1])

    assert "einnahmen.bund: Decimal('0.00') statt Decimal('0')" in faults
    assert "gehört nicht dazu" in faults
