"""Peers that are no dependency: installed into a private virtual environment for one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def installed(folder: Path, *packages: str) -> str:
    """A Python with the packages in a private environment; empty where the network is closed."""
    python = folder / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", *packages],
    ):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return ""
    return str(python)
