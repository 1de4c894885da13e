"""`python -m bench.rules`: the rulebook beside a plain Python function for each rule, and beside pandera.

The same reports, the same 21 rules for the peers; then all 131. pandera is no dependency: it is installed into a
private virtual environment, or `--peer PYTHON` names a Python that has it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from bench import plain_rules
from bench.peers import installed
from kmn_automation.model.form import Form
from kmn_automation.model.known import Known
from kmn_automation.model.report import Report
from kmn_automation.rules.evaluation import run
from kmn_automation.rules.parameters import in_force
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.subject import Subject
from tests.rules.builder import clean_tables, clean_values, forms, known, make_report, rule_files

YEAR = 2024
ROUNDS = 15
SMALL_MS, LARGE_MS, LOAD_S, PLAIN_TIMES, PANDERA_TIMES = 3.0, 150.0, 0.5, 2.0, 10.0
"""What is to be reached: 200 and 20,000 receipts, loading, slower than plain at most, faster than pandera at least."""


def main() -> int:
    """Prints all times and ratios; 1 if a figure is missed."""
    parser = argparse.ArgumentParser(prog="bench.rules", description=__doc__)
    parser.add_argument("--peer", default="", help="a Python that has pandera")
    options = parser.parse_args()
    files, shapes = rule_files(), forms()
    load = best(lambda: Rulebook.load(files, shapes), 3) / 1000
    book, register = Rulebook.load(files, shapes), known(YEAR)
    reports = {count: report_with(shapes["2024"], count) for count in (200, 2_000, 20_000)}
    times = {count: best(lambda r=report: book.examine(r, register)) for count, report in reports.items()}
    print(f"laden und übersetzen: {load:.2f} s CPU")
    for count, milliseconds in times.items():
        print(f"alle Regeln, {count:>6} Belege: {milliseconds:7.2f} ms CPU")
    failures = [
        name
        for name, is_missed in (
            ("laden", load > LOAD_S),
            ("200 Belege", times[200] > SMALL_MS),
            ("20.000 Belege", times[20_000] > LARGE_MS),
        )
        if is_missed
    ]
    failures += beside_plain(book, register, reports[200])
    failures += beside_pandera(book, register, reports[200], options.peer)
    print("verfehlt: " + ", ".join(failures) if failures else "alle Ziele erreicht")
    return 1 if failures else 0


def report_with(form: Form, count: int, *, spoiled: bool = False) -> Report:
    """The clean report with so many receipts that add up; or with a few mistakes."""
    values, tables = clean_values(form, YEAR), clean_tables(YEAR, every_position=False)
    base = tables["belege"]
    months = [base[index * len(base) // count] for index in range(count)]
    share = (Decimal(str(values["ausgaben.personalausgaben"])) / count).quantize(Decimal("0.01"))
    lines = [
        {**line, "nummer": number, "empfaenger": f"P{number}", "betrag": share}
        for number, line in enumerate(months, 1)
    ]
    lines[-1]["betrag"] = Decimal(str(values["ausgaben.personalausgaben"])) - share * (count - 1)
    if spoiled:
        values["einnahmen.summe"] = "1"
        values["statistik.geschlecht_w"] = 1
        lines[3]["datum"] = "05.05.2020"
        lines[7] = {**lines[6], "nummer": 8}
    return make_report(form, values, {**tables, "belege": lines})


def beside_plain(book: Rulebook, register: Known, report: Report) -> list[str]:
    """The same 21 rules as functions of the rulebook and as plain functions."""
    wrong = report_with(book.forms["2024"], 200, spoiled=True)
    for each in (report, wrong):
        ours, theirs = spoken(book, each, register), plain_rules.broken(each, register)
        if ours != theirs:
            return [f"Regelwerk und Funktionen finden Verschiedenes: {sorted(ours ^ theirs)}"]
    own = best(lambda: spoken(book, report, register))
    plain = best(lambda: plain_rules.broken(report, register))
    print(f"{len(plain_rules.RULES)} Regeln: Regelwerk {own:.2f} ms, einfache Funktionen {plain:.2f} ms, "
          f"Verhältnis {own / plain:.2f}")  # fmt: skip
    return ["doppelte Zeit der Funktionen"] if own > PLAIN_TIMES * plain else []


def spoken(book: Rulebook, report: Report, register: Known) -> set[str]:
    """The rules of the peers that find something, run by the rulebook."""
    version = book.version_of(YEAR)
    form = book.forms[version.form]
    subject = Subject(report, register, form, version, YEAR, in_force(book.parameters, YEAR), form)
    programs = [each for each in book.programs[version.id] if each.rule.id in plain_rules.RULES]
    return {finding.rule for finding in run(programs, subject).findings}


def beside_pandera(book: Rulebook, register: Known, report: Report, peer: str) -> list[str]:
    """The same report as data frames under schemas of pandera, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="kmn-pandera-") as folder:
        python = peer or installed(Path(folder), "pandera[pandas]")
        if not python:
            print("pandera: nicht zu installieren, kein Vergleich")
            return []
        script = Path(__file__).with_name("pandera_peer.py")
        task = json.dumps({"repeat": ROUNDS, "lines": plain_lines(report), "single": plain_single(report)})
        done = subprocess.run([python, str(script)], input=task, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"pandera: {done.stderr.strip().splitlines()[-1]}"]
    theirs = json.loads(done.stdout)
    own = best(lambda: spoken(book, report, register))
    print(f"pandera: {theirs['all']:.1f} ms mit, {theirs['checks']:.1f} ms ohne Aufbau der Tabellen; "
          f"Regelwerk {theirs['all'] / own:.0f}-mal und {theirs['checks'] / own:.0f}-mal so schnell")  # fmt: skip
    return ["zehnmal so schnell wie pandera"] if theirs["all"] < PANDERA_TIMES * own else []


