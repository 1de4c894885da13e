"""Bad mails among good ones, and a full disk: the others are done, and nothing that came is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.app.day import run_pass
from kmn_automation.model.error import TryLater
from kmn_automation.store import mails
from kmn_automation.store.mails import MailState
from tests.office import RealOffice, open_office
from tests.servers import Dovecot, Postfix

MEGABYTE = 1024 * 1024
LEVELS = 3000


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, postfix, workers=1)
    yield office
    office.place.store.close()


def head(office: RealOffice, number: int, subject: str, more: str) -> bytes:
    """The head of a mail of a Träger."""
    sender = office.reporter(office.register.bescheide[number]).email
    lines = (
        f"From: {sender}",
        f"To: {office.address}",
        f"Subject: {subject}",
        f"Message-ID: <{number}.{subject}@traeger.test>",
        "Date: Mon, 04 May 2026 09:00:00 +0200",
        "MIME-Version: 1.0",
        more,
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def nested(levels: int) -> bytes:
    """Boxes in boxes, none of them ever closed."""
    boxes = [
        f"--b{level}\r\nContent-Type: multipart/mixed; boundary=b{level + 1}\r\n\r\n"
        for level in range(levels)
    ]
    return "".join(boxes).encode()


def test_bad_mails_in_front_stop_nobody_and_each_ends_in_a_visible_outcome(office: RealOffice) -> None:
    office.lay(head(office, 0, "Tief", "Content-Type: multipart/mixed; boundary=b0") + nested(LEVELS))
    office.lay(head(office, 1, "Leer", "Content-Type: text/plain"))
    office.lay(head(office, 2, "Offen", "Content-Type: multipart/mixed; boundary=fehlt") + b"nichts\r\n")
    office.lay(b"From: kaputt\r\n\xff\xfe: \x80\r\n\r\n\x00\x01")
    good = office.register.bescheide[5:7]
    for bescheid in good:
        office.lay(office.report(bescheid, office.workbook(bescheid)))

    result = run_pass(office.place)

    assert result.failures == []
    assert result.handled.total() == 6
    assert result.handled["Bericht geprüft"] == 2
    assert office.mailbox(office.address).mails(0) == []
    for bescheid in good:
        assert len(office.mailbox(office.reporter(bescheid).email).mails(1)) == 1
    with office.place.store.read() as tx:
        assert all(row.outcome and row.file_to for row in mails.in_state(tx, MailState.ABGELEGT))


def test_a_mail_of_sixty_megabytes_is_not_loaded_and_is_answered(office: RealOffice) -> None:
    big = head(office, 0, "Verwendungsnachweis", "Content-Type: application/octet-stream")
    office.lay(big + (b"x" * 76 + b"\r\n") * (60 * MEGABYTE // 78))

    result = run_pass(office.place)

    assert result.failures == []
    (answer,) = office.mailbox(office.reporter(office.register.bescheide[0]).email).mails(1)
    assert b"25 MB" in answer.replace(b"=20", b" ")
    kept = sum(
        path.stat().st_size for path in (office.place.settings.home / "blobs").rglob("*") if path.is_file()
    )
    assert kept < MEGABYTE
    assert office.mailbox(office.address).mails(0) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes; root only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.getuid() != 0:
        pytest.skip("a small disk can be mounted by root only")
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield folder
    subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("left", [0, 40_000, 150_000, 300_000, 450_000])
def test_a_full_disk_files_nothing_and_everything_is_done_when_there_is_space_again(
    small_disk: Path, dovecot: Dovecot, postfix: Postfix, left: int
) -> None:
    office = open_office(small_disk / "home", dovecot, postfix, workers=1)
    reporters = office.register.bescheide[:4]
    for bescheid in reporters:
        office.lay(office.report(bescheid, office.workbook(bescheid)))
    filler = small_disk / "filler"
    free = os.statvfs(small_disk)
    filler.write_bytes(b"x" * max(0, free.f_bavail * free.f_frsize - left))

    codes = {passed(office) for _ in range(4)}
    lying = len(office.mailbox(office.address).mails(0))
    filler.unlink()
    office.clock.forward(hours=2)
    result = run_pass(office.place)

    assert codes == {TryLater.exit_code}
    assert lying == len(reporters)
    assert result.failures == []
    assert result.handled == {"Bericht geprüft": 4}
    for bescheid in reporters:
        assert len(office.mailbox(office.reporter(bescheid).email).mails(1)) == 1
    office.place.store.close()


def passed(office: RealOffice) -> int:
    """The exit code of a pass."""
    office.clock.forward(minutes=5)
    try:
        return run_pass(office.place).exit_code
    except TryLater as error:
        return error.exit_code
