"""The office of the demo: its home folder, its settings on the embedded servers, its register."""

from __future__ import annotations

from pathlib import Path

from kmn_automation.app.clock import Clock
from kmn_automation.app.settings import FILE_NAME
from kmn_automation.app.wiring import Workplace
from kmn_automation.forms.register_layout import plan_positions
from kmn_automation.forms.register_write import write_register
from kmn_automation.mail.source import MailSource
from kmn_automation.model.error import KmnError
from kmn_automation.model.register import Register
from kmn_automation.simulation.network import ARCHIVE, PROGRAM
from kmn_automation.simulation.post_office import PostOffice
from kmn_automation.steps.import_register import plan_import, take_register

LANDESAMT = "entscheidung@landesamt.test"
IMPORTER = "demo"
SETTINGS = """\
# Einstellungen der Demo. Die Mailserver der Demo gibt es nur, solange sie läuft.
[office]
name = "Koordinierungsstelle der Kooperativen Migrationsarbeit in Niedersachsen"
strasse = "Lampionweg 1"
plz = "00100"
ort = "Laternenbrück"
telefon = "030 23125-100"
email = "{program}"
archive = "{archive}"

[landesamt]
name = "Landesamt für Soziales, Jugend und Familie"
strasse = "Am Tintenteich 2"
plz = "00200"
ort = "Wolkensiel"
email = "{landesamt}"

[mailbox]
host = "{host}"
port = {imap}
security = "keine"
user = "{user}"
authserv_id = "{server}"

[smtp]
host = "{host}"
port = {smtp}
security = "keine"
user = "{program}"

[run]
mode = "Betrieb"
withdrawal_minutes = 15
workers = 2
"""


class DemoPlace(Workplace):
    """An office whose archive takes every copy but lets nobody log in: the embedded server has one mailbox."""

    def archive(self) -> MailSource | None:
        """No archive that could be looked into."""
        return None


def open_office(home: Path, post: PostOffice, clock: Clock) -> Workplace:
    """A new office in that folder, in operation on the embedded servers."""
    (home / "secrets").mkdir(parents=True)
    for name in ("imap", "smtp", "archive"):
        path = home / "secrets" / name
        path.touch(0o600)
        path.write_text(post.password, "utf-8")
    text = SETTINGS.format(
        program=PROGRAM,
        archive=ARCHIVE,
        landesamt=LANDESAMT,
        host=post.host,
        imap=post.imap_port,
        smtp=post.smtp_port,
        user=post.user,
        server=post.server,
    )
    (home / FILE_NAME).write_text(text, "utf-8")
    return DemoPlace.at(home, clock)


def import_register(place: Workplace, register: Register) -> bytes:
    """Takes the register into the office by its workbook, as an office does; the workbook.

    Raises:
        KmnError: the workbook is refused, so writer and reader differ.
    """
    positions = plan_positions(place.toolbox.forms.values())
    workbook = write_register(register, positions, tuple(sorted({b.richtlinie for b in register.bescheide})))
    plan = plan_import(place.store, workbook, positions)
    if plan.refusals:
        raise KmnError("\n".join(map(str, plan.refusals)), where="register.xlsx")
    take_register(place.store, plan, IMPORTER, place.clock())
    return workbook
