"""The self-check: everything an office stands on, looked at once, with what to do where something is wrong."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from kmn_automation.app.certificates import certificate_ends
from kmn_automation.app.clock import Clock
from kmn_automation.app.kept_files import refusals
from kmn_automation.app.selfcheck_files import FILE_CHECKS
from kmn_automation.app.selfcheck_words import Complaint, Remark
from kmn_automation.app.settings import Mode, Settings, load_settings, read_secret
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.site_copy import Origin, list_files
from kmn_automation.app.wiring import Toolbox, Workplace
from kmn_automation.forms.convert import find_converter
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.letters.pdf import to_pdf
from kmn_automation.model.error import KmnError, Misconfigured, TryLater
from kmn_automation.model.letter import Release
from kmn_automation.model.register import Duty
from kmn_automation.model.zone import local_day
from kmn_automation.steps.expiry import WARNED_BEFORE, expiry_sentence
from kmn_automation.steps.receive import LAST_LOOK
from kmn_automation.store import facts, journal

MEGABYTE = 1024 * 1024
LITTLE, TOO_LITTLE = 2048 * MEGABYTE, 200 * MEGABYTE
STALE = dt.timedelta(hours=2)


class Level(StrEnum):
    """How a line of the self-check ends."""

    OK = "ok"
    HINT = "Hinweis"
    ERROR = "Fehler"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it is, what to do; `exit_code` is 0, 2 or 75."""

    name: str
    level: Level
    text: str
    do: str = ""
    exit_code: int = 0


Look = Callable[[Workplace], str]


def check_office(home: Path, clock: Clock, *, quick: bool) -> Iterator[Check]:
    """One line after the other; `quick` leaves out servers, LibreOffice and the whole journal."""
    settings: list[Settings] = []

    def load() -> str:
        settings.append(load_settings(home))
        return "gelesen"

    yield look("Einstellungen", load)
    yield from (_on_files(name, check, home) for name, check in FILE_CHECKS.items())
    yield look("Eigene Fassungen", lambda: _drift(home))
    yield look("Zeit und Feiertage", lambda: _calendar(clock()))
    if settings:
        place = Workplace(settings[0], clock)
        for name, check in {**LOCAL, **({} if quick else REMOTE)}.items():
            yield look(name, partial(check, place))
        place.close()


def exit_code(checks: Iterable[Check]) -> int:
    """2 where something is wrong, 75 where something is only not available now, else 0."""
    codes = {each.exit_code for each in checks}
    return Misconfigured.exit_code if codes - {0, TryLater.exit_code} else max(codes, default=0)


def look(name: str, check: Callable[[], str]) -> Check:
    """The line of one look; whatever is raised becomes an error with its sentence."""
    try:
        return Check(name, Level.OK, check())
    except Remark as remark:
        return Check(name, Level.HINT, remark.what, remark.do)
    except KmnError as error:
        code = TryLater.exit_code if isinstance(error, TryLater) else Misconfigured.exit_code
        where = f"{error.where}: " if error.where else ""
        return Check(name, Level.ERROR, f"{where}{error.what}", error.do, code)
    except Exception as error:  # noqa: BLE001 one broken look must not hide the others
        return Check(name, Level.ERROR, f"{type(error).__name__}: {error}", "", Misconfigured.exit_code)


def _on_files(name: str, check: Callable[[Toolbox], str], home: Path) -> Check:
    return look(name, lambda: check(Toolbox(Site(home.resolve(), shipped_root()))))


def _drift(home: Path) -> str:
    found = list_files(Site(home.resolve(), shipped_root()))
    drifted = [each.name for each in found if each.origin is Origin.DRIFTED]
    if drifted:
        what = f"Die mitgelieferte Fassung hat sich geändert, seit Sie kopierten: {', '.join(drifted)}."
        raise Remark(what, "Vergleichen mit:  kmn site diff NAME")
    own = sum(each.origin is not Origin.SHIPPED for each in found)
    return f"{own} eigene Fassungen, keine veraltet"


def _calendar(now: dt.datetime) -> str:
    unity = dt.date(now.year, 10, 3)
    if not is_holiday(unity):
        raise Complaint(
            "Die Feiertage Niedersachsens sind nicht vollständig.", "Bitte das Paket holidays erneuern."
        )
    return f"heute ist der {local_day(now):%d.%m.%Y} (Europe/Berlin)"


def _mode(place: Workplace) -> str:
    run = place.settings.run
    if run.mode is Mode.PROBE:
        what = f"Probebetrieb: Alle Mails gehen an {run.probe_recipient}."
        raise Remark(what, "Für den Betrieb in kmn.toml [run] mode = „Betrieb“ setzen.")
    return "Betrieb: Mails gehen an die Empfänger"


def _secrets(place: Workplace) -> str:
    settings = place.settings
    names = [] if settings.mailbox.folder else ["imap", "archive"]
    names += ["smtp"] if settings.smtp.user else []
    for name in names:
        read_secret(settings.home, name)
    return f"{len(names)} Kennwörter gelesen" if names else "keine nötig"


