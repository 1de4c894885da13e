"""Word files to PDF through the LibreOffice of the system: one call for many files, ended when it hangs, tried again.

Measured: one call for twenty letters costs 0.28 s of processor time for each, a call for each letter 1.58 s.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kmn_automation.ground.confined import confined
from kmn_automation.ground.jail import kill_group
from kmn_automation.model.error import Misconfigured, TryLater

PROGRAM = "soffice"
BATCH = 100
"""So many letters for one LibreOffice; the next ones get a fresh one, since it grows while it works."""
SILENCE_SECONDS = 60.0
"""A LibreOffice that finishes no letter for so long is ended."""
LOOK_SECONDS = 0.2
_TRIES = 2
_IDLE_RUNS = 3
_MEMORY, _FILE_SIZE = 3 << 29, 256 << 20
_CPU_START, _CPU_PER_FILE = 60, 30
_PDF_A_2B = 2
_END = b"%%EOF"
_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": str(_PDF_A_2B)},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
}


@dataclass(frozen=True, slots=True)
class Converted:
    """The letters as tagged PDF/A-2b by name, and the names of those that LibreOffice could not convert."""

    pdfs: Mapping[str, bytes]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """The program, how long it may finish no letter, and who says that it shall stop."""

    program: str = PROGRAM
    silence: float = SILENCE_SECONDS
    stop: Callable[[], bool] = lambda: False


DEFAULT = LibreOffice()


def is_installed(program: str = PROGRAM) -> bool:
    """Whether this machine can make a PDF at all."""
    return shutil.which(program) is not None


def to_pdf(docx_files: Mapping[str, bytes], office: LibreOffice = DEFAULT) -> dict[str, bytes]:
    """The same names with the letters as PDF, all of them.

    Raises:
        Misconfigured: LibreOffice is not installed.
        TryLater: it did not make every file.
    """
    converted = convert_letters(docx_files, office)
    if converted.failed:
        raise TryLater(
            f"LibreOffice hat nicht alle Schreiben umgewandelt; es fehlen: {', '.join(converted.failed)}.",
            do="Beim nächsten Durchgang wird es erneut versucht.",
        )
    return dict(converted.pdfs)


def convert_letters(docx_files: Mapping[str, bytes], office: LibreOffice = DEFAULT) -> Converted:
    """Every letter that can be converted; one at which LibreOffice hangs or fails is tried twice, then left out.

    A call that finishes no letter for so long is ended; three calls in a row without a letter end the work. A letter
    that was not tried to its end, since somebody said stop, is neither converted nor failed.

    Raises:
        Misconfigured: LibreOffice is not installed.
    """
    path = shutil.which(office.program)
    if path is None:
        raise Misconfigured(
            "LibreOffice ist nicht installiert; Schreiben können nicht in PDF umgewandelt werden.",
            where=office.program,
            do="Bitte das Paket libreoffice-writer-nogui installieren oder Schreiben als .docx versenden.",
        )
    waiting, pdfs = dict(docx_files), dict[str, bytes]()
    tries, idle = Counter[str](), 0
    while waiting and idle < _IDLE_RUNS and not office.stop():
        batch = dict(islice(waiting.items(), BATCH))
        made = _call(path, batch, office)
        pdfs |= made
        idle = 0 if made else idle + 1
        tries.update([name for name in batch if name not in made][:1])  # the first is where it stopped
        waiting = {name: data for name, data in waiting.items() if name not in made and tries[name] < _TRIES}
    return Converted(pdfs, () if office.stop() else tuple(name for name in docx_files if name not in pdfs))


def _call(program: str, docx_files: Mapping[str, bytes], office: LibreOffice) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="kmn-pdf-") as name:
        folder = Path(name)
        # numbered names: a name from outside never becomes a path or an option
        sources = {each: folder / f"{number:05}.docx" for number, each in enumerate(docx_files)}
        for each, source in sources.items():
            source.write_bytes(docx_files[each])
        out = folder / "pdf"
        out.mkdir()
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--nologo", "--nodefault", "--nolockcheck", "--convert-to",
            f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}", "--outdir", str(out), *map(str, sources.values()),
        ]  # fmt: skip
        seconds = _CPU_START + _CPU_PER_FILE * len(sources)
        _run(confined(command, memory=_MEMORY, cpu_seconds=seconds, file_size=_FILE_SIZE), out, office)
        found = {each: out / f"{source.stem}.pdf" for each, source in sources.items()}
        return {
            each: data
            for each, path in found.items()
            if path.is_file() and _is_whole(data := path.read_bytes())
        }


def _run(command: Sequence[str], out: Path, office: LibreOffice) -> None:
    """Runs to its end, to the word stop, or until no file was added for the longest silence."""
    environment = {"HOME": str(out.parent), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=out.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    done, until = 0, time.monotonic() + office.silence
    try:
        while not _has_ended(process, LOOK_SECONDS) and time.monotonic() < until and not office.stop():
            if len(made := list(out.iterdir())) > done:
                done, until = len(made), time.monotonic() + office.silence
    finally:
        kill_group(process)  # soffice is a script; its child must end, too


def _has_ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _is_whole(pdf: bytes) -> bool:
    return pdf.rstrip().endswith(_END)
