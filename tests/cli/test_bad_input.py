"""Bad input gets one clear German sentence and the right exit code, never a traceback."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kmn_automation.app.lock import sole_run
from kmn_automation.app.site import shipped_root
from kmn_automation.app.wiring import Workplace
from tests.cli.small_office import SmallOffice, Typist, open_small_office
from tests.servers import AUTHSERV_ID, HOST, Dovecot

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048
SLIPS = {
    "funding_rules/versions.yaml": ("title:", "titel:", "rules check", "titel"),
    "funding_rules/parameters.yaml": ("any_percent:", "any_precent:", "rules check", "any_precent"),
    "funding_rules/checks/formales.yaml": ("remedy:", "remedi:", "rules check", "remedi"),
    "funding_rules/forms/2024.yaml": ("intro:", "intor:", "rules check", "intor"),
    "workflows/einladung.yaml": ("verb:", "verp:", "workflows check", "verp"),
    "inbox_rules.yaml": ("about:", "abuot:", "inbox check", "abuot"),
    "templates/docx/einladung.yaml": ("release:", "relaese:", "templates check", "relaese"),
}


@pytest.mark.parametrize("name", SLIPS, ids=str)
def test_an_unknown_key_is_named_with_file_line_and_column(kmn: Typist, tmp_path: Path, name: str) -> None:
    right, wrong, command, word = SLIPS[name]
    text = (shipped_root() / name).read_text("utf-8")
    assert right in text
    target = tmp_path / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(right, wrong, 1))
    if target.parent.name == "docx":
        target.with_suffix(".docx").write_bytes((shipped_root() / name).with_suffix(".docx").read_bytes())

    answer = kmn(*command.split(), "--home", tmp_path)

    said = answer.out + answer.err
    line = text[: text.index(right)].count("\n") + 1
    assert answer.code == 2
    assert f"{Path(name).name}:{line}:" in said
    assert f"„{word}“" in said
    assert f"Meinten Sie „{right.strip(':')}“?" in said


def test_an_unknown_placeholder_in_a_mail_text_is_named_with_its_line(kmn: Typist, tmp_path: Path) -> None:
    text = (shipped_root() / "templates/mail/brief.txt").read_text("utf-8")
    target = tmp_path / "templates/mail/brief.txt"
    target.parent.mkdir(parents=True)
    target.write_text(text.rstrip("\n") + "\n{{ nummre }}\n")

    answer = kmn("templates", "check", "--home", tmp_path)

    assert answer.code == 2
    assert (
        f"templates/mail/brief.txt:{len(text.rstrip().splitlines()) + 1}: Den Platzhalter „nummre“"
        in answer.out
    )


def test_an_unknown_placeholder_in_a_letter_is_refused_at_load(kmn: Typist, tmp_path: Path) -> None:
    source = shipped_root() / "templates/docx/einladung.docx"
    target = tmp_path / "templates/docx/einladung.docx"
    target.parent.mkdir(parents=True)
    target.with_suffix(".yaml").write_text(source.with_suffix(".yaml").read_text("utf-8"))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = (
                    data.replace(b"sitzung.ort", b"sitzung.otr", 1)
                    if b"sitzung.ort" in data
                    else data.replace(b"{{ ", b"{{ x", 1)
                )
            new.writestr(name, data)

    answer = kmn("templates", "check", "--home", tmp_path)

    assert answer.code == 1
    assert "einladung.docx, Text, etwa Seite 1, Absatz 35" in answer.out


def test_an_unknown_setting_is_named_with_the_nearest(office: SmallOffice) -> None:
    path = office.home / "kmn.toml"
    path.write_text(path.read_text("utf-8").replace("fetch_minutes", "fetch_minuten"))

    answer = office.kmn("status")

    assert answer.code == 2
    assert "Die Einstellung „run.fetch_minuten“ gibt es nicht. Meinten Sie „fetch_minutes“?" in answer.err


def test_no_office_says_how_to_make_one(kmn: Typist, tmp_path: Path) -> None:
    answer = kmn("status", "--home", tmp_path / "nirgends")

    assert answer.code == 2
    assert "kmn init" in answer.err


@pytest.mark.parametrize(
    ("data", "piece"),
    [
        (b"", "leer"),
        (ENCRYPTED, "bericht.xlsx: Die Datei"),
        (b"PK\x03\x04kaputt", "bericht.xlsx: Die Datei"),
        (b"%PDF-1.7", "kein Berichtsbogen"),
        (b"x" * (10 * 1024 * 1024 + 1), "zu groß"),
    ],
    ids=["empty", "encrypted", "broken", "pdf", "large"],
)
def test_a_file_that_is_no_report_is_65_with_a_sentence(
    kmn: Typist, tmp_path: Path, data: bytes, piece: str
) -> None:
    path = tmp_path / "bericht.xlsx"
    path.write_bytes(data)

    answer = kmn("check", path)

    assert (answer.code, answer.err) == (65, "")
    assert piece in answer.out


def on_dovecot(folder: Path, kmn: Typist, dovecot: Dovecot, password: str) -> SmallOffice:
    folder.mkdir()
    office = open_small_office(
        folder,
        kmn,
        {
            'host = "imap.kmn.example"': f'host = "{HOST}"',
            "port = 993": f"port = {dovecot.imaps_port}",
            '# folder = "/pfad/zu/eml"': "",
            '# ca_file = "/etc/ssl/eigene-ca.pem"': f'ca_file = "{dovecot.certificates.authority}"',
            'user = "kmn@kmn.example"\nauthserv_id = "mx.kmn.example"': (
                f'user = "kommando@kmn.test"\nauthserv_id = "{AUTHSERV_ID}"'
            ),
        },
    )
    (office.home / "secrets").mkdir()
    for name in ("imap", "archive"):
        (office.home / "secrets" / name).write_text(password)
        (office.home / "secrets" / name).chmod(0o600)
    return office


def test_a_wrong_password_is_said_and_the_pass_ends_with_2(
    kmn: Typist, tmp_path: Path, dovecot: Dovecot
) -> None:
    office = on_dovecot(tmp_path / "b", kmn, dovecot, "falsch")

    answer = office.kmn("run", "--no-digest")
    check = office.kmn("selfcheck")

    assert answer.code == 2
    assert (
        "Die Anmeldung als „kommando@kmn.test“ wurde abgelehnt. Bitte Benutzername und Kennwort" in answer.err
    )
    assert check.code == 2
    assert "Fehler   Postfach: IMAP 127.0.0.1" in check.out


def test_a_right_password_is_found_good_by_the_selfcheck(
    kmn: Typist, tmp_path: Path, dovecot: Dovecot
) -> None:
    office = on_dovecot(tmp_path / "b", kmn, dovecot, dovecot.password)

    found = {each["name"]: each["level"] for each in office.kmn("selfcheck", "--json").json}

    assert found["Postfach"] == "ok"


def test_a_server_that_is_down_is_75(kmn: Typist, tmp_path: Path, own_dovecot: Dovecot) -> None:
    office = on_dovecot(tmp_path / "b", kmn, own_dovecot, own_dovecot.password)
    own_dovecot.stop()

    answer = office.kmn("run", "--no-digest")

    assert answer.code == 75
    assert "Der Mailserver ist zurzeit nicht erreichbar" in answer.err


def test_a_password_that_others_can_read_is_refused(kmn: Typist, tmp_path: Path, dovecot: Dovecot) -> None:
    office = on_dovecot(tmp_path / "b", kmn, dovecot, dovecot.password)
    (office.home / "secrets" / "imap").chmod(0o644)

    answer = office.kmn("run", "--no-digest")

    assert answer.code == 2
    assert "chmod 600" in answer.err


def test_a_damaged_database_is_refused(office: SmallOffice) -> None:
    for path in office.home.glob("kmn.db*"):
        path.write_bytes(b"keine Datenbank" * 500)

    answer = office.kmn("status")

    assert answer.code == 2
    assert "Die Datenbankdatei ist beschädigt" in answer.err


def test_a_second_pass_at_the_same_time_is_75(office: SmallOffice) -> None:
    place = Workplace.at(office.home)
    with sole_run(place):
        answer = office.kmn("run")
    place.close()

    assert answer.code == 75
    assert "Ein anderer Durchgang läuft gerade." in answer.err
