"""One pass of the office: fetch, file, check, answer, letters, releases, reminders, outbox, digest."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

import structlog

from kmn_automation.app.certificates import note_certificates
from kmn_automation.app.installation import compare_with_archive, require_home
from kmn_automation.app.lock import sole_run
from kmn_automation.app.wiring import Workplace
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.mail.source import MailSource
from kmn_automation.model.error import KmnError, TryLater
from kmn_automation.pages.overview import draw_overview
from kmn_automation.steps.bundle_requests import bundle_requests
from kmn_automation.steps.canary import collect_canaries, send_canary
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.draw_sample import draw_samples
from kmn_automation.steps.evaluate_waiting import evaluate_waiting
from kmn_automation.steps.follow_plan import follow_plan
from kmn_automation.steps.handle_mail import MailOutcome
from kmn_automation.steps.hold_back import hold_stale, holding_overdue, note_pass, silent_since
from kmn_automation.steps.look_through import look_through
from kmn_automation.steps.make_pdfs import make_pdfs
from kmn_automation.steps.mark_reports import mark_reports
from kmn_automation.steps.process_mails import process_mails
from kmn_automation.steps.receive import Intake, file_mails, receive
from kmn_automation.steps.release_by_folder import look_into_folders
from kmn_automation.steps.renew_release import renew_requests
from kmn_automation.steps.report_day import report_day
from kmn_automation.steps.resolve_doubt import doubts, resolve_doubts, take_up
from kmn_automation.steps.send import send_due
from kmn_automation.steps.take_overview import take_overview
from kmn_automation.steps.watch import watch
from kmn_automation.steps.workbench import Workbench

OVERVIEW = "uebersicht.html"
log = structlog.get_logger()


@dataclass(slots=True)
class PassResult:
    """What one pass did, the seconds per stage, and what did not work; the rest went on all the same."""

    stored: int = 0
    handled: Counter[str] = field(default_factory=Counter)
    filed: int = 0
    steps: int = 0
    pdfs: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    doubts: int = 0
    digests: int = 0
    warnings: tuple[str, ...] = ()
    """About files that are wrong, so that older ones served."""
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[KmnError] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    """The stages that did not work."""

    @property
    def exit_code(self) -> int:
        """0 even where reports have findings; else the code of our own first trouble."""
        return self.failures[0].exit_code if self.failures else 0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a pass shall do besides the work that is due."""

    digest: bool = True
    plan: bool = True
    canary: bool = False
    """A mail to itself, so that silence is noticed; for passes that run by themselves."""
    tick: Callable[[int], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False

    def goes_on(self, done: int) -> bool:
        """Tells the progress display, and whether the pass shall go on."""
        self.tick(done)
        return not self.stop()


def run_pass(place: Workplace, wishes: Wishes | None = None) -> PassResult:
    """One pass, alone on this mailbox. Whatever is not available is named; everything else is still done.

    Raises:
        TryLater: another pass is running.
        Misconfigured: settings are wrong, or files are and no good ones are kept yet, or the database is a copy;
            nothing was touched.
    """
    wishes = wishes or Wishes()
    result = PassResult()
    if not place.is_trial:
        require_home(place)
    with sole_run(place):
        desk = place.desk()
        result.warnings = desk.tools.warnings
        _work(place, desk, wishes, result)
    return result


def _work(place: Workplace, desk: Desk, wishes: Wishes, result: PassResult) -> None:
    silence = silent_since(desk)
    if silence is not None or (wishes.digest and not wishes.stop()):
        with _stage(result, "Archiv"):
            compare_with_archive(place, desk)
    with _stage(result, "Zweifel"):
        hold_stale(desk, silence)
        take_up(desk)
        result.doubts = _resolve(place, desk)
    with _stage(result, "Postfach"):
        _handle_mailbox(place, desk, wishes, result)
    if wishes.plan and not wishes.stop():
        with _stage(result, "Fristen"), holding_overdue(desk, silence):
            result.steps += evaluate_waiting(desk) + follow_plan(desk) + renew_requests(desk)
            result.steps += draw_samples(desk)
    if not wishes.stop():
        _ask(desk, wishes, result)
    if wishes.digest and not wishes.stop():
        _report(place, desk, wishes, result)
    with _stage(result, "Überwachung"):
        every = dt.timedelta(minutes=place.settings.run.fetch_minutes)
        watch(desk, every, looked="Abruf" not in result.failed)
    if not wishes.stop():
        with _stage(result, "Versand"):
            result.sent = send_due(desk, place.post, wishes.stop).states
        with _stage(result, "Übersicht"):
            note_pass(desk)
            page = draw_overview(take_overview(desk))
            write_durably(place.settings.home / OVERVIEW, page.encode())


def _ask(desk: Desk, wishes: Wishes, result: PassResult) -> None:
    """Lays before persons what was written in this pass."""
    with _stage(result, "PDF"):
        result.pdfs = make_pdfs(desk, wishes.stop)
        result.steps += bundle_requests(desk)


def _report(place: Workplace, desk: Desk, wishes: Wishes, result: PassResult) -> None:
    """What is told once a day."""
    with _stage(result, "Zertifikate"):
        note_certificates(place)
    with _stage(result, "Tagesbericht"):
        result.digests = report_day(desk)
        if wishes.canary:
            send_canary(desk)


def _handle_mailbox(place: Workplace, desk: Desk, wishes: Wishes, result: PassResult) -> None:
    """Fetch, work, file. What is stored is worked on even if the mailbox is away."""
    source: MailSource | None = None
    intake: Intake | None = None
    try:
        with _stage(result, "Abruf"):
            source = place.mailbox()
            intake = receive(desk, source)
            result.stored = intake.stored
        with _stage(result, "Prüfung"):
            if canaries := collect_canaries(desk):
                result.handled[MailOutcome.CANARY.value] += canaries
            mark_reports(desk)
            with Workbench(desk, place.settings.run.workers) as bench:
                result.handled += process_mails(desk, bench, wishes.goes_on)
            result.steps += bundle_requests(desk)
        if source is not None:
            with _stage(result, "Freigabeordner"):
                result.steps += look_into_folders(desk, source)
        if intake is not None:
            with _stage(result, "Ablage"):
                result.filed = file_mails(desk, source, intake)
            if wishes.digest and not wishes.stop():
                with _stage(result, "Abgleich"):
                    look_through(desk, source)
    finally:
        if source is not None:
            source.close()


def _resolve(place: Workplace, desk: Desk) -> int:
    """Evidence is only looked for where there is a doubt: a quiet pass opens no second mailbox."""
    if not doubts(desk):
        return 0
    archive = place.archive()
    if archive is None:
        return resolve_doubts(desk, None).waiting
    with archive:
        return resolve_doubts(desk, archive).waiting


@contextmanager
def _stage(result: PassResult, name: str) -> Iterator[None]:
    """Times a stage; trouble of our own is noted and the next stage goes on."""
    begin = perf_counter()
    try:
        yield
    except KmnError as error:
        log.warning("stage failed", stage=name, error=str(error), retry=isinstance(error, TryLater))
        result.failures.append(error)
        result.failed.add(name)
    except Exception as error:
        # a bug in one stage must not keep the others from their work, least of all the outbox
        log.exception("stage broke", stage=name)
        what = f"Im Abschnitt „{name}“ ist ein Fehler im Programm aufgetreten ({type(error).__name__})."
        do = "Alles andere wurde getan. Bitte melden Sie den Fehler mit dem Protokoll dieses Durchgangs."
        result.failures.append(KmnError(what, do=do))
        result.failed.add(name)
    finally:
        result.seconds[name] = result.seconds.get(name, 0.0) + perf_counter() - begin


def describe(result: PassResult, took: dt.timedelta) -> list[str]:
    """The pass in German lines."""
    lines = [
        f"Neu im Postfach: {result.stored}, bearbeitet: {sum(result.handled.values())}, abgelegt: {result.filed}",
        *(f"  {number} × {word}" for word, number in result.handled.most_common()),
        f"Fällige Schritte: {result.steps}, Tagesberichte: {result.digests}",
        *([f"PDF erstellt: {result.pdfs}"] if result.pdfs else []),
        f"Versand: {sum(result.sent.values())}",
        *(f"  {number} × {word}" for word, number in result.sent.most_common()),
    ]
    if result.doubts:
        lines.append(f"Ungeklärt: {result.doubts} (kmn letters list --unclear)")
    lines.append(f"Dauer: {took.total_seconds():.1f} s")
    return lines
