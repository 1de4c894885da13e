from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.letters.cast import FILES
from tools.draw_letters import draw_all, main

DRAWN = draw_all()


def members(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_the_shipped_template_is_what_the_program_draws(name: str) -> None:
    assert members(FILES[name]) == members(DRAWN[name])


def test_the_program_writes_what_it_draws_and_a_letter_may_come_from_word(tmp_path: Path) -> None:
    main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == DRAWN.keys()
    assert DRAWN.keys() <= {name for name in FILES if name.endswith(".docx")}
