"""`python -m bench.letters`: a letter of three pages with 30 rows, this program beside other tools and the limit.

Processor time, the median of interleaved rounds; ours includes the check after rendering. Then 600 letters rendered,
checked and stored durably as the real step does, and PDFs in one call beside one LibreOffice for each.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from bench.letter_paper import COLUMNS, MERGE, ROWS, SINGLE, context, template
from bench.peers import installed_from, installed_node
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.letters.context import evaluation_context
from kmn_automation.letters.defect import Defects
from kmn_automation.letters.lint import look_at
from kmn_automation.letters.pdf import is_installed, to_pdf
from kmn_automation.letters.sidecar import Addressee, FieldType, Sidecar
from kmn_automation.letters.template import Template, compile_template
from kmn_automation.letters.versions import Version
from kmn_automation.model.letter import Release
from kmn_automation.simulation.network import invent_network
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.workbench import calm_collector
from kmn_automation.steps.write_letter import Draft, occasion, prepare, recipient_of, write_letter
from kmn_automation.store.connect import open_store
from tests.letters import cast
from tests.steps.bench import Clock, house

ROUNDS, TURN = 60, 10
BATCH, LETTERS, SECONDS = 40, 600, 6.0
"""So many letters of one transaction, and so many seconds on the clock for all."""
PDFS, ALONE = 30, 4
TIMES_DOCXTPL, TIMES_ALONE = 15.0, 5.0
HERE = Path(__file__).parent
DATA = [context(number) for number in range(ROUNDS)]
Way = Callable[[dict[str, Any]], object]


def main() -> int:
    """Prints the tables; 1 if a figure is missed."""
    with tempfile.TemporaryDirectory(prefix="kmn-bench-") as folder:
        checks = {**rendering(Path(folder)), **durable(Path(folder)), **pdfs()}
    for name, fits in checks.items():
        print(f"{'reached' if fits else 'MISSED '}  {name}")
    return 0 if all(checks.values()) else 1


def rendering(folder: Path) -> dict[str, bool]:
    """The table of all tools; whether ours is fast enough, and its letter says the same as docxtpl's."""
    ours, docx = our_template(), template("jinja")
    ways: dict[str, Way] = {
        OURS: lambda data: ours.render(data).docx,
        PLAIN: lambda data: by_docxtpl(docx, data),
        "python-docx, texts replaced": replacing(template("replace")),
        "the limit: Jinja and deflate, no check": limit(ours),
    }
    times = {name: statistics.median(spent) for name, spent in interleaved(ways).items()}
    times |= foreign(folder)
    print(f"\na letter of three pages with {ROWS} rows, ms of processor time")
    for name, spent in sorted(times.items(), key=lambda each: -each[1]):
        print(f"  {name:<44}{spent:8.2f}   {times[PLAIN] / spent:6.1f} times docxtpl")
    same = body_text(ours.render(DATA[0]).docx) == body_text(by_docxtpl(docx, DATA[0]))
    peers = [spent for name, spent in times.items() if name != OURS and "limit" not in name]
    return {
        f"letter: >= {TIMES_DOCXTPL:.0f} times docxtpl used plainly": times[PLAIN] / times[OURS]
        >= TIMES_DOCXTPL,
        "letter: ahead of every peer": times[OURS] < min(peers),
        "letter: all peers ran": len(peers) == PEERS,
        "letter: the same text as docxtpl's": same,
    }


OURS = "kmn: rendered, opened again and checked"
PLAIN = "docxtpl, a new DocxTemplate each"
PEERS = 4


