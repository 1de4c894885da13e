"""`python -m bench.rooms`: processor time of the single rooms, the best of some rounds."""

from __future__ import annotations

import datetime as dt
import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kmn_automation.app import form_desk
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.forms.exchange import return_values
from kmn_automation.forms.inspect_workbook import inspect_workbook
from kmn_automation.forms.intake import Intake, parse_jail
from kmn_automation.forms.notes import notes_of
from kmn_automation.forms.register_layout import plan_positions
from kmn_automation.forms.register_read import read_register
from kmn_automation.forms.register_write import write_register
from kmn_automation.letters.context import evaluation_context
from kmn_automation.letters.facts import Occasion, Office, Recipient, ReportFacts
from kmn_automation.mail.compose import compose
from kmn_automation.mail.outgoing import Attachment, Outgoing, Party
from kmn_automation.mail.unpack import unpack
from kmn_automation.model.comparison import content_hash
from kmn_automation.model.register import Register
from kmn_automation.model.report import Report
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.steps.examine import known_about
from kmn_automation.store import codec

ROUNDS = 15
DAY = dt.date(2026, 5, 4)


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of processor time."""
    fastest = 1e9
    for _ in range(rounds):
        begin = time.process_time()
        work()
        fastest = min(fastest, time.process_time() - begin)
    return fastest * 1000


def show(name: str, milliseconds: float, target: float | None = None, peer: float | None = None) -> None:
    """One line of the table."""
    aim = f"aim {target:g} ms" if target else ""
    ratio = f"{peer / milliseconds:.1f} times faster than the naive way" if peer else ""
    print(f"{name:<48}{milliseconds:9.2f} ms   {aim:<12}{ratio}")


def main() -> None:
    """Prints one line per job."""
    toolbox = Toolbox(Site(Path("nowhere"), shipped_root()))
    register = invent_network(11, 24, 2025)
    bescheid = register.bescheide[0]
    traeger = register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    values, tables = invent_report(bescheid, traeger, register.plan_of(bescheid), random.Random(1), 200)
    values["statistik.geschlecht_w"] = values["statistik.geschlecht_w"] + 3
    writer = toolbox.writers["2024"]
    data = writer.write(values, tables)
    show("form: prefilled, 200 receipts", best(lambda: writer.write(values, tables)))
    show("form: guard and cells (in the jail)", best(lambda: inspect_workbook(data, {})))
    with parse_jail() as jail:
        intake = Intake(jail, toolbox.forms)
        show("form: read, trusted side", best(lambda: intake.read(data)), 30)
        report = intake.read(data)
    assert isinstance(report, Report)
    known = known_about(register, bescheid, DAY)
    examination = toolbox.rulebook.examine(report, known)
    show("rules: one report of 200 receipts", best(lambda: toolbox.rulebook.examine(report, known)), 3)
    notes = notes_of(report, examination.findings)
    show("form: return copy", best(lambda: writer.write(*return_values(report), notes)), 25)
    show("report: content hash", best(lambda: content_hash(report)))
    show("report: packed for the store", best(lambda: codec.pack(report)))
    mail = Outgoing("k", dt.datetime(2026, 5, 4, tzinfo=dt.UTC), Party("KMN", "kmn@kmn.test"), Party("T", "t@t.test"),
                    "Ihr Bericht", "Guten Tag,\n" * 60, attachments=(Attachment("a.xlsx", data),))  # fmt: skip
    raw = compose(mail).raw
    show("mail: composed and read back, 75 kB", best(lambda: compose(mail)), 3)
    show("mail: unpacked, 75 kB", best(lambda: unpack(raw)), 4)
    _letters(toolbox, register, examination, bescheid)
    many = invent_network(12, 600, 2025)
    positions = plan_positions(toolbox.forms.values())
    book = write_register(many, positions)
    _all_forms(toolbox, many)
    show("register: 600 Träger read", best(lambda: read_register(book, positions), 3), 3000)


def _all_forms(toolbox: Toolbox, register: Register) -> None:
    """`kmn form write --all`: processor time, and the time on the clock with a disk that syncs."""
    bescheide = form_desk.bescheide_of_year(register, 2025)
    with TemporaryDirectory() as folder:
        begin = time.perf_counter()
        forms = (form_desk.write_form(toolbox, register, each, {}) for each in bescheide)
        spent = best(lambda: form_desk.save_forms(forms, Path(folder), is_folder=True), 1)
        show(f"form: {len(bescheide)} prefilled and saved", spent, 15_000)
        show("form: the same, on the clock", (time.perf_counter() - begin) * 1000, 15_000)


def _letters(toolbox: Toolbox, register, examination, bescheid) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    traeger = register.find_traeger(bescheid.traeger_id)
    office = Office("KMN", "Weg 1", "30000", "Ort", "0", "kmn@kmn.test")
    occasion = Occasion(office, register.coordinators[0], "2026-0001", DAY)
    facts = ReportFacts(DAY, 1, "0" * 64, ("a.xlsx",))
    settled = type(examination)(
        findings=(), settlement=examination.settlement, outcome=type(examination.outcome).ANGENOMMEN,
        ruleset=examination.ruleset,
    )  # fmt: skip
    contact = register.post_contact(traeger.id, DAY)
    context = evaluation_context(occasion, Recipient(traeger, contact), bescheid, facts, settled)
    kind = "bewertung_ohne_hinweise"
    template = toolbox.site.data(f"templates/docx/{kind}.docx")[f"templates/docx/{kind}.docx"]

    def naive() -> None:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context, ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
        document.save(io.BytesIO())

    show(
        "letter: rendered and checked", best(lambda: toolbox.library.render(kind, context)), None, best(naive)
    )


if __name__ == "__main__":
    main()
