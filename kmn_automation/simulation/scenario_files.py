"""Files that the people of the demo attach: the filled workbook, the corrected return copy, a zip, an .ods, a scan."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from kmn_automation.forms.intake import Intake
from kmn_automation.ground.jail import Jail, kill_group
from kmn_automation.model.form import Form
from kmn_automation.model.report import Place, Report, Scalar, Value
from kmn_automation.simulation.eml import read
from kmn_automation.simulation.eml_programs import Enclosure
from kmn_automation.simulation.faults_changes import Draft

SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""One empty page, as a scanner without paper gives it."""
PATIENCE = 60
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def zipped(file: Enclosure, name: str) -> Enclosure:
    """The file in a zip archive of that name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(file.name, file.data)
    return Enclosure(name, buffer.getvalue())


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """Somebody who gets a return copy and has the right figures at hand."""

    form: Form
    jail: Jail

    def corrected(self, mail: bytes, books: Draft) -> Enclosure | None:
        """The return copy of that mail with every cell as in the books; None if the mail has none.

        What a person does by eye – find the cell of a figure – is done by the program's own reader.
        """
        for part in read(mail).iter_attachments():
            name = part.get_filename() or ""
            if name.startswith("Rueckmeldung") and name.endswith(".xlsx"):
                return Enclosure(name, self._mend(part.get_payload(decode=True), books))
        return None

    def _mend(self, data: object, books: Draft) -> bytes:
        if not isinstance(data, bytes):
            raise TypeError("an attached workbook is bytes")
        report = Intake(self.jail, {self.form.version: self.form}).read(data)
        if not isinstance(report, Report):
            raise TypeError(f"our own return copy cannot be read: {report.sentence}")
        workbook = load_workbook(io.BytesIO(data))
        for value, right in _pairs(report, books):
            if value.value != right:
                _type(workbook, value.place, right)
        buffer = io.BytesIO()
        workbook.save(buffer)
        return buffer.getvalue()


def _pairs(report: Report, books: Draft) -> Iterator[tuple[Value, Scalar]]:
    """Every cell that the books have a word about."""
    for field, value in report.values.items():
        if field in books.values:
            yield value, books.values[field]
    for table, lines in report.tables.items():
        for line, right in zip(lines, books.tables.get(table, ()), strict=False):
            yield from ((value, right[name]) for name, value in line.items() if name in right)


def _type(workbook: Workbook, place: Place, value: Scalar) -> None:
    workbook[place.sheet][place.cell] = ("ja" if value else "nein") if isinstance(value, bool) else value


class OdsMaker:
    """Makes an .ods of a workbook while other things go on: LibreOffice takes its time. Use it as a context."""

    def __init__(self, workbook: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kmn-demo-ods-")
        self._workbook = workbook
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def program(self) -> str:
        """LibreOffice of this machine; empty where there is none."""
        return shutil.which("soffice") or shutil.which("libreoffice") or ""

    def __enter__(self) -> Self:
        folder = Path(self._folder.name)
        (folder / "bericht.xlsx").write_bytes(self._workbook)
        if self.program:
            profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
            options = ("--headless", "--norestore", "--nolockcheck", "--convert-to", "ods", "--outdir")
            self._process = subprocess.Popen(
                [self.program, profile, *options, str(folder), str(folder / "bericht.xlsx")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            kill_group(self._process)
        self._folder.cleanup()

    def result(self) -> bytes:
        """The .ods; without LibreOffice a small one that holds a sentence."""
        path = Path(self._folder.name) / "bericht.ods"
        if self._process is not None:
            self._process.wait(PATIENCE)
        return path.read_bytes() if path.is_file() else _small_ods()


def _small_ods() -> bytes:
    """A table of one cell by hand; the member `mimetype` is the first and not packed (OpenDocument 1.3 part 2, 3.3)."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.3">'
        '<office:body><office:spreadsheet><table:table table:name="Deckblatt"><table:table-row><table:table-cell '
        'office:value-type="string"><text:p>Verwendungsnachweis 2025</text:p></table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", _ODS)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
