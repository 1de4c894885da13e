from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.ground.jail import Jail, JailFailure, JailLimits, Reason

JOBS = (
    "echo", "environment", "eat_memory", "eat_time", "hang", "die", "fail", "connect", "flood", "shout", "write_much", "nonsense",
)  # fmt: skip


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    limits = JailLimits(cpu_seconds=1, wall_seconds=4)
    with Jail({name: f"tests.ground.jail_jobs:{name}" for name in JOBS}, limits) as made:
        yield made


def reason_of(jail: Jail, name: str, **options: str | int) -> Reason:
    with pytest.raises(JailFailure) as caught:
        jail.call(name, b"", options)
    return caught.value.reason


def test_a_job_gets_bytes_and_gives_plain_data_and_bytes(jail: Jail) -> None:
    payload = bytes(range(256)) * 1000

    result, blobs = jail.call("echo", payload, {"name": "Müller", "number": 3})

    assert result == {"size": 256_000, "name": "Müller", "number": 3}
    assert blobs == [payload, b""]


def test_a_child_knows_no_secret_and_holds_no_foreign_file(
    jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KMN_SMTP_PASSWORD", "geheim")
    descriptor = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(descriptor, 1)
    jail.close()

    result, _ = jail.call("environment", b"")
    os.close(descriptor)

    assert set(result["names"]) <= {"LC_CTYPE"}
    assert result["folder"] == "/"
    assert result["descriptors"] <= 8


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("eat_memory", Reason.MEMORY),
        ("eat_time", Reason.TIMEOUT),
        ("hang", Reason.TIMEOUT),
        ("die", Reason.CRASHED),
        ("fail", Reason.CRASHED),
        ("flood", Reason.CRASHED),
        ("nonsense", Reason.CRASHED),
    ],
)
def test_a_job_that_misbehaves_is_stopped_and_the_next_one_works(
    jail: Jail, name: str, reason: Reason
) -> None:
    assert reason_of(jail, name) is reason
    assert jail.call("echo", b"weiter")[1][0] == b"weiter"


def test_the_time_of_many_jobs_does_not_add_up() -> None:
    with Jail({"spend": "tests.ground.jail_jobs:spend"}, JailLimits(cpu_seconds=1)) as jail:
        for _ in range(4):  # together they take longer than one may
            assert jail.call("spend", b"", {"seconds": "0.6"}) == ({}, [])


def test_the_child_has_the_limits_of_the_design() -> None:
    with Jail({"limits": "tests.ground.jail_jobs:limits"}, warm=("limits",)) as jail:
        result, _ = jail.call("limits", b"")

    assert result == {
        "RLIMIT_AS": 1 << 30,
        "RLIMIT_CPU": result["spent"] + 31,  # 30 seconds for this job, and the one that had begun
        "RLIMIT_FSIZE": 64 << 20,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_CORE": 0,
        "spent": result["spent"],
    }
    assert JailLimits().wall_seconds == 60


def test_the_next_child_is_started_before_it_is_asked_for(jail: Jail) -> None:
    reason_of(jail, "die")

    assert jail._child is not None
    assert jail._child.process.poll() is None
    assert jail.call("echo", b"weiter")[1][0] == b"weiter"


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    code = (
        "from kmn_automation.ground.jail import Jail; import os, signal, threading\n"
        "jail = Jail({name: f'tests.ground.jail_jobs:{name}' for name in ('pid', 'hang')})\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(jail.call('pid', b'')[0]['pid']))\n"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()\n"
        "jail.call('hang', b'')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    child = int((tmp_path / "pid").read_text())

    assert ended(child)


def ended(pid: int) -> bool:
    """Whether the process is gone within ten seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor) as process:
        return bool(select.select([process], [], [], 10)[0])


def test_there_is_no_network(jail: Jail) -> None:
    if not jail.warm_up():
        pytest.skip("this system allows no network namespaces")
    with socket.create_server(("127.0.0.1", 0)) as server:
        result, _ = jail.call("connect", b"", {"port": server.getsockname()[1]})

    assert result["connected"] is False


def test_prints_do_not_disturb_the_answer(jail: Jail) -> None:
    assert jail.call("shout", b"") == ({"said": True}, [])


def test_no_large_file_can_be_written(jail: Jail, tmp_path: Path) -> None:
    target = tmp_path / "gross"

    reason_of(jail, "write_much", path=str(target))

    assert target.stat().st_size <= 64 << 20


def test_a_child_is_replaced_after_its_number_of_jobs() -> None:
    jobs = {"environment": "tests.ground.jail_jobs:pid"}
    with Jail(jobs, JailLimits(jobs=2)) as jail:
        numbers = [jail.call("environment", b"")[0]["pid"] for _ in range(5)]

    assert [numbers.count(each) for each in dict.fromkeys(numbers)] == [2, 2, 1]


def test_an_unknown_job_is_our_own_mistake(jail: Jail) -> None:
    with pytest.raises(KeyError):
        jail.call("nobody", b"")
