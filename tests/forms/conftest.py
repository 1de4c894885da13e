from __future__ import annotations

from collections.abc import Iterator

import pytest

from kmn_automation.forms.intake import Intake, parse_jail
from tests.forms.samples import all_forms


@pytest.fixture(scope="session")
def intake() -> Iterator[Intake]:
    """Reads attachments in a warm jail, without LibreOffice."""
    with parse_jail() as jail:
        yield Intake(jail, all_forms())
