"""Key and label together: the table of what is believed, row numbers in, row numbers out."""

from __future__ import annotations

import pytest

from kmn_automation.forms.settle import CONTRADICTION, Settled, Signs, settle, weaker
from kmn_automation.model.report import FoundBy

WANTED = {"a": "anna", "b": "berta"}
KNOWN = {"anna", "berta", "fremd"}


@pytest.mark.parametrize(
    ("keys", "labels", "expected"),
    [
        ({5: "a"}, {5: "anna"}, Settled((5,), FoundBy.KEY)),
        ({5: "a"}, {5: "geändert"}, Settled((5,), FoundBy.KEY)),
        ({5: "a"}, {}, Settled((5,), FoundBy.KEY)),
        ({}, {5: "anna"}, Settled((5,), FoundBy.LABEL)),
        ({5: "x"}, {5: "anna"}, Settled((5,), FoundBy.LABEL)),
        ({}, {5: "anna", 9: "anna"}, Settled((5, 9), FoundBy.LABEL)),
        ({5: "a", 9: "a"}, {5: "anna", 9: "anna"}, Settled((5, 9), FoundBy.KEY)),
        ({5: "a", 9: "a"}, {5: "anna"}, Settled((5, 9), FoundBy.KEY)),
        ({5: "a", 9: "a"}, {5: "anna", 9: "berta"}, Settled((5,), FoundBy.KEY)),
        ({5: "a"}, {5: "anna", 9: "anna"}, Settled((5,), FoundBy.KEY)),
        ({5: "a"}, {5: "geändert", 9: "anna"}, Settled((5, 9), FoundBy.KEY)),
        ({5: "a"}, {5: "berta"}, Settled((5,), FoundBy.KEY, CONTRADICTION)),
        ({5: "a"}, {5: "fremd"}, Settled((5,), FoundBy.KEY, CONTRADICTION)),
        ({5: "a", 6: "b"}, {5: "berta", 6: "anna"}, Settled((5, 6), FoundBy.KEY, CONTRADICTION)),
        ({5: "a", 6: "b"}, {5: "geändert", 6: "anna"}, Settled((5, 6), FoundBy.KEY, CONTRADICTION)),
        ({6: "b"}, {6: "anna"}, Settled((6,), FoundBy.LABEL, CONTRADICTION)),
        ({6: "b"}, {6: "berta"}, None),
    ],
)
def test_a_name_is_settled_by_key_and_label(
    keys: dict[int, str], labels: dict[int, str], expected: Settled | None
) -> None:
    assert settle(WANTED, Signs(keys, labels), KNOWN).get("a") == expected


def test_a_name_without_a_label_is_found_by_its_key_alone() -> None:
    assert settle({"a": ""}, Signs({}, {5: ""}), KNOWN) == {}


def test_the_weaker_way_counts() -> None:
    assert (
        weaker(FoundBy.KEY, FoundBy.POSITION) is weaker(FoundBy.POSITION, FoundBy.LABEL) is FoundBy.POSITION
    )
    assert weaker(FoundBy.KEY, FoundBy.KEY) is FoundBy.KEY
