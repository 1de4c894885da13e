from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kmn_automation.cli.demo import finish
from kmn_automation.cli.main import run_command
from kmn_automation.model.error import KmnError
from kmn_automation.simulation.scenario_sums import Check, Summary

RIGHT = Check("Eingang = Summe", "1 + 1 = 2", fits=True)
WRONG = Check("Eingang = Summe", "1 + 1 = 3", fits=False)


def summary(*checks: Check) -> Summary:
    return Summary({"Mails an das Büro": {"von außen": 2}}, checks, ("Bitte ansehen.",))


def test_the_figures_are_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    finish(summary(RIGHT), Path("demo"), 12.3, as_json=False)

    shown = capsys.readouterr().out
    assert "Mails an das Büro" in shown
    assert "stimmt" in shown
    assert "STIMMT NICHT" not in shown
    assert "demo/LIESMICH.txt" in shown


def test_a_sum_that_does_not_match_is_shown_and_ends_with_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(KmnError, match="Eine Summe der Demo stimmt nicht"):
        finish(summary(RIGHT, WRONG), Path("demo"), 12.3, as_json=False)

    assert "STIMMT NICHT" in capsys.readouterr().out


def test_programs_read_json(capsys: pytest.CaptureFixture[str]) -> None:
    finish(summary(RIGHT), Path("demo"), 12.34, as_json=True)

    found = json.loads(capsys.readouterr().out)
    assert (found["seconds"], found["fits"]) == (12.3, True)
    assert found["summary"]["tables"] == {"Mails an das Büro": {"von außen": 2}}


def test_a_folder_of_somebody_else_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "brief.docx").write_text("wichtig")

    assert run_command(["demo", "--dir", str(tmp_path)]) == 2
    assert "nicht leer" in " ".join(capsys.readouterr().err.split())


def test_ctrl_c_ends_the_demo_with_a_sentence_and_no_server_stays(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    command = [sys.executable, "-m", "kmn_automation", "demo", "--dir", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as demo:
        _wait_for(demo, folder / "home" / "kmn.toml")
        children = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
        os.killpg(demo.pid, signal.SIGINT)
        out, err = demo.communicate(timeout=60)

    assert (out, demo.returncode) == ("", 130)
    assert "Die Demo wurde abgebrochen." in err
    assert "Traceback" not in err
    assert len(children) >= 2
    assert [each for each in children if Path(f"/proc/{each}").exists()] == []


def _wait_for(demo: subprocess.Popen[str], path: Path) -> None:
    while not path.exists():
        try:
            demo.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"the demo ended before {path.name} was there")