def _database(place: Workplace) -> str:
    with place.store.read() as tx:
        last = facts.get(tx, LAST_LOOK)
    if last is None:
        raise Remark("Geöffnet; ins Postfach wurde noch nie gesehen.", "Erster Durchgang:  kmn run --dry-run")
    age = place.clock() - dt.datetime.fromisoformat(last)
    if age > STALE:
        hours = int(age.total_seconds() // 3600)
        raise Remark(
            f"Geöffnet; der letzte Blick ins Postfach ist {hours} Stunden her.", "Läuft  kmn worker ?"
        )
    return "geöffnet, auf dem neuesten Stand"


def _files(place: Workplace) -> str:
    with place.store.read() as tx:
        found = refusals(tx)
    if found:
        what = " ".join(each.sentence for each in found)
        raise Remark(what, "Ist die Datei inzwischen berichtigt, gilt sie vom nächsten Durchgang an.")
    return "die Dateien des Büros, wie sie sind"


def _disk(place: Workplace) -> str:
    home = place.settings.home
    probe = home / ".kmn-probe"
    write_durably(probe, b"kmn")
    probe.unlink()
    free = shutil.disk_usage(home).free
    text = f"{free // MEGABYTE} MB frei"
    if free < TOO_LITTLE:
        raise TryLater(f"Nur noch {text}.", where=str(home), do="Bitte Platz schaffen.")
    if free < LITTLE:
        raise Remark(f"Nur noch {text}.", "Bitte bald Platz schaffen.")
    return text


def _register(place: Workplace) -> str:
    register, today = place.load_register(), local_day(place.clock())
    if not register.traeger:
        raise Remark(
            "Noch kein Register übernommen.",
            "kmn register template -o register.xlsx, dann kmn register import",
        )
    lonely = [
        each.id
        for each in register.traeger
        if each.valid_on(today) and not register.responsible(each.regionalverbund, today)
    ]
    if lonely:
        raise Complaint(
            f"Für {len(lonely)} Träger darf niemand freigeben ({', '.join(lonely[:5])}).",
            "Bitte im Register ergänzen.",
        )
    seconds = [
        each for each in register.coordinators if each.duty is Duty.ZWEITFREIGABE and each.valid_on(today)
    ]
    if not seconds:
        raise Remark(
            f"Niemand hat die Zweitfreigabe; Entwürfe für das Landesamt brauchen {Release.TWO.value}.",
            "Bitte im Register eintragen.",
        )
    return f"{len(register.traeger)} Träger, {len(register.bescheide)} Bescheide"


def _moving(place: Workplace) -> str:
    if not place.settings.run.release_by_folder:
        return "aus"
    raise Remark(
        "Verschieben in „Freigegeben/Name“ gibt frei; wer in diesen Ordner schreiben darf, gibt also frei.",
        "Bitte auf dem Mailserver prüfen: in jeden dieser Ordner darf nur die eine Person schreiben.",
    )


def _mailbox(place: Workplace) -> str:
    with place.mailbox() as box:
        return f"angemeldet, {sum(1 for _ in box.list_inbox())} Nachrichten im Eingang"


def _archive(place: Workplace) -> str:
    archive = place.archive()
    if archive is None:
        raise Remark("Mails kommen aus einem Ordner; ein Archiv wird nicht abgefragt.", "")
    with archive:
        return "angemeldet"


def _post(place: Workplace) -> str:
    with place.post(frozenset()):
        return "angemeldet"


def _expiry(place: Workplace) -> str:
    today = local_day(place.clock())
    ends = [(f"Das Zertifikat von {name}", end) for name, end in certificate_ends(place)]
    near = [
        expiry_sentence(name, end, today)
        for name, end in (*ends, *place.house.expiries)
        if end - today <= WARNED_BEFORE
    ]
    if near:
        raise Remark(" ".join(near), "")
    return f"{len(ends)} Zertifikate gelesen, nichts läuft in drei Wochen ab"


def _journal(place: Workplace) -> str:
    with place.store.read() as tx:
        verdict = journal.verify(tx)
    if verdict.broken_at is not None:
        raise Complaint(
            f"Eintrag {verdict.broken_at} wurde verändert oder fehlt.", "Bitte mit der Sicherung vergleichen."
        )
    return f"{verdict.entries} Einträge, unverändert"


def _libreoffice(place: Workplace) -> str:
    if not find_converter().is_there:
        what = (
            "LibreOffice fehlt: .xls, .xlsb und .ods werden mit einer Anleitung beantwortet, und Schreiben gehen als "
            "Word-Datei (.docx) hinaus, auch wo PDF vorgesehen ist."
        )
        raise Remark(what, "Nachrüsten:  apt-get install libreoffice-calc-nogui libreoffice-writer-nogui")
    template = next(iter(place.toolbox.site.data("templates/docx/*.docx").values()))
    to_pdf({"probe": template})
    return "wandelt um"


LOCAL: dict[str, Look] = {
    "Betriebsart": _mode,
    "Kennwörter": _secrets,
    "Datenträger": _disk,
    "Datenbank": _database,
    "Dateien in Kraft": _files,
    "Register": _register,
    "Freigabe durch Verschieben": _moving,
}
REMOTE: dict[str, Look] = {
    "Protokoll": _journal,
    "Postfach": _mailbox,
    "Archivpostfach": _archive,
    "Versand": _post,
    "Ablauf": _expiry,
    "LibreOffice": _libreoffice,
}
