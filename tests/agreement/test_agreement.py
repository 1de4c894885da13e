"""Two compilers, one meaning: the live sheet of a filled form says what the server says, rule by rule.

`KMN_AGREE=full` (make agree) takes 2,000 forms instead of 300.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.forms.intake import Intake, parse_jail
from tests.agreement.filled import Filled, invented, scattered
from tests.agreement.recalculated import ENGLISH, GERMAN, Answers, Bench, answers, cells_of, compare, written
from tests.conftest import unavailable

pytestmark = pytest.mark.server
FORMS = int(os.environ.get("KMN_AGREE_FORMS", "2000" if os.environ.get("KMN_AGREE") == "full" else "300"))
SEED = int(os.environ.get("KMN_AGREE_SEED", "20250306"))
IN_BOTH_LANGUAGES = 40
SHOWN = 20
"""So many differences are printed."""


@pytest.fixture(scope="module")
def toolbox(tmp_path_factory: pytest.TempPathFactory) -> Toolbox:
    return Toolbox(Site(tmp_path_factory.mktemp("office"), shipped_root()))


@pytest.fixture(scope="module")
def bench(toolbox: Toolbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    soffice = shutil.which("soffice")
    if soffice is None:
        unavailable("LibreOffice is missing: apt-get install libreoffice-calc-nogui")
    folder: Path = tmp_path_factory.mktemp("agreement")
    with parse_jail() as jail:
        yield Bench(Intake(jail, toolbox.forms), str(soffice), folder)


def forms_to_fill(toolbox: Toolbox) -> list[Filled]:
    """A quarter are whole reports with planted faults, the others random values of all four forms in turn."""
    rng = random.Random(SEED)
    versions = sorted(toolbox.forms)
    return [
        invented(number, rng)
        if number % 4 == 0
        else scattered(toolbox.forms[versions[number % 4 - 1 if number % 8 < 4 else 3]], rng)
        for number in range(FORMS)
    ]


def test_the_live_sheet_and_the_server_agree_on_every_rule(toolbox: Toolbox, bench: Bench) -> None:
    start = time.perf_counter()
    both = list(answers(forms_to_fill(toolbox), toolbox.writers, toolbox.rulebook, bench))
    seconds = time.perf_counter() - start

    found: Counter[str] = Counter()
    for _, each in both:
        found.update({rule: number for rule, number in each.live.items() if number})
    checks = sum(each.checks for _, each in both)
    differences = [(filled, each.differences) for filled, each in both if each.differences]
    print(  # noqa: T201 - the figures of the run
        f"\nagree: {len(both)} forms, {checks} checks, {sum(found.values())} findings of {len(found)} rules, "
        f"{len(differences)} forms differ, {seconds:.0f} s"
    )
    assert [_told(filled, each) for filled, each in differences[:SHOWN]] == []
    assert _decided(both) > 0.9
    assert len(both) == FORMS


def test_the_live_sheet_says_the_same_in_german_and_in_english(toolbox: Toolbox, bench: Bench) -> None:
    forms = forms_to_fill(toolbox)[:IN_BOTH_LANGUAGES]
    files = written(forms, toolbox.writers)
    computed = {each: replace(bench, locale=each).recalculated(files) for each in (GERMAN, ENGLISH)}

    found = []
    for filled, german, english in zip(forms, computed[GERMAN], computed[ENGLISH], strict=True):
        book = toolbox.writers[filled.version].live
        found.append(compare(book, filled, toolbox.rulebook, (bench.intake, german)))
        assert cells_of(german) == cells_of(english)
    different = [each.differences for each in found if each.differences]
    checks = sum(each.checks for each in found)
    print(  # noqa: T201 - the figures of the run
        f"\nagree in {GERMAN} and {ENGLISH}: {len(found)} forms, {checks} checks, {len(different)} forms differ"
    )
    assert different == []
    assert sum(sum(each.live.values()) for each in found) > IN_BOTH_LANGUAGES


@pytest.mark.parametrize(("locale", "number"), [(GERMAN, "1,5"), (ENGLISH, "1.5")])
def test_libreoffice_really_computes_in_that_language(bench: Bench, locale: str, number: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = '=3/2&""'
    file = io.BytesIO()
    book.save(file)

    (computed,) = replace(bench, locale=locale).recalculated([file.getvalue()])

    assert cells_of(computed)["Sheet"] == [[number]]


def _told(filled: Filled, differences: dict[str, tuple[int, int]]) -> str:
    return (
        f"{filled.version} known={filled.known.bescheid is not None} texts={filled.has_texts}: {differences}"
    )


def _decided(both: list[tuple[Filled, Answers]]) -> float:
    """The share of rules that were compared, not left open."""
    every = sum(len(each.live) for _, each in both)
    return 1 - sum(len(each.undecided) for _, each in both) / every
