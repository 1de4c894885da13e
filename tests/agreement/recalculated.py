"""Both answers to one file: what its live sheet says after LibreOffice computed it, and what the server says."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineWorkbook

from kmn_automation.forms.intake import Intake
from kmn_automation.forms.live_values import FIRST_ROW, TITLE
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.model.live_rule import LiveBook, LiveRule
from kmn_automation.model.report import Report
from kmn_automation.rules.known_names import values_of
from kmn_automation.rules.rulebook import Rulebook
from tests.agreement.filled import Filled

UNDECIDED = -2
BATCH = 25
PROCESSES = 2
SECONDS = 1800
"""For one batch; on a busy machine most of it is waiting."""
GERMAN, ENGLISH = "de-DE", "en-US"
_PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooLocale" oor:op="fuse"><value>{locale}</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="UILocale" oor:op="fuse"><value>{locale}</value></prop>
</item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """Number of findings by rule id on both sides, and the rules that the sheet leaves open for a text."""

    live: Mapping[str, int]
    server: Mapping[str, int]
    undecided: frozenset[str]
    checks: int

    @property
    def differences(self) -> dict[str, tuple[int, int]]:
        """Rule id → live and server, where they differ."""
        return {
            rule: (number, self.server.get(rule, 0))
            for rule, number in self.live.items()
            if rule not in self.undecided and number != self.server.get(rule, 0)
        }


def answers(
    forms: Sequence[Filled], writers: Mapping[str, FormWriter], rulebook: Rulebook, bench: Bench
) -> Iterator[tuple[Filled, Answers]]:
    """Both answers for every form, recalculated in batches."""
    batches = [forms[start : start + BATCH] for start in range(0, len(forms), BATCH)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        made = pool.map(
            lambda batch: bench.recalculated(written(batch[1], writers), batch[0]), enumerate(batches)
        )
        for batch, files in zip(batches, made, strict=True):
            for filled, data in zip(batch, files, strict=True):
                yield filled, compare(writers[filled.version].live, filled, rulebook, (bench.intake, data))


def written(batch: Sequence[Filled], writers: Mapping[str, FormWriter]) -> list[bytes]:
    """The forms as workbooks."""
    return [
        writers[each.version].write(each.values, each.tables, (), values_of(each.known)) for each in batch
    ]


@dataclass(frozen=True, slots=True)
class Bench:
    """The reader, and LibreOffice with a profile and a folder of its own."""

    intake: Intake
    soffice: str
    folder: Path
    locale: str = field(default=ENGLISH)
    """The language and country whose numbers and words LibreOffice uses."""

    def recalculated(self, files: Sequence[bytes], number: int = 0) -> list[bytes]:
        """The files as LibreOffice saves them, all in one call; calls with other numbers may run beside it."""
        folder = self.folder / f"batch{number}"
        folder.mkdir()
        sources = [folder / f"form{each}.xlsx" for each in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        out = folder / "out"
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE.format(locale=self.locale))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [self.soffice, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
        subprocess.run(
            [*command, "--outdir", str(out), *map(str, sources)],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
        made = [(out / source.name).read_bytes() for source in sources]
        shutil.rmtree(folder)
        return made


def compare(book: LiveBook, filled: Filled, rulebook: Rulebook, computed: tuple[Intake, bytes]) -> Answers:
    """Both answers to a workbook that was computed."""
    intake, data = computed
    report = intake.read(data)
    assert isinstance(report, Report), report
    codes = _codes(data, book.rules)
    examination = rulebook.examine(report, filled.known)
    server = Counter(each.rule for each in examination.findings if each.found != "leer")
    live: Counter[str] = Counter()
    undecided: set[str] = set()
    for rule, code in zip(book.rules, codes, strict=True):
        live[rule.id] += max(code, 0)
        if code == UNDECIDED or (filled.has_texts and rule.table):
            undecided.add(rule.id)
        if rule.needs_register and filled.known.bescheid is None:
            undecided.add(rule.id)
    return Answers(live, server, frozenset(undecided), len(book.rules))


def _codes(data: bytes, rules: Iterable[LiveRule]) -> list[int]:
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_name(TITLE)
        .to_python(skip_empty_area=False)
    )
    found = []
    for number, rule in enumerate(rules, FIRST_ROW - 1):
        assert rows[number][0] == rule.id
        found.append(int(rows[number][1]))
    return found


def cells_of(data: bytes) -> dict[str, list[list[object]]]:
    """Everything that stands in a workbook: sheet → rows of values."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
