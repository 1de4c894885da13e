from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kmn_automation.model.error import KmnError
from kmn_automation.store.blobs import Blobs

UNSHARE = "/usr/bin/unshare"
HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def test_bytes_come_back_by_their_hash(blobs: Blobs) -> None:
    assert blobs.put(b"hello") == HELLO
    assert blobs.get(HELLO) == b"hello"
    assert blobs.path(HELLO) == blobs.folder / "2c" / HELLO[2:]


def test_only_we_may_read_a_blob(blobs: Blobs) -> None:
    blobs.put(b"hello")

    assert stat.S_IMODE(blobs.path(HELLO).stat().st_mode) == 0o600


def test_the_same_bytes_are_written_once(blobs: Blobs) -> None:
    blobs.put(b"hello")
    before = blobs.path(HELLO).stat().st_ino
    blobs.put(b"hello")

    assert blobs.path(HELLO).stat().st_ino == before
    assert len(files(blobs)) == 1


def test_many_keep_their_order_and_share_equal_bytes(blobs: Blobs) -> None:
    names = blobs.put_many([b"b", b"a", b"b"])

    assert [blobs.get(name) for name in names] == [b"b", b"a", b"b"]
    assert len(files(blobs)) == 2
    assert blobs.put_many([]) == []


def test_a_whole_batch_is_there_in_its_order(blobs: Blobs) -> None:
    batch = [str(number).encode() for number in range(100)]

    names = blobs.put_many(batch)

    assert [blobs.get(name) for name in names] == batch
    assert len(files(blobs)) == 100


def test_a_blob_that_lost_bytes_is_written_again(blobs: Blobs) -> None:
    blobs.put(b"hello")
    blobs.path(HELLO).write_bytes(b"hel")
    blobs.put(b"hello")

    assert blobs.get(HELLO) == b"hello"


def test_changed_bytes_are_never_given_out(blobs: Blobs) -> None:
    blobs.put(b"hello")
    blobs.path(HELLO).write_bytes(b"jello")

    with pytest.raises(KmnError, match="verändert"):
        blobs.get(HELLO)


def test_a_missing_blob_is_named(blobs: Blobs) -> None:
    with pytest.raises(KmnError, match=r"fehlt.*Sicherung"):
        blobs.get(HELLO)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", HELLO.upper(), HELLO + "0", HELLO[:-1] + "/"])
def test_only_a_hash_names_a_blob(blobs: Blobs, name: str) -> None:
    with pytest.raises(KmnError, match="keine SHA-256"):
        blobs.get(name)


FULL_DISK = """
import subprocess, sys
from pathlib import Path
from kmn_automation.model.error import TryLater
from kmn_automation.store import facts
from kmn_automation.store.blobs import Blobs
from kmn_automation.store.connect import open_store
disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=200", "tmpfs", disk], check=True)
blobs, kept, refused = Blobs(disk / "blobs"), [], 0
for number in range(40):
    try:
        kept.append(blobs.put(bytes([number]) * 100_000))
    except TryLater:
        refused += 1
assert refused and all(blobs.get(name) for name in kept)
files = [path for path in (disk / "blobs").rglob("*") if path.is_file()]
assert sorted(path.parent.name + path.name for path in files) == sorted(kept), "a half file was left"
for path in files:
    path.unlink()
many = [bytes([number]) * 90_000 for number in range(40)]
try:
    blobs.put_many(many)
    raise AssertionError("there was room for 40")
except TryLater as error:
    assert "kein Platz" in str(error) or "No space" in str(error), error
assert not [path for path in (disk / "blobs").rglob("*") if path.is_file()], "something half was left"
assert [blobs.get(name) for name in blobs.put_many(many[:12])] == many[:12]
for path in [path for path in (disk / "blobs").rglob("*") if path.is_file()]:
    path.unlink()
store, done, late = open_store(f"sqlite:///{disk}/kmn.db", disk / "blobs"), 0, 0
for number in range(60):
    try:
        with store.begin() as tx:
            facts.put(tx, f"fact {number}", "x" * 50_000)
        done += 1
    except TryLater as error:
        assert "kein Platz" in str(error), error
        late += 1
with store.read() as tx:
    assert all(facts.get(tx, f"fact {number}") for number in range(done)) and done and late
store.close()
store = open_store(f"sqlite:///{disk}/kmn.db", disk / "blobs")
with store.read() as tx:
    assert tx.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
print(len(kept), refused, done, late)
"""


def test_a_full_disk_keeps_what_was_promised_and_nothing_half(tmp_path: Path) -> None:
    if (
        os.getuid() != 0
        or subprocess.run([UNSHARE, "-m", "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("a small disk needs root and mount namespaces")
    command = [UNSHARE, "-m", sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert all(int(count) > 0 for count in done.stdout.split())