def interleaved(ways: dict[str, Way]) -> dict[str, list[float]]:
    """Milliseconds of every letter: the ways take turns, a few letters each, as an office makes them in a row."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(DATA[0])
    calm_collector()
    for first in range(0, len(DATA), TURN):
        for name, way in ways.items():
            for data in DATA[first : first + TURN]:
                begin = time.process_time()
                way(data)
                times[name].append((time.process_time() - begin) * 1000)
    return times


def our_template() -> Template:
    """The letter as this program loads it."""
    fields = dict.fromkeys(SINGLE, FieldType.TEXT) | {"belege": FieldType.LIST}
    fields |= {f"belege.{name}": FieldType.TEXT for name in COLUMNS}
    sidecar = Sidecar(
        title="Schreiben",
        subject="{{ zeichen }}",
        release=Release.ONE,
        addressee=Addressee.TRAEGER,
        fields=fields,
        required_sentences=("Mit freundlichen Grüßen",),
        valid_from=dt.date(2024, 1, 1),
    )
    docx, version = template("jinja"), Version("brief", "brief.docx", "brief.yaml", sidecar)
    return compile_template(version, look_at(docx, sidecar, Defects(version.docx)))


def by_docxtpl(docx: bytes, data: dict[str, Any]) -> bytes:
    """As its manual shows, with escaping."""
    document = DocxTemplate(io.BytesIO(docx))
    document.render(data, autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def replacing(docx: bytes) -> Way:
    """What people write with python-docx: texts in square brackets are replaced, the row is copied."""
    mark = re.compile(r"\[\[(\w+)\]\]")

    def fill(data: dict[str, Any]) -> bytes:
        document = Document(io.BytesIO(docx))
        section = document.sections[0]
        for paragraph in (*section.header.paragraphs, *section.footer.paragraphs, *document.paragraphs):
            for run in paragraph.runs:
                if "[[" in run.text:
                    run.text = mark.sub(lambda found: str(data[found[1]]), run.text)
        row = document.tables[0].rows[1]._tr  # noqa: SLF001 - as python-docx's users do
        for record in data["belege"]:
            added = copy.deepcopy(row)
            row.addprevious(added)
            for text in added.iter(qn("w:t")):
                text.text = mark.sub(lambda found, record=record: str(record[found[1]]), text.text)  # type: ignore[misc]
        row.getparent().remove(row)
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    return fill


def limit(ours: Template) -> Way:
    """What no way through Jinja and zip can undercut: the compiled templates, and the changed parts deflated."""
    parts = [part.word for part in ours._parts if part.word]  # noqa: SLF001 - the compiled templates

    def work(data: dict[str, Any]) -> list[bytes]:
        done = []
        for part in parts:
            deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
            done.append(deflate.compress(part.render(data).encode()) + deflate.flush())
        return done

    return work


def foreign(folder: Path) -> dict[str, float]:
    """The tools that are no dependency, each in a process of its own; what cannot be installed is left out."""
    (folder / "data.json").write_text(json.dumps(DATA), "utf-8")
    found = {}
    if python := installed_from(folder / "venv", HERE / "letters.lock"):
        found["docx-mailmerge2"] = measured(folder, MERGE, [python, str(HERE / "letter_peer.py")], {})
    if modules := installed_node(folder / "node", HERE / "node"):
        command = ["node", str(HERE / "node" / "letter_peer.js")]
        found["docxtemplater (Node)"] = measured(
            folder, "docxtemplater", command, {"KMN_NODE_MODULES": modules}
        )
    return found


def measured(folder: Path, dialect: str, command: Sequence[str], environment: dict[str, str]) -> float:
    """Milliseconds that a peer names; its letter must hold the last row."""
    docx, out = folder / f"{dialect}.docx", folder / f"{dialect}-out.docx"
    docx.write_bytes(template(dialect))
    done = subprocess.run(
        [*command, str(docx), str(folder / "data.json"), str(out)],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    last = DATA[-1]["belege"][-1]
    assert last["betrag"] in body_text(out.read_bytes()), f"{dialect}: the letter is not whole"
    return float(done.stdout)


def body_text(docx: bytes) -> str:
    """The text of paragraphs and tables."""
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def durable(folder: Path) -> dict[str, bool]:
    """600 evaluation letters through the real step, in transactions of 40: seconds on the clock, disk included."""
    clock, register = Clock(), invent_network(12, LETTERS, 2025)
    tools = Toolbox(Site(Path("nowhere"), shipped_root())).all()
    store = open_store(f"sqlite:///{folder}/kmn.db", folder / "blobs")
    desk = Desk(store, register, tools, house(), clock, "bench")
    begin, spent = time.perf_counter(), time.process_time()
    for first in range(0, LETTERS, BATCH):
        with store.begin() as tx:
            for number in range(first, first + BATCH):
                assert write_one(tx, desk, number)
    took, spent = time.perf_counter() - begin, time.process_time() - spent
    store.close()
    print(
        f"\n{LETTERS} letters of two pages rendered, checked, stored: {took:.2f} s (processor {spent:.2f} s)"
    )
    return {f"{LETTERS} letters stored durably in <= {SECONDS:.0f} s": took <= SECONDS}


def write_one(tx: Any, desk: Desk, number: int) -> object:  # noqa: ANN401 - a transaction of the store
    """One letter about one Bescheid."""
    bescheid = desk.register.bescheide[number]
    traeger = desk.register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    contact, coordinator = prepare(desk, traeger)
    assert coordinator is not None
    draft = Draft(
        f"bench:{number}", "bewertung_mit_hinweisen", traeger, contact, coordinator, case_number="V-1"
    )
    when = occasion(tx, desk, draft)
    found = replace(cast.examination(3), ruleset="0" * 64)
    letter = evaluation_context(when, recipient_of(draft), bescheid, cast.REPORT, found)
    return write_letter(tx, desk, draft, when.number, letter)


def pdfs() -> dict[str, bool]:
    """Processor time of LibreOffice per letter: one call for all, and a call for each."""
    if not is_installed():
        print("\nPDF: LibreOffice is missing")
        return {"PDF: LibreOffice is there": False}
    ours = our_template()
    files = {str(number): ours.render(DATA[number]).docx for number in range(PDFS)}
    together = children(lambda: to_pdf(files)) / PDFS
    alone = children(lambda: [to_pdf({name: files[name]}) for name in list(files)[:ALONE]]) / ALONE
    print(
        f"\nPDF: {together:.3f} s a letter in one call of {PDFS}, {alone:.3f} s alone: {alone / together:.1f} times"
    )
    return {f"PDF: >= {TIMES_ALONE:.0f} times faster than one call each": alone / together >= TIMES_ALONE}


def children(work: Callable[[], object]) -> float:
    """Seconds of processor time of the children that ended meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
