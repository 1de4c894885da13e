"""What else a mail brought beside workbooks, each with its kind and what to do instead: the receipt names it all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kmn_automation.mail.attachment_kind import SPREADSHEETS, Kind
from kmn_automation.mail.unpacked import Unpacked
from kmn_automation.steps.opened import Fate

_ADVICE = {
    Kind.PDF: "bitte senden Sie den ausgefüllten Bogen selbst als .xlsx",
    Kind.IMAGE: "bitte senden Sie den ausgefüllten Bogen selbst als .xlsx",
    Kind.DOCUMENT: "bitte tragen Sie die Angaben in den Bogen ein",
    Kind.LOCKED_ARCHIVE: "bitte senden Sie den Bogen ohne Archiv und ohne Kennwort",
    Kind.OUTLOOK_MAIL: "bitte speichern Sie den Bogen daraus und hängen Sie ihn an",
}
_SERVICES = {
    "docs.google.com": "Google Tabellen",
    "drive.google.com": "Google Drive",
    "1drv.ms": "OneDrive",
    "onedrive.live.com": "OneDrive",
    "sharepoint.com": "SharePoint",
    "icloud.com": "iCloud",
    "dropbox.com": "Dropbox",
}
_HOST = re.compile(r"https?://([a-z0-9.-]{1,253})", re.IGNORECASE)
_GOOGLE = (
    "bitte wählen Sie dort „Datei“, „Herunterladen“, „Microsoft Excel (.xlsx)“ und hängen Sie die Datei an"
)
_DOWNLOAD = "bitte laden Sie den Bogen dort herunter und hängen Sie ihn als .xlsx an"


def other_files(unpacked: Unpacked) -> Iterator[Fate]:
    """Every file that is no workbook, and every link to a workbook that lies elsewhere; links are never followed."""
    for part in unpacked.parts:
        if part.kind not in SPREADSHEETS and not part.inline:
            advice = _ADVICE.get(part.kind, "")
            what = f"nicht als Bericht gelesen ({part.kind.value})" + (f"; {advice}" if advice else "")
            yield Fate(part.name or f"Teil {part.path} ohne Namen", part.note or what)
    if not any(part.kind in SPREADSHEETS for part in unpacked.parts):
        yield from _links(unpacked.text or unpacked.html_text)


def _links(text: str) -> Iterator[Fate]:
    hosts = {match.lower().rstrip(".") for match in _HOST.findall(text)}
    seen = {name for end, name in _SERVICES.items() for host in hosts if f".{host}".endswith(f".{end}")}
    for name in sorted(seen):
        advice = _GOOGLE if name == "Google Tabellen" else _DOWNLOAD
        yield Fate(f"Link zu {name}", f"nicht abgerufen; {advice}")
