"""The home folder of an office: `kmn init HOME` writes a commented settings file and the folders beside it."""

from __future__ import annotations

import os
from pathlib import Path

from kmn_automation.app.settings import FILE_NAME
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.model.error import Misconfigured

HOME_VARIABLE = "KMN_HOME"

SETTINGS_TEXT = """\
# Einstellungen von KMN Automation. Prüfen mit:  kmn selfcheck
# Kennwörter stehen nie hier, sondern in secrets/imap, secrets/smtp und secrets/archive (Rechte 0600)
# oder in den Umgebungsvariablen KMN_IMAP, KMN_SMTP und KMN_ARCHIVE.

[office]
name = "Koordinierungsstelle der Kooperativen Migrationsarbeit in Niedersachsen"
strasse = "Musterstraße 1"
plz = "30159"
ort = "Musterstadt"
telefon = "0511 000000"
email = "kmn@kmn.example"            # Absender aller Mails
archive = "archiv@kmn.example"       # bekommt jede ausgehende Mail als zweiter Empfänger

[landesamt]                          # Bewilligungsbehörde; Entwürfe gehen dorthin, nachdem zwei Personen sie freigaben
name = "Landesamt für Soziales, Jugend und Familie"
strasse = "Musterweg 2"
plz = "26121"
ort = "Musterstadt"
email = "ls@landesamt.example"

[mailbox]                            # Posteingang (IMAP)
host = "imap.kmn.example"
port = 993
security = "tls"                     # tls | starttls | keine (nur auf diesem Rechner)
user = "kmn@kmn.example"
authserv_id = "mx.kmn.example"       # so heißt unser Mailserver in Authentication-Results; nur ihm wird geglaubt
# folder = "/pfad/zu/eml"            # statt IMAP: ein Ordner mit .eml-Dateien
# ca_file = "/etc/ssl/eigene-ca.pem" # wenn der Server ein Zertifikat einer eigenen Stelle hat

[smtp]                               # Postausgang
host = "smtp.kmn.example"
port = 465
security = "tls"
user = "kmn@kmn.example"

[run]
mode = "Probe"                       # Probe: alle Mails gehen an probe_recipient. Betrieb: an die Empfänger.
probe_recipient = "kmn@kmn.example"
fetch_minutes = 5                    # so oft sieht `kmn worker` ins Postfach
daily_at = "06:00"                   # Tageslauf (Europe/Berlin)
withdrawal_minutes = 15              # so lange lässt sich eine Freigabe zurücknehmen
letters_per_hour = 200               # mehr Schreiben in einer Stunde hält der Versand an
release_by_folder = false            # true: Verschieben nach „Freigegeben/Name“ gibt frei (siehe docs)
# expires = "Kennwort imap 2027-01-31, Kennwort smtp 2027-01-31"  # was wann abläuft; der Tagesbericht erinnert daran
workers = 2                          # Prozesse zum Lesen und Prüfen
# database = "postgresql+psycopg://kmn@db.kmn.example/kmn"   # sonst: kmn.db in diesem Ordner
"""


def create_home(home: Path) -> Path:
    """The settings file of a new office folder.

    Raises:
        Misconfigured: the folder already belongs to an office.
    """
    path = home / FILE_NAME
    if path.exists():
        what = "Hier gibt es schon eine Einstellungsdatei; sie wurde nicht verändert."
        raise Misconfigured(what, where=str(path))
    for folder in (home, home / "secrets", home / "templates", home / "workflows"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(path, SETTINGS_TEXT.encode())
    return path


def find_home(given: Path | None) -> Path:
    """The office folder: as given, else from KMN_HOME, else this folder."""
    return given or Path(os.environ.get(HOME_VARIABLE) or Path.cwd())
