"""Jobs for the jail: good ones, and every way to misbehave."""

from __future__ import annotations

import os
import resource
import socket
import time
from pathlib import Path

Answer = tuple[dict[str, object], list[bytes]]


def echo(payload: bytes, options: dict[str, object]) -> Answer:
    return {"size": len(payload), **options}, [payload, b""]


def environment(_payload: bytes, _options: dict[str, object]) -> Answer:
    descriptors = list(Path("/proc/self/fd").iterdir())
    return {"names": sorted(os.environ), "descriptors": len(descriptors), "folder": str(Path.cwd())}, []


def limits(_payload: bytes, _options: dict[str, object]) -> Answer:
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    return {**{name: resource.getrlimit(getattr(resource, name))[0] for name in names}, "spent": spent}, []


def spend(_payload: bytes, options: dict[str, object]) -> Answer:
    until = time.process_time() + float(str(options["seconds"]))
    while time.process_time() < until:
        pass
    return {}, []


def nonsense(_payload: bytes, _options: dict[str, object]) -> Answer:
    return ["no object"], []  # type: ignore[return-value]


def pid(_payload: bytes, _options: dict[str, object]) -> Answer:
    return {"pid": os.getpid()}, []


def eat_memory(_payload: bytes, _options: dict[str, object]) -> Answer:
    return {"size": len(bytearray(2 << 30))}, []


def eat_time(_payload: bytes, _options: dict[str, object]) -> Answer:
    while True:
        pass


def hang(_payload: bytes, _options: dict[str, object]) -> Answer:
    time.sleep(600)
    return {}, []


def die(_payload: bytes, _options: dict[str, object]) -> Answer:
    os.abort()


def fail(_payload: bytes, _options: dict[str, object]) -> Answer:
    raise ValueError("kaputt")


def connect(_payload: bytes, options: dict[str, object]) -> Answer:
    try:
        socket.create_connection(("127.0.0.1", int(str(options["port"]))), timeout=5).close()
    except OSError as error:
        return {"connected": False, "error": error.errno}, []
    return {"connected": True}, []


def flood(_payload: bytes, _options: dict[str, object]) -> Answer:
    return {}, [b"x" * (60 << 20)] * 5


def shout(_payload: bytes, _options: dict[str, object]) -> Answer:
    os.write(1, b"Laerm auf der Standardausgabe")
    return {"said": True}, []


def write_much(_payload: bytes, options: dict[str, object]) -> Answer:
    Path(str(options["path"])).write_bytes(b"x" * (100 << 20))
    return {}, []
