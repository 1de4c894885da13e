"""The peer: what a capable person would write in an afternoon with the same libraries and no durability at all.

imap-tools fetch, openpyxl load, the same rules, openpyxl annotate and save, a new DocxTemplate per letter, one
smtplib connection. It makes the same files; nothing of it survives a crash.
"""

from __future__ import annotations

import datetime as dt
import io
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage

import openpyxl
from docxtpl import DocxTemplate
from imap_tools import MailBox
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from kmn_automation.forms.grid import Grid, GridSheet
from kmn_automation.forms.read import read_report
from kmn_automation.letters.context import evaluation_context, evaluation_kinds
from kmn_automation.letters.facts import Occasion, Recipient, ReportFacts
from kmn_automation.model.finding import Examination, Outcome
from kmn_automation.model.report import Report
from kmn_automation.steps.examine import find_bescheid, known_about
from tests.office import RealOffice
from tests.servers import HOST

YELLOW = PatternFill("solid", fgColor="FFF2CC")
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


def run_plain(office: RealOffice, address: str) -> int:
    """Handles every mail of the inbox; how many."""
    context = ssl.create_default_context(cafile=str(office.dovecot.certificates.authority))
    templates = office.place.toolbox.site.data("templates/docx/*.docx")
    done = 0
    with (
        MailBox(HOST, office.dovecot.imaps_port, ssl_context=context).login(
            address, office.dovecot.password
        ) as box,
        smtplib.SMTP_SSL(HOST, office.postfix.smtps_port, context=context) as smtp,
    ):
        for mail in box.fetch(bulk=20, mark_seen=False):
            for part in mail.attachments:
                if part.filename.endswith(".xlsx"):
                    _handle(office, smtp, mail.from_, part.payload, templates)
                    done += 1
    return done


def _handle(
    office: RealOffice, smtp: smtplib.SMTP, sender: str, data: bytes, templates: Mapping[str, bytes]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    report = read_report(_grid(book), office.place.toolbox.forms)
    assert isinstance(report, Report)
    day = dt.date.today()  # noqa: DTZ011, TID251 a plain script asks the clock
    known = known_about(office.register, find_bescheid(office.register, report), day)
    examination = office.place.toolbox.rulebook.examine(report, known)
    if examination.outcome is Outcome.NACHBESSERUNG:
        files = [("Rueckmeldung.xlsx", _annotate(data, examination))]
    else:
        files = []
        letters = list(_letters(office, report, examination, templates))
        person = office.register.coordinators[0].email
        smtp.send_message(_mail(office, person, "Bitte um Freigabe", letters))
    smtp.send_message(_mail(office, sender, f"Ihr Bericht: {examination.outcome}", files))


def _grid(book: openpyxl.Workbook) -> Grid:
    sheets = []
    for sheet in book.worksheets:
        cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    value = cell.value
                    cells[cell.row, cell.column] = (
                        {"date": value.date().isoformat(), "time": "00:00:00"}
                        if isinstance(value, dt.datetime)
                        else value
                    )
        sheets.append(GridSheet(sheet.title, sheet.sheet_state == "visible", cells))
    return Grid(tuple(sheets))


def _annotate(data: bytes, examination: Examination) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for finding in examination.findings:
        for place in finding.places:
            if place.cell and place.sheet in book.sheetnames:
                cell = book[place.sheet][place.cell]
                cell.fill = YELLOW
                cell.comment = Comment(f"{finding.text}\n{finding.remedy}", "KMN")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letters(
    office: RealOffice, report: Report, examination: Examination, templates: Mapping[str, bytes]
) -> list[tuple[str, bytes]]:
    bescheid = find_bescheid(office.register, report)
    assert bescheid is not None
    traeger = office.register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    day = dt.date.today()  # noqa: DTZ011, TID251 a plain script asks the clock
    occasion = Occasion(office.place.house.office, office.register.coordinators[0], "2026-0001", day)
    facts = ReportFacts(day, 1, "0" * 64, ("Bericht.xlsx",))
    contact = office.register.post_contact(traeger.id, day)
    context = evaluation_context(occasion, Recipient(traeger, contact), bescheid, facts, examination)
    made = []
    for kind in evaluation_kinds(examination):
        template = DocxTemplate(io.BytesIO(templates[f"templates/docx/{kind}.docx"]))
        template.render(context, ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
        out = io.BytesIO()
        template.save(out)
        made.append((f"{kind}.docx", out.getvalue()))
    return made


def _mail(office: RealOffice, to: str, subject: str, files: list[tuple[str, bytes]]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = office.address, to, subject
    mail.set_content("Guten Tag,\n\nanbei unsere Antwort.\n")
    for name, data in files:
        main, sub = XLSX if name.endswith("xlsx") else DOCX
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail
