"""The worker as a process of its own: it ends in time, and a tick that fails does not end it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kmn_automation.app.wiring import Workplace
from kmn_automation.store import outbox
from kmn_automation.store.outbox import OutboxState
from tests.cli.small_office import SmallOffice, Typist, open_small_office
from tests.mail.scripted_relay import ScriptedRelay

LAW = 10.0


@contextmanager
def working(office: SmallOffice) -> Iterator[subprocess.Popen[str]]:
    """`kmn worker` in a child process that is gone afterwards."""
    child = subprocess.Popen(
        [sys.executable, "-m", "kmn_automation", "worker", "--home", str(office.home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def await_line(child: subprocess.Popen[str], word: str) -> None:
    assert child.stderr is not None
    for line in child.stderr:
        if word in line:
            return
    raise AssertionError(f"the worker ended without saying {word}")


def end(child: subprocess.Popen[str]) -> tuple[float, int, str]:
    """Seconds from SIGTERM to the end, the exit code, and what was still said."""
    begin = time.monotonic()
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=30)
    return time.monotonic() - begin, child.returncode, out + err


def test_an_idle_worker_ends_at_once(office: SmallOffice) -> None:
    with working(office) as child:
        await_line(child, "pass done")
        took, code, said = end(child)

    assert (code, took < 3) == (0, True)
    assert "worker stopped" in said
    assert "Traceback" not in said


def test_behind_a_silent_final_dot_the_worker_ends_in_time_and_the_mail_is_in_doubt(
    tmp_path: Path, kmn: Typist
) -> None:
    with ScriptedRelay(silent=".") as relay:
        office = open_small_office(tmp_path, kmn, port=relay.port)
        office.lay_in(office.workbook())
        with working(office) as child:
            assert relay.has_text.wait(60)
            took, code, said = end(child)

    assert (code, took < LAW) == (0, True)
    assert "der nächste Start klärt" in said
    assert "Traceback" not in said
    place = Workplace.at(office.home)
    with place.store.read() as tx:
        assert len(outbox.in_state(tx, OutboxState.IN_UEBERGABE)) == 1
        waiting = len(outbox.in_state(tx, OutboxState.BEREIT))
    place.close()
    assert waiting > 0
    office.kmn("run", "--no-digest")
    assert office.kmn("status", "--json").json["outbox"]["ungeklärt"] == 1
