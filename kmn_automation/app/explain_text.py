"""The story of an id in German lines, in the order in which things happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from kmn_automation.app.explain import LetterStory, ReportStory, Story
from kmn_automation.model.finding import Abrechnung, Examination, Finding
from kmn_automation.model.german import format_day, format_euro
from kmn_automation.model.not_run import group_by_reason
from kmn_automation.model.zone import BERLIN
from kmn_automation.store.approvals import Request
from kmn_automation.store.edits import Edit
from kmn_automation.store.mails import MailRow
from kmn_automation.store.outbox import OutboxRow


def tell(story: Story) -> list[str]:
    """The lines to print."""
    lines = [f"Warum „{story.asked}“"]
    if case := story.case:
        what = f"{case.geschaeftszeichen}, Förderjahr {case.foerderjahr}, {case.nachweisart}"
        lines += ["", f"Vorgang {case.number}: {what}, Träger {case.traeger_id}, seit {at(case.opened_at)}"]
    for mail in story.mails:
        lines += ["", *_mail(mail)]
    for report in story.reports:
        lines += ["", *_report(report)]
    for answer in story.answers:
        lines += ["", *_message("Antwort", answer)]
    for letter in story.letters:
        lines += ["", *letter_lines(letter)]
    lines += ["", "Protokoll"]
    lines += [f"  {at(each.at)}  {each.actor}: {each.action} ({each.subject})" for each in story.journal]
    return lines


def at(moment: dt.datetime | None) -> str:
    """`05.03.2025 14:07`, in Europe/Berlin; a dash for no moment."""
    if moment is None:
        return "–"
    local = moment.astimezone(BERLIN)
    return f"{format_day(local.date())} {local:%H:%M}"


def _mail(mail: MailRow) -> Iterator[str]:
    yield f"Mail KMN-{mail.id:06d} vom {at(mail.received_at)} von {mail.sender or '(noch nicht gelesen)'}"
    yield f"  Betreff: {mail.subject}"
    yield f"  Regel „{mail.rule}“: {mail.reason}"
    yield f"  Ergebnis: {mail.outcome or mail.state.value}; Ordner {mail.file_to or 'Posteingang'}"
    yield f"  SHA-256 {mail.sha256}"


def _report(story: ReportStory) -> Iterator[str]:
    row, examination = story.row, story.examination
    yield f"Bericht {row.id}, Fassung {row.fassung}: {row.file_name}, eingegangen {at(row.received_at)}"
    yield f"  SHA-256 {row.file_sha256}, Bogen {row.form_version}"
    version = f" ({examination.settlement.version})" if examination.settlement else ""
    yield f"  Ergebnis: {row.outcome.value}; Regelwerk {row.ruleset[:16]}{version}"
    if row.quarantine:
        yield "  In Quarantäne: anscheinend Angaben zu Ratsuchenden; Werte sind nicht gespeichert und zählen nicht mit"
    for finding in examination.findings:
        yield from (f"  {line}" for line in finding_lines(finding))
    yield from (f"  {line}" for line in not_run_lines(examination))
    yield from (f"  {line}" for line in remark_lines(story.remarks, story.properties))
    if examination.settlement:
        yield from (f"  {line}" for line in settlement_lines(examination.settlement))


def finding_lines(finding: Finding) -> Iterator[str]:
    """Where – what – what to do – rule and source."""
    where = ", ".join(f"{each.sheet}!{each.cell} {each.label}".strip() for each in finding.places)
    yield f"[{finding.severity.value}] {where or 'ganzer Bericht'}: {finding.text}"
    if finding.found or finding.expected:
        yield f"    gefunden: {finding.found or 'nichts'}; erwartet: {finding.expected or 'nichts'}"
    if finding.remedy:
        yield f"    {finding.remedy}"
    if finding.for_office:
        yield f"    ► {finding.for_office}"
    yield f"    Regel {finding.rule} ({finding.reference}; Quelle {finding.certainty.value})"


def remark_lines(remarks: Sequence[str], properties: Sequence[str]) -> Iterator[str]:
    """What lies in a file beside the form."""
    yield from (f"In der Datei: {remark}" for remark in remarks)
    if properties:
        yield f"Dateieigenschaften nennen: {', '.join(properties)} (Inhalte werden nicht übernommen)."


def not_run_lines(examination: Examination) -> Iterator[str]:
    """The rules that could not run, by reason; of examinations that were stored without reasons the ids."""
    if examination.not_run and not examination.reasons:
        yield f"Nicht geprüft, weil Angaben fehlen: {', '.join(examination.not_run)}"
    for group in group_by_reason(examination.reasons):
        yield f"Nicht geprüft: {group.titles}"
        yield f"    {group.reason}"


def settlement_lines(settlement: Abrechnung) -> Iterator[str]:
    """The settlement step by step."""
    yield f"Abrechnung nach {settlement.version}"
    for step in settlement.steps:
        why = f"  ({step.why})" if step.why else ""
        yield f"    {step.label}: {format_euro(step.amount)}{why}"
    yield (
        f"    anerkannt {format_euro(settlement.recognised)}, Zuwendung {format_euro(settlement.grant)}, "
        f"ausgezahlt {format_euro(settlement.paid)}, Überzahlung {format_euro(settlement.claim)}"
    )


def letter_lines(story: LetterStory) -> Iterator[str]:
    """One letter, who released it, and what was sent."""
    row = story.row
    yield f"Schreiben {row.number}: {row.kind} an {row.recipient_name} <{row.recipient or 'Akte'}>"
    yield f"  Zustand: {row.state.value}; entworfen {at(row.created_at)}"
    yield f"  Vorlage {f'{story.template} ' if story.template else ''}SHA-256 {row.template_sha256}"
    yield f"  Dokument SHA-256 {row.docx_sha256}"
    for edit in story.edits:
        yield from (f"  {line}" for line in _edit(edit))
    for request in story.requests:
        yield f"  {_request(request)}"
    if row.released_by:
        yield f"  Freigegeben von {row.released_by} am {at(row.released_at)}"
    for message in story.messages:
        yield from (f"  {line}" for line in _message("Nachricht", message))


def _edit(edit: Edit) -> Iterator[str]:
    """A version that a person wrote in Word, held against the draft."""
    yield f"In Word geändert von {edit.person} am {at(edit.edited_at)}"
    yield f"  gekommen als SHA-256 {edit.came_sha256}, bereinigt {edit.after_sha256}"
    for drift in edit.drifts:
        yield f"  Abweichung, {drift['was']}: {drift['alt'] or '(nichts)'} → {drift['neu'] or '(nichts)'}"
    for change in edit.changes:
        yield f"  {change['wo']}: {change['alt'] or '(nichts)'} → {change['neu'] or '(gestrichen)'}"


def _request(request: Request) -> str:
    asked = f"Freigabe erbeten von {request.person} am {at(request.asked_at)}"
    if request.decided_at is None:
        return f"{asked}; offen bis {at(request.expires_at)}"
    reason = f" ({request.reason})" if request.reason else ""
    return f"{asked}; {request.decision}{reason} am {at(request.decided_at)}"


def _message(word: str, row: OutboxRow) -> Iterator[str]:
    yield f"{word} {row.id} „{row.kind}“ an {row.recipient}: {row.state.value}"
    yield f"  bereit seit {at(row.created_at)}, übergeben {at(row.handed_over_at)}; {row.message_id}"
    if row.response:
        yield f"  Mailserver: {row.response}"
