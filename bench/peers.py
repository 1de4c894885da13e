"""Peers that are no dependency: installed into a private folder for one run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def installed(folder: Path, *packages: str) -> str:
    """A Python with the packages in a private environment; empty where the network is closed."""
    return _installed(folder, packages)


def installed_from(folder: Path, lock: Path) -> str:
    """The same with the pinned and hashed packages of a file."""
    return _installed(folder, ("--require-hashes", "--no-deps", "-r", str(lock)))


def installed_node(folder: Path, source: Path) -> str:
    """A folder with the node packages that `package-lock.json` in `source` pins; empty where they cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        return ""
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    failed = subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode
    return "" if failed else str(folder)


def _installed(folder: Path, arguments: Sequence[str]) -> str:
    python = folder / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", *arguments],
    ):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return ""
    return str(python)