def plain_lines(report: Report) -> list[dict[str, object]]:
    """Receipts as plain values: amounts in cents."""
    return [
        {
            "nummer": int(plain_rules.amount(line, "nummer")),
            "datum": str(line["datum"].value),
            "empfaenger": line["empfaenger"].raw,
            "betrag": int(plain_rules.amount(line, "betrag") * 100),
            "skonto": 0,
            "position": line["position"].raw,
        }
        for line in report.tables["belege"]
    ]


def plain_single(report: Report) -> dict[str, object]:
    """Single values in cents and numbers."""
    money = {
        "summe_einnahmen": plain_rules.number(report, "einnahmen.summe"),
        "einnahmen": plain_rules.earned(report),
        "summe_ausgaben": plain_rules.number(report, "ausgaben.summe"),
        "ausgaben": plain_rules.spent(report),
        "zuwendungsfaehig": plain_rules.eligible(report),
        "personal": plain_rules.number(report, "ausgaben.personalausgaben"),
        "personal_liste": plain_rules.number(report, "ausgaben.personalausgaben"),
        "zuwendung": plain_rules.number(report, "einnahmen.landeszuwendung"),
        "ausgezahlt": plain_rules.number(report, "deckblatt.ausgezahlt"),
        "eigen": plain_rules.number(report, "einnahmen.eigenanteil"),
    }
    persons = int(plain_rules.number(report, "statistik.personen"))
    names = ("uebertrag", "neu", "abgeschlossen", "bestand")
    return {
        **{name: int(value * 100) for name, value in money.items()},
        **{name: int(plain_rules.number(report, f"statistik.{name}")) for name in names},
        **dict.fromkeys(("personen", "geschlecht", "alter"), persons),
        "satz": 80, "traeger": "Verein", "von": "2024-01-01", "bis": "2025-01-31",
    }  # fmt: skip


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of CPU, the best of several rounds, since this machine may be busy."""
    work()
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
