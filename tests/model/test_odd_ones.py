"""What makes a letter odd among many."""

from __future__ import annotations

from kmn_automation.model.money import euro
from kmn_automation.model.odd_ones import Sight, odd_reasons


def of(*amounts: int) -> list[Sight]:
    return [Sight(f"Träger {n}", euro(each)) for n, each in enumerate(amounts)]


def odd(sights: list[Sight]) -> list[int]:
    return [place for place, reasons in enumerate(odd_reasons(sights)) if reasons]


def test_an_amount_far_from_the_middle_is_odd() -> None:
    sights = of(40_000, 41_000, 42_000, 43_000, 44_000, 90_000, 500)

    assert odd(sights) == [5, 6]
    assert odd_reasons(sights)[5] == ("Betrag 90.000,00\u00a0€, die Mitte liegt bei 42.000,00\u00a0€",)


def test_where_most_amounts_are_equal_every_other_one_is_odd() -> None:
    assert odd(of(100, 100, 100, 100, 100, 101)) == [5]


def test_a_few_amounts_have_no_middle() -> None:
    assert odd(of(100, 100, 100, 9_000)) == []
    assert odd([*of(100, 100, 100, 9_000), Sight("ohne Betrag")]) == []


def test_another_number_of_findings_is_odd_where_most_have_the_same() -> None:
    sights = [Sight("a", findings=2), Sight("b", findings=2), Sight("c", findings=2), Sight("d", findings=7)]

    assert odd_reasons(sights)[3] == ("7 Feststellungen, sonst 2",)
    assert odd(sights) == [3]
    assert odd([Sight("a", findings=1), Sight("b", findings=2)]) == []


def test_long_names_and_new_traeger_are_odd_unless_most_are() -> None:
    ordinary = [Sight("a"), Sight("b"), Sight("c")]

    assert odd([*ordinary, Sight("x" * 61)]) == [3]
    assert odd([*ordinary, Sight("x" * 60)]) == []
    assert odd_reasons([*ordinary, Sight("d", is_new=True)])[3] == ("erstes Schreiben an diesen Träger",)
    assert odd([Sight("a", is_new=True), Sight("b", is_new=True), Sight("c")]) == []


def test_reasons_of_others_always_stand() -> None:
    sights = [Sight("a", notes=("offen",)), Sight("b", notes=("offen",))]

    assert odd_reasons(sights) == [("offen",), ("offen",)]
    assert odd_reasons([]) == []
