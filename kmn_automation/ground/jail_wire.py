"""What parent and child of the jail say to each other: a length, a JSON header, then raw blobs. No pickle.

All lengths are checked before anything is read, so a child that was taken over can send lies but no flood.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import struct
import time
from collections.abc import Sequence

MAX_HEADER = 64 << 20
MAX_BLOBS = 256 << 20
MAX_COUNT = 5000
_LENGTH = struct.Struct("<Q")
_CHUNK = 1 << 20
Message = tuple[dict[str, object], list[bytes]]


class Broken(Exception):
    """The other side is gone or talks nonsense."""


class Late(Exception):
    """The other side did not answer in time."""


def send(
    descriptor: int, header: dict[str, object], blobs: Sequence[bytes], until: float | None = None
) -> None:
    """Writes one message.

    Raises:
        Broken, Late: nobody reads.
    """
    head = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}, ensure_ascii=False).encode()
    for part in (_LENGTH.pack(len(head)), head, *blobs):
        _write(descriptor, part, until)


def receive(descriptor: int, until: float | None = None) -> Message:
    """Reads one message.

    Raises:
        Broken, Late: the other side is gone, talks nonsense or does not answer; the message is too large.
    """
    length: int = _LENGTH.unpack(_read(descriptor, _LENGTH.size, until))[0]
    if length > MAX_HEADER:
        raise Broken("header too large")
    try:
        header = json.loads(_read(descriptor, length, until))
    except (ValueError, RecursionError) as error:
        raise Broken("header is no JSON") from error
    sizes = header.pop("blobs", None) if isinstance(header, dict) else None
    if not isinstance(sizes, list) or len(sizes) > MAX_COUNT:
        raise Broken("header without blobs")
    if not all(type(size) is int and size >= 0 for size in sizes) or sum(sizes) > MAX_BLOBS:
        raise Broken("blobs too large")
    return header, [_read(descriptor, size, until) for size in sizes]


def widen(descriptor: int) -> None:
    """Gives a pipe more room, so that a whole workbook passes without waiting for the other side."""
    with contextlib.suppress(OSError):  # the system may set a lower limit
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _CHUNK)


def _write(descriptor: int, data: bytes, until: float | None) -> None:
    """Writes all of it; with a time limit the descriptor must not block."""
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view[:_CHUNK]) :]
        except BlockingIOError:
            _wait(descriptor, until, writing=True)
        except OSError as error:
            raise Broken("nobody reads") from error


def _read(descriptor: int, size: int, until: float | None) -> bytes:
    data = bytearray()
    while len(data) < size:
        _wait(descriptor, until, writing=False)
        piece = os.read(descriptor, min(_CHUNK, size - len(data)))
        if not piece:
            raise Broken("nobody writes")
        data += piece
    return bytes(data)


def _wait(descriptor: int, until: float | None, *, writing: bool) -> None:
    if until is None:
        return
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT if writing else select.POLLIN)
    if not poll.poll(max(until - time.monotonic(), 0) * 1000):
        raise Late
