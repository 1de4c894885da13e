"""`python -m bench.rule_effect`: five years of 600 reports with 200 receipts each under changed rules, in seconds.

The store is built anew in a folder of its own, without mails: that is not the job that is measured.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from bench.memory import Watch
from kmn_automation.app.home import create_home
from kmn_automation.app.rule_effect import rule_effect
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.form import Form
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.model.report import Report
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.steps.examine import known_about
from kmn_automation.steps.workbench import calm_collector
from kmn_automation.store import cases, codec, reports
from kmn_automation.store import register as register_store
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.reports import NewReport
from tests.rules.builder import make_report

YEARS = (2022, 2023, 2024, 2025, 2026)
RECEIPTS = 200
SECONDS, MEGABYTES = 60.0, 600.0
"""What is to be reached for 3,000 reports on two processors, memory with all children (PSS)."""
CHANGED = "parameters.yaml"


def main() -> int:
    """Prints the seconds beside the limit; 1 if one is missed."""
    parser = argparse.ArgumentParser(prog="bench.rule_effect", description=__doc__)
    parser.add_argument("--reports", type=int, default=600, help="for each of the five years")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kmn-effect-") as name:
        folder = Path(name)
        create_home(folder / "home")
        place = Workplace.at(folder / "home")
        begin = time.perf_counter()
        number = fill(place, options.reports)
        print(f"prepare {number} reports of {RECEIPTS} receipts: {time.perf_counter() - begin:.1f} s")
        changed = change(place, folder / "changed")
        with Watch() as watch:
            begin, used = time.perf_counter(), processor_seconds()
            found = rule_effect(place, changed, (), lambda _done, _total: None)
            seconds, used = time.perf_counter() - begin, processor_seconds() - used
        place.close()
    limit = SECONDS * number / (600 * len(YEARS))
    print(
        f"rules effect: {found.reports} reports, {len(found.cases)} touched, {found.settlements} settled otherwise"
    )
    print(f"{seconds:6.1f} s (limit {limit:.1f} s), {used:.1f} s of processor time; "
          f"{watch.peak_megabytes:.0f} MB (limit {MEGABYTES:.0f} MB, PSS, children included)")  # fmt: skip
    reached = seconds <= limit and watch.peak_megabytes <= MEGABYTES and found.reports == number
    print("reached" if reached else "MISSED")
    return 0 if reached else 1


def processor_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def change(place: Workplace, folder: Path) -> Path:
    """A folder with one changed file: the amount for a full post of 2024 is 50,000 € instead of 60,000 €."""
    folder.mkdir()
    text = place.toolbox.rule_texts[f"funding_rules/{CHANGED}"]
    (folder / CHANGED).write_text(text.replace("value: 60000", "value: 50000"), "utf-8")
    return folder


def fill(place: Workplace, number: int) -> int:
    """Stores so many reports for each year, examined under the rules in force; how many in all."""
    register = network(number)
    with place.store.begin() as tx:
        now = dt.datetime(2022, 1, 2, tzinfo=dt.UTC)
        register_store.replace(tx, register, at=now, source_sha256="0" * 64, actor="bench")
    maker = Maker(register, place.toolbox.rulebook, place.toolbox.forms)
    with get_context("fork").Pool(2, maker.settle_in) as pool:
        made = pool.imap(_make_here, range(len(register.bescheide)), 20)
        for batch in _batches(made):
            with place.store.begin() as tx:
                for key, new in batch:
                    case = cases.open_case(tx, key, new.received_at)
                    reports.add(tx, replace(new, case_id=case.id))
    return len(register.bescheide)


def network(number: int) -> Register:
    """The invented network with a Bescheid of every year for every Träger."""
    register = invent_network(11, number, 2025)
    return replace(
        register, bescheide=tuple(_in(each, year) for year in YEARS for each in register.bescheide)
    )


def _in(bescheid: Bescheid, year: int) -> Bescheid:
    whole = Zeitraum(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return replace(bescheid, foerderjahr=year, zeitraum=whole, datum=dt.date(year, 1, 15), nachweis_bis=None)


class Maker:
    """Invents the report of a Bescheid as the reader would have read it."""

    def __init__(self, register: Register, book: Rulebook, forms: dict[str, Form]) -> None:
        self.register = register
        self.book = book
        self.forms = forms

    def settle_in(self) -> None:
        """Makes it the one of a worker process."""
        calm_collector()
        _here[:] = [self]

    def make(self, index: int) -> tuple[CaseKey, NewReport]:
        """The report of that Bescheid, ready for the store but for its case."""
        bescheid = self.register.bescheide[index]
        report = self.invent(bescheid, random.Random(index))
        received = dt.datetime(bescheid.foerderjahr + 1, 5, 4, 7, tzinfo=dt.UTC)
        packed = codec.pack(report)
        sha256 = hashlib.sha256(packed).hexdigest()
        known = known_about(self.register, bescheid, received.date())
        new = NewReport(
            case_id=0, mail_id=None, file_name="Bericht.xlsx", file_sha256=sha256, content_sha256=sha256,
            received_at=received, form_version=report.form_version, report=packed,
            examination=self.book.examine(report, known),
        )  # fmt: skip
        year = bescheid.foerderjahr
        return CaseKey(bescheid.traeger_id, bescheid.geschaeftszeichen, year, "Verwendungsnachweis"), new

    def invent(self, bescheid: Bescheid, rng: random.Random) -> Report:
        """The values of a clean report in the form of its year."""
        traeger = self.register.find_traeger(bescheid.traeger_id)
        assert traeger is not None
        plan = self.register.plan_of(bescheid)
        values, tables = invent_report(bescheid, traeger, plan, rng, RECEIPTS)
        form = self.forms[self.book.version_of(bescheid.foerderjahr).form]
        kept = {name: value for name, value in values.items() if name in form.fields}
        return make_report(form, kept, {name: list(lines) for name, lines in tables.items()})


_here: list[Maker] = []


def _make_here(index: int) -> tuple[CaseKey, NewReport]:
    return _here[0].make(index)


def _batches(made: Iterator[tuple[CaseKey, NewReport]]) -> Iterator[list[tuple[CaseKey, NewReport]]]:
    batch: list[tuple[CaseKey, NewReport]] = []
    for each in made:
        batch.append(each)
        if len(batch) == 100:
            yield batch
            batch = []
    yield batch


if __name__ == "__main__":
    sys.exit(main())
