"""Old and foreign workbooks (.xls, .xlsb, .ods) become .xlsx, and formulas get results: LibreOffice under limits.

What comes out is as foreign as what went in: it passes the guard and the jail like any other workbook.

It gets an own profile, an own folder, no network where the system allows that, and is ended with all its children.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.forms.kinds import CONVERTIBLE, Kind
from kmn_automation.ground.confined import confined
from kmn_automation.ground.jail import kill_group

MEMORY = 3 << 29
CPU_SECONDS = 60
FILE_SIZE = 256 << 20
WALL_SECONDS = 90.0
_PROGRAMS = ("soffice", "libreoffice")
_ENDINGS = {**CONVERTIBLE, Kind.XLSX: "xlsx"}
"""A workbook that is .xlsx already comes back with its formulas calculated."""
_FILTER = "xlsx:Calc MS Excel 2007 XML"


@dataclass(frozen=True, slots=True)
class Converter:
    """LibreOffice of this machine; `program` is empty where there is none."""

    program: str = ""
    wall_seconds: float = WALL_SECONDS

    @property
    def is_there(self) -> bool:
        """Whether anything can be converted."""
        return bool(self.program)

    def convert(self, data: bytes, kind: Kind) -> bytes | None:
        """The workbook as .xlsx; None if LibreOffice could not read it or took too long."""
        if not self.program or kind not in _ENDINGS:
            return None
        with tempfile.TemporaryDirectory(prefix="kmn-convert-") as folder:
            return _convert(self, data, Path(folder), _ENDINGS[kind])


def find_converter() -> Converter:
    """The converter with LibreOffice of this machine, if it is installed."""
    return Converter(next((path for name in _PROGRAMS if (path := shutil.which(name))), ""))


def _convert(converter: Converter, data: bytes, folder: Path, ending: str) -> bytes | None:
    source = folder / f"eingang.{ending}"
    source.write_bytes(data)
    command = [
        converter.program,
        f"-env:UserInstallation={(folder / 'profil').as_uri()}",
        "--headless", "--norestore", "--nolockcheck",
        "--convert-to", _FILTER,
        "--outdir", str(folder / "ausgang"),
        str(source),
    ]  # fmt: skip
    process = subprocess.Popen(
        confined(command, memory=MEMORY, cpu_seconds=CPU_SECONDS, file_size=FILE_SIZE),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        cwd=folder,
        start_new_session=True,
    )
    try:
        process.wait(converter.wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        kill_group(process)
    result = folder / "ausgang" / "eingang.xlsx"
    return result.read_bytes() if result.is_file() else None
