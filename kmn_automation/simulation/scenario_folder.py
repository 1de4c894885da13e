"""The folder that the demo leaves: what came in, what went out, the letters, the register, and a page to begin with."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from pathlib import Path

from kmn_automation.app.day import OVERVIEW
from kmn_automation.model.error import Misconfigured
from kmn_automation.simulation.eml import read
from kmn_automation.simulation.scenario import Stage
from kmn_automation.simulation.scenario_home import LANDESAMT
from kmn_automation.steps.take_stock import StoredFile, incoming_mails, letter_documents

MARKER = ".kmn-demo"
HOME = "home"
LONGEST_NAME = 60
READ_ME = """\
Die Demo von KMN Automation
===========================

Drei Tage in einem erfundenen Netzwerk: 10 Regionalverbünde, 24 Träger, 40 Mails von außen.
Alle Namen, Adressen und Beträge sind erfunden; es wurde nichts ins Internet gesendet.

Was Sie zuerst ansehen können
-----------------------------

1. posteingang/   Alle Mails an das Büro, nach Nummer und Absender. Eine .eml-Datei öffnet jedes Mailprogramm.
2. antworten/     Was jeder Träger bekommen hat. Lehrreich ist {mended}:
                  Der Bericht ging mit einer farbig markierten Rückmeldung (.xlsx) zurück und kam berichtigt wieder.
3. schreiben/     Alle Schreiben als Word-Dateien, auch zurückgewiesene und hinfällige. Zu {claim}
                  gibt es neben dem Bewertungsschreiben den Entwurf einer Anhörung für das Landesamt.
4. koordination/  Was die Personen im Büro bekommen haben: Bitten um Freigabe und jeden Morgen den Tagesbericht.
5. register.xlsx  Das Register, mit dem alles begann.
6. home/          Der Ordner des Büros: Einstellungen, Datenbank, alle Dateien nach ihrem Prüfzeichen
                  und die Übersicht für den Browser (home/{overview}).

Drei Befehle zum Ausprobieren
-----------------------------

Zuerst sagen, welches Büro gemeint ist:

  export KMN_HOME="{home}"

Dann (nach „make demo“ heißt der Befehl .venv/bin/kmn):

  kmn status               Wie es steht: Mails, Schreiben, Aufgaben.
  kmn letters list         Alle Schreiben mit Nummer und Zustand.
  kmn why {number}        Warum dieses Schreiben hinausging: Mail, Zellen, Regeln, Freigabe, Versand.

Ein neuer Durchgang (kmn run) ist nicht möglich: Die Mailserver der Demo gibt es nur, solange sie läuft.
Dieser Ordner kann jederzeit gelöscht werden; kmn demo ersetzt ihn beim nächsten Mal.
"""


def prepare_folder(folder: Path) -> None:
    """An empty folder for the demo; that of an older demo is replaced.

    Raises:
        Misconfigured: something else lies there; it stays untouched.
    """
    if folder.exists() and not folder.is_dir():
        raise Misconfigured(
            "Hier liegt eine Datei, kein Ordner.", where=str(folder), do="Bitte --dir angeben."
        )
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            what = "Der Ordner ist nicht leer und stammt nicht von einer früheren Demo; es wurde nichts verändert."
            raise Misconfigured(what, where=str(folder), do="Bitte mit --dir einen anderen Ordner angeben.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Von kmn demo angelegt; kmn demo darf diesen Ordner ersetzen.\n", "utf-8")


def leave(stage: Stage, folder: Path) -> None:
    """Writes everything that people may want to look at."""
    store, cast = stage.place.store, stage.cast
    _write_all(folder / "posteingang", incoming_mails(store))
    _write_all(folder / "schreiben", letter_documents(store))
    (folder / "register.xlsx").write_bytes(stage.register)
    for traeger in cast.register.traeger:
        contacts = [each for each in cast.register.contacts if each.traeger_id == traeger.id]
        name = _plain(f"{traeger.id} {traeger.name}")
        _write_mails(stage, folder / "antworten" / name, [each.email for each in contacts])
    for person in stage.coordinators:
        _write_mails(stage, folder / "koordination" / _plain(person.person.name), [person.person.email])
    _write_mails(stage, folder / "koordination" / "Landesamt", [LANDESAMT])
    (folder / "LIESMICH.txt").write_text(_read_me(stage, folder), "utf-8")


def _read_me(stage: Stage, folder: Path) -> str:
    names = [file.name for file in letter_documents(stage.place.store)]
    number = next(name for name in names if "bewertung_mit" in name).rpartition("-")[0]
    return READ_ME.format(
        mended=_plain(f"T0015 {stage.cast.traeger('T0015').name}"),
        claim=stage.cast.traeger("T0003").name,
        home=(folder / HOME).resolve(),
        overview=OVERVIEW,
        number=number,
    )


def _write_all(folder: Path, files: Iterable[StoredFile]) -> None:
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.data)


def _write_mails(stage: Stage, folder: Path, addresses: Iterable[str]) -> None:
    """The mails of these mailboxes as they arrived, and every return copy beside them."""
    mails = [mail for address in addresses for mail in stage.post.mails(address)]
    if mails:
        folder.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(sorted(mails, key=_sent_at), start=1):
        message = read(mail)
        (folder / f"{number:02d} {_plain(str(message['Subject'] or 'ohne Betreff'))}.eml").write_bytes(mail)
        for part in message.iter_attachments():
            name, data = part.get_filename() or "", part.get_payload(decode=True)
            if name.endswith(".xlsx") and isinstance(data, bytes):
                (folder / f"{number:02d} {name}").write_bytes(data)


def _sent_at(mail: bytes) -> dt.datetime:
    return parsedate_to_datetime(str(read(mail)["Date"]))


def _plain(text: str) -> str:
    """The text as the name of a file on every system."""
    kept = "".join(mark if mark.isalnum() or mark in " .-_+@" else " " for mark in text)
    return " ".join(kept.split())[:LONGEST_NAME].strip(" .")
