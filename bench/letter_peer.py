"""Runs under a Python that has docx-mailmerge2: `python letter_peer.py TEMPLATE DATA.json OUT.docx`.

Median milliseconds of processor time for a letter on stdout; the last letter is written to OUT.docx.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from mailmerge import MailMerge  # type: ignore[import-not-found,import-untyped,unused-ignore]


def fill(template: bytes, data: dict[str, Any]) -> bytes:
    """One letter, opened anew, as its manual shows."""
    with MailMerge(io.BytesIO(template)) as document:
        document.merge_rows("nr", data["belege"])
        document.merge(**{name: value for name, value in data.items() if name != "belege"})
        buffer = io.BytesIO()
        document.write(buffer)
        return buffer.getvalue()


def main(template: str, data: str, out: str) -> None:
    """Measures each of the letters once."""
    docx, times, made = Path(template).read_bytes(), [], b""
    for each in json.loads(Path(data).read_text("utf-8")):
        begin = time.process_time()
        made = fill(docx, each)
        times.append(time.process_time() - begin)
    Path(out).write_bytes(made)
    sys.stdout.write(str(statistics.median(times) * 1000))


if __name__ == "__main__":
    main(*sys.argv[1:4])
