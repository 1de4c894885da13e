from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from kmn_automation.forms.intake import Intake
from kmn_automation.forms.kinds import Kind
from kmn_automation.forms.refusal import NotOurs, Reason
from kmn_automation.model.report import Report
from tests.forms.hostile_files import Hostile, hostile_files, row
from tests.forms.mixed_run import peak, pid_of
from tests.forms.samples import VERSIONS, form, opened, sample, saved, writer
from tests.ground.archives import MAIN, sheet, workbook, zipped

NUMBER = 500

SECONDS = 10.0
"""For one file on a busy machine; alone the slowest takes half a second."""
CHILD_MEGABYTES = 150
FILES = hostile_files()


@pytest.mark.parametrize("hostile", FILES, ids=[each.name for each in FILES])
def test_a_hostile_file_is_refused_with_its_reason_and_costs_little(intake: Intake, hostile: Hostile) -> None:
    data = hostile.make()
    intake.jail.warm_up()
    child = str(pid_of(intake.jail))
    Path(f"/proc/{child}/clear_refs").write_text("5")  # begins to measure the most memory anew
    begin = time.perf_counter()

    answer = intake.read(data)

    assert time.perf_counter() - begin < SECONDS
    assert peak(child) < CHILD_MEGABYTES * 1000
    assert isinstance(answer, NotOurs)
    assert answer.reason in hostile.reasons
    assert hostile.words in answer.sentence
    assert answer.sentence.endswith((".", "senden."))


def test_what_ends_the_child_is_refused_and_the_next_file_is_read(intake: Intake) -> None:
    fooled = sheet(
        row('<c r="A1"><v>1</v></c>') + row('<q:c xmlns:q="x" r="XFD1048576"><q:v>1</q:v></q:c>', 2)
    )
    before = pid_of(intake.jail)

    answer = intake.read(workbook(sheet=fooled.replace('xmlns:q="x"', f'xmlns:q="{MAIN}"')))

    assert isinstance(answer, NotOurs)
    assert answer.reason in {Reason.TOO_HEAVY, Reason.DAMAGED, Reason.UNSAFE}
    assert isinstance(intake.read(writer().write({})), Report)
    assert pid_of(intake.jail) != before


def test_hostile_and_good_files_mixed_go_through_one_worker(tmp_path: Path) -> None:
    rng = random.Random(7)
    good = {f"report {version} {amount}.00": writer(version).write({"einnahmen.bund": Decimal(amount)}, sample(form(version))[1])
            for version in VERSIONS for amount in range(1, 6)}  # fmt: skip
    bad = [each.make() for each in FILES]
    light = [data for data in bad if len(data) < 1 << 20]
    bad += [damaged(rng.choice(light), rng) for _ in range(NUMBER - len(bad))]
    files = [("gut", expected, data) for expected, data in rng.choices(list(good.items()), k=NUMBER)]
    files += [("boese", "", data) for data in bad]
    rng.shuffle(files)
    for number, (kind, _, data) in enumerate(files):
        (tmp_path / f"{number:04}-{kind}").write_bytes(data)

    command = [sys.executable, "-m", "tests.forms.mixed_run", str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=500)
    result = json.loads(done.stdout)

    outcomes = result["outcomes"]
    names = [f"{number:04}-{kind}" for number, (kind, _, _) in enumerate(files)]
    read = [
        name for name, (_, expected, _) in zip(names, files, strict=True) if outcomes[name][0] == expected
    ]
    taken = [name for name in names if name.endswith("boese") and outcomes[name][0].startswith("report")]
    refusals = Counter(outcomes[name][0] for name in names if name.endswith("boese"))
    slowest = max(seconds for _, seconds in outcomes.values())
    print(f"good={len(read)} hostile={NUMBER - len(taken)} {dict(refusals)}")  # noqa: T201 - the figures of the run
    print({key: result[key] for key in ("seconds", "megabytes", "children")}, f"slowest={slowest:.2f}")  # noqa: T201
    assert len(read) == NUMBER
    assert taken == []
    assert slowest < SECONDS
    assert result["megabytes"] <= 300


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The file with some bytes changed, or cut."""
    spoiled = bytearray(data or b"P")
    for _ in range(rng.randint(1, 4)):
        spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
    return bytes(spoiled[: rng.randint(1, len(spoiled))] if rng.random() < 0.3 else spoiled)


def test_macros_links_and_objects_are_remarked_and_never_touched(intake: Intake) -> None:
    values, tables = sample(form())
    data = zipped_with(
        writer().write(values, tables),
        {
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
            "xl/embeddings/oleObject1.bin": "x",
            "xl/connections.xml": f'<connections xmlns="{MAIN}"/>',
        },
    )

    report = intake.read(data)

    assert isinstance(report, Report)
    assert [each.split(".")[0] for each in report.remarks] == [
        "Die Datei enthält Makros",
        "Die Datei enthält Verknüpfungen zu anderen Dateien",
        "Die Datei enthält Datenverbindungen",
        "Die Datei enthält eingebettete Objekte",
    ]
    assert report.get("einnahmen.bund") == values["einnahmen.bund"]


def test_what_a_mac_adds_when_it_packs_is_no_part_of_the_workbook(intake: Intake) -> None:
    data = writer().write({"einnahmen.bund": Decimal(5)})

    report = intake.read(zipped_with(data, {"__MACOSX/xl/._workbook.xml": b"\x00\x05\x16\x07" * 20}))

    assert isinstance(report, Report)


def test_an_xlsm_is_read_and_named(intake: Intake) -> None:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    data = zipped_with(writer().write({"einnahmen.bund": Decimal(5)}), {})
    data = replaced(
        data, "[Content_Types].xml", types, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )

    assert intake.kind(data) is Kind.XLSM
    report = intake.read(data)
    assert isinstance(report, Report)
    assert report.get("einnahmen.bund") == 5


def test_the_namespace_prefix_of_other_programs_is_read(intake: Intake) -> None:
    values, tables = sample(form())
    data = saved(opened(writer().write(values, tables)))
    part = "xl/worksheets/sheet4.xml"
    prefixed = (
        members(data)[part].decode().replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    )
    prefixed = prefixed.replace("<x:?xml", "<?xml").replace("xmlns=", "xmlns:x=")

    report = intake.read(zipped_with(data, {part: prefixed}))

    assert isinstance(report, Report)
    assert {key: report.get(key) for key in values} == values


def members(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped_with(data: bytes, added: dict[str, str | bytes]) -> bytes:
    return zipped({**members(data), **added})


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    text = members(data)[part].decode()
    assert old in text
    return zipped_with(data, {part: text.replace(old, new)})
