"""Runs under a Python that has the peers: processor time of each on one workbook, as JSON on stdout.

`python reading_peer.py FILE PROBE ROUNDS`; PROBE is a small workbook whose cells show what a peer loses.
"""

from __future__ import annotations

import importlib
import io
import json
import statistics
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

warnings.simplefilter("ignore")
Peer = Callable[[bytes], object]


def main(file: str, probe: str, rounds: int) -> None:
    """The median of some rounds for each peer, in milliseconds, and its cells of the probe."""
    data, small = Path(file).read_bytes(), Path(probe).read_bytes()
    result = {}
    for name, peer in PEERS.items():
        try:
            peer(small)
        except ImportError:
            continue
        result[name] = {"ms": median(lambda peer=peer: peer(data), rounds), "cells": show(peer(small))}  # type: ignore[misc]
    sys.stdout.write(json.dumps(result))


def median(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds of processor time."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return statistics.median(times) * 1000


def lower_bound(data: bytes) -> object:
    """Unzip, and a parser in C that tells nobody what it sees."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                expat.ParserCreate().Parse(archive.read(info), True)  # noqa: FBT003
    return [["-"]]


def openpyxl_normal(data: bytes) -> object:
    """Results of formulas."""
    book = load("openpyxl").load_workbook(io.BytesIO(data), data_only=True)
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]


def openpyxl_twice(data: bytes) -> object:
    """Results and formulas: what tells a formula without a result from an empty cell."""
    formulas = load("openpyxl").load_workbook(io.BytesIO(data))
    values = openpyxl_normal(data)
    assert isinstance(values, list)
    texts = [list(row) for sheet in formulas for row in sheet.iter_rows(values_only=True)]
    return [
        [("=" if v is None and f else v) for v, f in zip(*pair, strict=True)]
        for pair in zip(values, texts, strict=True)
    ]


def openpyxl_read_only(data: bytes) -> object:
    """Results of formulas, row by row."""
    book = load("openpyxl").load_workbook(io.BytesIO(data), data_only=True, read_only=True)
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]


def pandas_openpyxl(data: bytes) -> object:
    """Data frames."""
    return frames(data, "openpyxl")


def pandas_calamine(data: bytes) -> object:
    """Data frames by the parser that we use."""
    return frames(data, "calamine")


def frames(data: bytes, engine: str) -> object:
    """All sheets as data frames."""
    sheets = load("pandas").read_excel(
        io.BytesIO(data), sheet_name=None, header=None, engine=engine, dtype=object
    )
    return [row for sheet in sheets.values() for row in sheet.to_numpy().tolist()]


def polars_fastexcel(data: bytes) -> object:
    """Columns of one type each."""
    sheets = load("polars").read_excel(io.BytesIO(data), sheet_id=0, has_header=False, raise_if_empty=False)
    return [row for sheet in sheets.values() for row in sheet.rows()]


PEERS: dict[str, Peer] = {
    "unzip and expat without callbacks": lower_bound,
    "openpyxl": openpyxl_normal,
    "openpyxl, formulas and results": openpyxl_twice,
    "openpyxl, read only": openpyxl_read_only,
    "pandas with openpyxl": pandas_openpyxl,
    "pandas with calamine": pandas_calamine,
    "polars with fastexcel": polars_fastexcel,
}


def load(name: str) -> Any:  # noqa: ANN401 - a peer may be missing and has no types here
    """The module of a peer."""
    return importlib.import_module(name)


def show(rows: object) -> list[str]:
    """The cells of the probe as a person reads them."""
    assert isinstance(rows, list)
    return [str(cell) for row in rows for cell in row]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
