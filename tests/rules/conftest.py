"""What is stated exactly runs before what tries random values: a mistake is named sooner, and by the plainer test."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    own = [number for number, item in enumerate(items) if item.path.is_relative_to(HERE)]
    ordered = sorted((items[number] for number in own), key=_is_random)
    for number, item in zip(own, ordered, strict=True):
        items[number] = item


def _is_random(item: pytest.Item) -> bool:
    return getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
