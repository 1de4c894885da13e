"""Why a file gave no report, each with the sentence for the sender: what it is, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.forms.kinds import Kind
from kmn_automation.ground.zip_guard import Danger

SAVE_AS = (
    "Bitte öffnen Sie Ihren Berichtsbogen in Excel, wählen Sie „Speichern unter“ und dort „Excel-Arbeitsmappe "
    "(.xlsx)“, und senden Sie diese Datei."
)

_ITSELF = "Bitte senden Sie den ausgefüllten Berichtsbogen selbst als Excel-Arbeitsmappe (.xlsx)"
_HOW = {
    Kind.NUMBERS: (
        "Bitte öffnen Sie Ihren Berichtsbogen in Numbers, wählen Sie „Ablage“, „Exportieren“ und dort „Excel“, und "
        "senden Sie die Datei mit der Endung .xlsx."
    ),
    Kind.ODS: (
        "Bitte öffnen Sie Ihren Berichtsbogen in LibreOffice, wählen Sie „Speichern unter“ und dort den Dateityp "
        "„Excel 2007–365 (.xlsx)“, und senden Sie diese Datei."
    ),
    Kind.CSV: (
        "Eine Textdatei enthält nicht alle Blätter. Bitte tragen Sie die Werte in den Berichtsbogen ein und senden "
        "Sie ihn als Excel-Arbeitsmappe (.xlsx)."
    ),
    Kind.PDF: f"{_ITSELF}, nicht als PDF.",
    Kind.IMAGE: f"{_ITSELF}, nicht als Bild.",
    Kind.WORD: f"{_ITSELF}, nicht als Word-Dokument.",
}
"""What to do with a file of that kind; for all others `SAVE_AS`."""


class Reason(StrEnum):
    """Why the file is no report; the value names the reason in `--json` and in the store."""

    NOT_OUR_FORM = "not_our_form"
    UNKNOWN_VERSION = "unknown_version"
    WRONG_KIND = "wrong_kind"
    OLD_FORMAT = "old_format"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    MACROS_ONLY = "macros_only"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    UNSAFE = "unsafe"
    TOO_HEAVY = "too_heavy"


@dataclass(frozen=True, slots=True)
class NotOurs:
    """No report could be read from the file. `sentence` is for the sender, `detail` for the office."""

    reason: Reason
    sentence: str
    detail: str = ""


def refuse(reason: Reason, detail: str = "") -> NotOurs:
    """The refusal with its sentence."""
    return NotOurs(reason, _SENTENCES[reason].format(detail=detail), detail)


def refuse_kind(kind: Kind) -> NotOurs:
    """The refusal of a file that is no workbook we read."""
    match kind:
        case Kind.ENCRYPTED:
            return refuse(Reason.ENCRYPTED)
        case Kind.EMPTY:
            return refuse(Reason.EMPTY)
        case Kind.XLS | Kind.XLSB | Kind.ODS:
            return _refuse_with_advice(Reason.OLD_FORMAT, kind)
        case _:
            return _refuse_with_advice(Reason.WRONG_KIND, kind)


def _refuse_with_advice(reason: Reason, kind: Kind) -> NotOurs:
    refusal = refuse(reason, kind.value)
    return NotOurs(reason, f"{refusal.sentence} {_HOW.get(kind, SAVE_AS)}", kind.value)


def refuse_danger(danger: Danger) -> NotOurs:
    """The refusal of a file that the guard did not let through."""
    match danger:
        case Danger.TOO_LARGE:
            return refuse(Reason.TOO_LARGE)
        case Danger.DAMAGED:
            return refuse(Reason.DAMAGED, danger.value)
        case Danger.ENCRYPTED:
            return refuse(Reason.ENCRYPTED, danger.value)
        case _:
            return refuse(Reason.UNSAFE, danger.value)


_SENTENCES = {
    Reason.NOT_OUR_FORM: (
        "Die Arbeitsmappe ist kein Berichtsbogen der Koordinierungsstelle. Bitte tragen Sie Ihre Angaben in den "
        "Bogen ein, den Sie von uns erhalten haben; wir schicken ihn Ihnen auf Wunsch gern noch einmal."
    ),
    Reason.UNKNOWN_VERSION: (
        "Der Berichtsbogen trägt die Fassung {detail}, die wir nicht kennen. Bitte verwenden Sie den Bogen, den Sie "
        "von uns für dieses Förderjahr erhalten haben."
    ),
    Reason.WRONG_KIND: "Die Datei ist kein Berichtsbogen (erkannt: {detail}).",
    Reason.OLD_FORMAT: "Die Datei hat ein Format, das wir hier nicht lesen können (erkannt: {detail}).",
    Reason.EMPTY: "Die Datei ist leer angekommen. Bitte senden Sie Ihren Berichtsbogen noch einmal.",
    Reason.ENCRYPTED: (
        "Die Datei ist mit einem Kennwort geschützt oder verschlüsselt. Bitte senden Sie sie ohne Kennwort. Brauchen "
        "Sie einen geschützten Weg, rufen Sie uns bitte an."
    ),
    Reason.MACROS_ONLY: (
        "Die Datei enthält nur Makros und keine Tabelle, die wir lesen dürfen. Bitte verwenden Sie den Berichtsbogen "
        "ohne Makros (.xlsx)."
    ),
    Reason.DAMAGED: (
        "Die Datei ist beschädigt oder unvollständig angekommen und lässt sich nicht öffnen. Bitte speichern Sie sie "
        "neu und senden Sie sie noch einmal."
    ),
    Reason.TOO_LARGE: (
        "Die Datei ist zu groß (höchstens 10 MB). Bitte senden Sie nur den Berichtsbogen, ohne Bilder und ohne "
        "weitere Anlagen."
    ),
    Reason.UNSAFE: (
        "Die Datei konnte aus Sicherheitsgründen nicht geöffnet werden: {detail}. Bitte übertragen Sie Ihre Angaben "
        "in einen neuen Berichtsbogen. Ihre Nachricht ist bei uns aufbewahrt."
    ),
    Reason.TOO_HEAVY: (
        "Die Datei ließ sich nicht mit vertretbarem Aufwand öffnen und wurde angehalten. Bitte übertragen Sie Ihre "
        "Angaben in einen neuen Berichtsbogen. Ihre Nachricht ist bei uns aufbewahrt."
    ),
}
