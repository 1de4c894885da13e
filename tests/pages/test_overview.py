"""The overview: what it says, that nothing from outside breaks it, and that every number counts its list."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest

from kmn_automation.pages.figures import LetterLine, Overview
from kmn_automation.pages.markup import Html, tag, text
from kmn_automation.pages.overview import draw_overview
from tests.pages.cast import HOSTILE, MORNING, busy, nothing
from tests.pages.reading import Part, read

TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "strong", "a", "ul", "li",
    "nav", "main", "time", "section", "div", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip


def page_of(figures: Overview) -> Part:
    return read(draw_overview(figures))


def names(part: Part) -> set[str]:
    return {part.name} | {name for child in part.children for name in names(child)}


def target_of(page: Part, link: Part) -> Part:
    found = page.by_id(link.attributes["href"].removeprefix("#"))
    assert found is not None, f"no place for {link.attributes['href']}"
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stands_on_the_page_as_text_and_nowhere_as_markup(name: str) -> None:
    page = page_of(busy(name))

    assert names(page) - {""} <= TAGS
    assert page.text.count(name) >= 10
    assert not [a for part in page.all("td") + page.all("th") for a in part.attributes if a.startswith("on")]


def test_marks_that_turn_the_reading_direction_and_control_characters_do_not_pass() -> None:
    page = page_of(busy("gut\u202egnp.exe\x00\x1b[31m"))

    assert "gutgnp.exe\ufffd\ufffd[31m" in page.text


@pytest.mark.parametrize("figures", [nothing(), busy()], ids=["empty", "busy"])
def test_the_page_is_whole_german_and_works_without_script_or_other_files(figures: Overview) -> None:
    source = draw_overview(figures)
    page = read(source)

    assert source.startswith('<!DOCTYPE html>\n<html lang="de">')
    assert names(page) - {""} <= TAGS
    assert not re.search(r"(src|https?:|@import|url\()", source)
    assert [part.name for part in page.all("html")[0].children] == ["head", "body"]


@pytest.mark.parametrize("figures", [nothing(), busy()], ids=["empty", "busy"])
def test_every_link_leads_to_a_place_and_every_place_is_there_once(figures: Overview) -> None:
    page = page_of(figures)
    ids = re.findall(r' id="([^"]*)"', draw_overview(figures))

    assert len(ids) == len(set(ids))
    assert [target_of(page, link).name for link in page.all("a")]


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", draw_overview(busy()))]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_every_heading_a_scope() -> None:
    tables = page_of(busy()).all("table")

    assert (
        len(tables) == 14
    )  # four with numbers and a list each, two with one Regionalverbund each, four more
    assert [table.children[0].name for table in tables] == ["caption"] * len(tables)
    assert {th.attributes.get("scope") for table in tables for th in table.all("th")} == {
        "col", "row", "rowgroup",
    }  # fmt: skip


def test_every_row_is_as_wide_as_its_table() -> None:
    for table in page_of(busy()).all("table"):
        columns = len(table.all("thead")[0].all("th"))
        for row in table.all("tr"):
            cells = row.all("th") + row.all("td")
            assert sum(int(cell.attributes.get("colspan", 1)) for cell in cells) == columns
            assert row.children[0].name == "th"


def test_a_number_that_links_to_a_group_counts_its_rows() -> None:
    page = page_of(busy())
    counted = 0

    for link in page.all("main")[0].all("a"):
        target = target_of(page, link)
        if target.name == "tbody":
            rows = [row for row in target.all("tr") if row.all("td")]
            assert int(link.text) == len(rows)
            assert target.all("th")[0].text.endswith(f": {len(rows)}")
            counted += 1

    assert (
        counted == 2 + 2 + 4 + 2 + 1
    )  # outcomes of mails, persons, reports, states of letters, states of messages


def test_the_numbers_at_the_top_count_what_the_figures_hold() -> None:
    tiles = page_of(busy()).all("ul")[0].all("li")

    assert {tile.all("a")[0].own_text: int(tile.all("strong")[0].text) for tile in tiles} == {
        "warten auf Freigabe": 3,
        "Aufgaben für das Büro": 1,
        "fehlgeschlagen oder ungeklärt": 1,
        "Nachweise überfällig": 1,
        "Mails in 24 Stunden": 3,
        "davon beantwortet": 2,
        "von 4 Berichten 2025 da": 3,
        "Schreiben": 3,
    }


def test_the_reports_add_up_in_both_directions() -> None:
    matrix = next(t for t in page_of(busy()).all("table") if "Förderjahr 2025" in t.all("caption")[0].text)

    rows = [[int(cell.text) for cell in row.all("td")] for row in matrix.all("tr") if row.all("td")]

    assert rows == [[1, 0, 1, 1, 3], [0, 1, 0, 0, 1], [1, 1, 1, 1, 4]]
    assert [row[-1] for row in rows] == [sum(row[:-1]) for row in rows]


def test_a_sum_that_does_not_match_is_said_in_words_and_at_the_top() -> None:
    page = page_of(busy())

    assert "1 = 2✗ stimmt nicht" in page.text
    assert "1 Summen stimmen nicht" not in page.text
    assert "Eine Summe stimmt nicht" in page.all("header")[0].text
    assert "Summe" not in page_of(nothing()).all("header")[0].text


def test_the_trial_mode_is_said_at_the_top_and_its_absence_is_silent() -> None:
    assert "Probebetrieb: Alle Mails gehen an probe@kmn.example" in page_of(busy()).all("header")[0].text
    assert "Probebetrieb" not in page_of(nothing()).text


def test_a_new_office_gets_a_page_of_friendly_sentences_and_no_empty_table() -> None:
    page = page_of(nothing())

    assert page.all("table") == []
    assert "Letzter guter Blick ins Postfach: noch nie" in page.text
    for sentence in ("Zurzeit wartet kein Schreiben", "Kein Nachweis ist überfällig", "Es ist nichts offen"):
        assert sentence in page.text


def test_times_are_printed_as_they_come_in_and_in_german_form() -> None:
    assert "Stand: 04.05.2026, 06:00 Uhr" in page_of(nothing()).text


def test_persons_stand_in_the_order_of_the_alphabet_with_their_letters() -> None:
    waiting = page_of(busy()).by_id("person-1")

    assert waiting is not None
    assert waiting.all("th")[0].text == "Anton Ahorn: 2"


def test_six_hundred_reports_make_a_page_that_a_phone_can_open() -> None:
    states = [each.state for each in busy().letters]
    many = tuple(
        LetterLine(f"2026-{n:04d}", "bewertung", f"Träger {n}", states[n % 3], MORNING) for n in range(1200)
    )

    assert len(draw_overview(dataclasses.replace(busy(), letters=many))) < 300_000


def test_only_markup_passes_unescaped() -> None:
    assert tag("p", "<b>", Html("<b></b>"), class_='"') == '<p class="&quot;">&lt;b&gt;<b></b></p>'
    assert text("") == "–"
    assert text(0) == "0"
