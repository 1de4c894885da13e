"""Rules that could not run, in words: what is missing, and which rules wait for it."""

from __future__ import annotations

import pytest

from kmn_automation.model.not_run import Absence, Absent, NotRun, group_by_reason, in_words
from kmn_automation.model.report import Place


def empty(sheet: str, cell: str = "", label: str = "Betrag", more: int = 0) -> Absent:
    return Absent(Absence.EMPTY, Place(sheet, cell, label), more)


def waiting(rule: str, *absent: Absent) -> NotRun:
    return NotRun(rule, f"Titel {rule}", absent)


@pytest.mark.parametrize(
    ("absent", "words"),
    [
        ([empty("Ausgaben", "B8", "Raumkosten")], "Blatt „Ausgaben“, Zelle B8 (Raumkosten) ist leer"),
        ([empty("Personal", "", "Personen")], "Blatt „Personal“, „Personen“ ist leer"),
        ([empty("Belege", "E7", more=1)], "Blatt „Belege“, Zelle E7 (Betrag) und eine weitere Zelle sind leer"),
        ([empty("Belege", "E7", more=5)], "Blatt „Belege“, Zelle E7 (Betrag) und 5 weitere Zellen sind leer"),
        (
            [empty("A", f"B{row}", f"Zeile {row}") for row in range(1, 6)],
            "Blatt „A“, Zelle B1 (Zeile 1), Zelle B2 (Zeile 2), Zelle B3 (Zeile 3) und 2 weitere Zellen sind leer",
        ),
        (
            [empty("B", "C1"), Absent(Absence.UNREADABLE, Place("A", "B1", "Tag"))],
            "Blatt „A“, Zelle B1 (Tag) ist nicht lesbar; Blatt „B“, Zelle C1 (Betrag) ist leer",
        ),
        (
            [Absent(Absence.NO_RESULT, Place("A", "B1", "Stellen"))],
            "Blatt „A“, Zelle B1 (Stellen) führt zu einer Teilung durch 0",
        ),
        ([Absent(Absence.UNKNOWN, Place("", "", "der Bescheid"))], "Der Bescheid ist uns nicht bekannt"),
        ([empty("A", "B1"), empty("A", "B1")], "Blatt „A“, Zelle B1 (Betrag) ist leer"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_sheet_cell_and_label(absent: list[Absent], words: str) -> None:
    assert in_words(absent) == words


def test_rules_that_lack_the_same_values_stand_in_one_line() -> None:
    one, other = empty("A", "B1"), empty("B", "C1")
    groups = group_by_reason([waiting("ARI-01", one), waiting("ARI-02", other), waiting("ELG-06", one)])
    assert [each.titles for each in groups] == [
        "ARI-01 (Titel ARI-01); ELG-06 (Titel ELG-06)",
        "ARI-02 (Titel ARI-02)",
    ]


def test_more_than_six_reasons_are_told_apart_by_sheet() -> None:
    rules = [waiting(f"ARI-{n:02}", empty("A" if n < 5 else "B", f"B{n}", f"Feld {n}")) for n in range(1, 8)]
    assert len(group_by_reason(rules[:6])) == 6
    groups = group_by_reason(rules)
    assert [len(each.rules) for each in groups] == [4, 3]
    assert groups[1].reason == (
        "Blatt „B“, Zelle B5 (Feld 5), Zelle B6 (Feld 6) und Zelle B7 (Feld 7) sind leer"
    )


def test_of_many_rules_the_first_have_their_title_and_the_rest_are_ranges() -> None:
    ids = [*(f"ARI-{n:02}" for n in range(1, 9)), "ELG-03", "ELG-04/ELG-05", "ELG-06", "STA-01", "STA-02"]
    (group,) = group_by_reason([waiting(rule, empty("A", "B1")) for rule in ids])
    assert group.short == (
        "ARI-01 (Titel ARI-01); ARI-02 (Titel ARI-02); ARI-03 (Titel ARI-03); ARI-04 (Titel ARI-04); "
        "ARI-05 (Titel ARI-05) und 8 weitere: ARI-06 bis ARI-08, ELG-03, ELG-04/ELG-05, ELG-06, STA-01, STA-02"
    )


def test_a_single_rule_more_is_named_with_its_title() -> None:
    (group,) = group_by_reason([waiting(f"ARI-{n:02}", empty("A", "B1")) for n in range(1, 7)])
    assert group.short == group.titles


def test_a_long_line_can_be_cut_into_pieces() -> None:
    (group,) = group_by_reason([waiting(f"ARI-{n:02}", empty("A", "B1")) for n in range(1, 6)])
    pieces = group.parts(2)
    assert [len(each.rules) for each in pieces] == [2, 2, 1]
    assert {each.reason for each in pieces} == {group.reason}
