"""Word files to PDF through the LibreOffice of the system: one call for many files, a profile of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from kmn_automation.model.error import Misconfigured, TryLater

START_SECONDS = 60
SECONDS_PER_FILE = 5
_PDF_A_2B = 2
_AGAIN = "Beim nächsten Durchgang wird es erneut versucht."
_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": str(_PDF_A_2B)},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
}


def to_pdf(
    docx_files: Mapping[str, bytes], *, program: str = "soffice", seconds: float | None = None
) -> dict[str, bytes]:
    """The same names with the letters as tagged PDF/A-2b; `seconds` limits the whole call.

    Raises:
        Misconfigured: LibreOffice is not installed.
        TryLater: it did not end in time, or did not make every file.
    """
    path = shutil.which(program)
    if path is None:
        raise Misconfigured(
            "LibreOffice ist nicht installiert; Schreiben können nicht in PDF umgewandelt werden.",
            where=program,
            do="Bitte das Paket libreoffice-writer-nogui installieren oder Schreiben als .docx versenden.",
        )
    if not docx_files:
        return {}
    limit = seconds or START_SECONDS + SECONDS_PER_FILE * len(docx_files)
    with tempfile.TemporaryDirectory(prefix="kmn-pdf-") as folder:
        return _convert(Path(folder), path, docx_files, limit)


def _convert(folder: Path, program: str, docx_files: Mapping[str, bytes], limit: float) -> dict[str, bytes]:
    # numbered names: a name from outside never becomes a path or an option
    sources = {name: folder / f"{number:05}.docx" for number, name in enumerate(docx_files)}
    for name, source in sources.items():
        source.write_bytes(docx_files[name])
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--nologo", "--nodefault", "--nolockcheck", "--convert-to",
        f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}", "--outdir", str(folder / "pdf"), *map(str, sources.values()),
    ]  # fmt: skip
    _run(command, folder, limit)
    made = {name: folder / "pdf" / f"{source.stem}.pdf" for name, source in sources.items()}
    missing = [name for name, pdf in made.items() if not pdf.is_file()]
    if missing:
        raise TryLater(
            f"LibreOffice hat nicht alle Schreiben umgewandelt; es fehlen: {', '.join(missing)}.", do=_AGAIN
        )
    return {name: pdf.read_bytes() for name, pdf in made.items()}


def _run(command: Sequence[str], folder: Path, seconds: float) -> None:
    environment = {"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    with subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # soffice is a script; its child must end, too
            raise TryLater(f"LibreOffice war nach {seconds:g} Sekunden nicht fertig.", do=_AGAIN) from None
    if code:
        raise TryLater(f"LibreOffice hat die Umwandlung abgebrochen (Code {code}).", do=_AGAIN)
