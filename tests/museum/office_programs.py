"""LibreOffice itself saves exhibits, all of one format in one call, and reads the old formats back in one more."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kmn_automation.forms.convert import Converter
from kmn_automation.forms.kinds import Kind
from tests.conftest import unavailable
from tests.museum.exhibit import Exhibit

XLSX = "xlsx:Calc MS Excel 2007 XML"
XLS = "xls:MS Excel 97"
ODS = "ods:calc8"
CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0"
HTML = "html:HTML (StarCalc)"
PDF = "pdf:calc_pdf_Export"
FLAT_ODS = "fods:OpenDocument Spreadsheet Flat XML"
PATIENCE = 300
READ_BACK = {"xls", "ods"}


@dataclass(frozen=True, slots=True)
class PreparedConverter(Converter):
    """What LibreOffice made of each file, made beforehand for many files in one call."""

    made: Mapping[str, bytes] = field(default_factory=dict)

    def convert(self, data: bytes, kind: Kind) -> bytes | None:
        """The workbook as .xlsx, exactly as the converter's own call makes it."""
        del kind
        return self.made.get(hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Workshop:
    """Exhibit → file as LibreOffice saved it; and the converter for the old formats among them."""

    saved: Mapping[str, bytes]
    converter: Converter


def open_workshop(exhibits: Iterable[Exhibit], folder: Path) -> Workshop:
    """All these exhibits, saved."""
    program = shutil.which("soffice")
    if program is None:
        unavailable("LibreOffice is missing: apt-get install libreoffice-calc-nogui")
    by_filter: dict[str, list[Exhibit]] = defaultdict(list)
    for each in exhibits:
        by_filter[each.saved_as].append(each)
    saved: dict[str, bytes] = {}
    made: dict[str, bytes] = {}
    for name, group in by_filter.items():
        sources = folder / f"quellen-{name.partition(':')[0]}"
        sources.mkdir()
        for each in group:
            (sources / f"{each.name}.xlsx").write_bytes(each.build())
        results = _convert(str(program), name, sources, folder)
        saved |= results
        if name.partition(":")[0] in READ_BACK:
            again = _convert(str(program), XLSX, sources / "ziel", folder)
            made |= {hashlib.sha256(results[key]).hexdigest(): data for key, data in again.items()}
    return Workshop(saved, PreparedConverter(str(program), made=made))


def _convert(program: str, name: str, sources: Path, folder: Path) -> dict[str, bytes]:
    """Stem of the file → its bytes in the other format, for all files of a folder at once."""
    target = sources / "ziel"
    command = [program, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless", "--norestore"]
    files = sorted(str(path) for path in sources.iterdir() if path.is_file())
    command += ["--convert-to", name, "--outdir", str(target), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    ending = name.partition(":")[0]
    return {path.stem: path.read_bytes() for path in target.iterdir() if path.suffix == f".{ending}"}
