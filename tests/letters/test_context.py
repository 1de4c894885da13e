from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kmn_automation.letters.context import (
    evaluation_context,
    evaluation_kinds,
    invitation_context,
    salutation,
)
from kmn_automation.letters.held import LetterHeld
from kmn_automation.model.finding import Finding, Outcome
from kmn_automation.model.register import Contact, MeetingKind, TraegerArt
from kmn_automation.model.report import Place
from tests.letters import cast


@pytest.mark.parametrize(
    ("anrede", "name", "line"),
    [
        ("Frau", "Kim Beispiel", "Sehr geehrte Frau Kim Beispiel,"),
        ("Herr", "Robin von der Beispielheide", "Sehr geehrter Herr Robin von der Beispielheide,"),
        ("frau ", "Beispiel, Dr. Kim", "Sehr geehrte Frau Dr. Beispiel,"),
        ("Herr", "Beispiel, Robin", "Sehr geehrter Herr Beispiel,"),
        ("", "Kim Beispiel", "Guten Tag Kim Beispiel,"),
        ("divers", "Beispiel, Kim", "Guten Tag Kim Beispiel,"),
        ("Frau", " ", "Sehr geehrte Damen und Herren,"),
    ],
)
def test_the_salutation_fits_what_the_register_says(anrede: str, name: str, line: str) -> None:
    assert salutation(Contact("T", name, anrede, "a@traeger.example")) == line


def test_without_contact_everybody_is_greeted() -> None:
    assert salutation(None) == "Sehr geehrte Damen und Herren,"


@pytest.mark.parametrize(
    ("anrede", "line"), [("Herr", "Herrn Kim Beispiel"), ("Frau", "Frau Kim Beispiel"), ("", "Kim Beispiel")]
)
def test_the_address_names_the_contact(anrede: str, line: str) -> None:
    recipient = dataclasses.replace(
        cast.PLAIN, contact=Contact("T", "Beispiel, Kim", anrede, "a@traeger.example")
    )
    assert cast.evaluation(recipient)["empfaenger"]["ansprechperson"] == line  # type: ignore[index]


@pytest.mark.parametrize(
    ("count", "claim", "kinds"),
    [
        (0, "0", ("bewertung_ohne_hinweise", "pruefvermerk")),
        (1, "0", ("bewertung_mit_hinweisen", "pruefvermerk")),
        (3, "0.01", ("bewertung_mit_hinweisen", "pruefvermerk", "anhoerung_entwurf")),
        (0, "-5", ("bewertung_ohne_hinweise", "pruefvermerk")),
    ],
)
def test_an_accepted_report_makes_these_letters(count: int, claim: str, kinds: tuple[str, ...]) -> None:
    assert evaluation_kinds(cast.examination(count, claim)) == kinds


@pytest.mark.parametrize("change", [{"outcome": Outcome.NACHBESSERUNG}, {"settlement": None}])
def test_a_report_that_was_sent_back_gets_no_evaluation(change: dict[str, object]) -> None:
    examination = dataclasses.replace(cast.examination(1), **change)
    with pytest.raises(LetterHeld, match="keine Bewertung"):
        evaluation_context(cast.OCCASION, cast.PLAIN, cast.BESCHEID, cast.REPORT, examination)


def with_finding(**change: object) -> dict[str, object]:
    finding: Finding = dataclasses.replace(cast.findings(1)[0], **change)  # type: ignore[arg-type]
    examination = dataclasses.replace(cast.examination(1), findings=(finding,))
    return evaluation_context(cast.OCCASION, cast.PLAIN, cast.BESCHEID, cast.REPORT, examination)


def test_a_source_that_nobody_read_is_never_printed_as_law() -> None:
    told = cast.evaluation(count=3)["hinweise"]
    assert [each["quelle"] for each in told] == [  # type: ignore[attr-defined]
        "Regel ELG-06 · Richtlinie Migrationsberatung Nr. 5",
        "Regel PER-02 · Prüfmaßstab der Koordinierungsstelle",
    ]


def test_internal_findings_are_for_the_file_only() -> None:
    context = cast.evaluation(count=3)
    assert [each["regel"] for each in context["feststellungen"]] == ["ELG-06", "PER-02", "VGL-08"]  # type: ignore[attr-defined]
    assert len(context["hinweise"]) == 2  # type: ignore[arg-type]


def test_hostile_text_from_a_cell_is_made_visible_instead_of_holding_the_letter() -> None:
    context = with_finding(found="1\u202e2\ud800", text="Gefunden: 1\u202e2")
    assert context["feststellungen"][0]["gefunden"] == "1‹U+202E›2‹U+D800›"  # type: ignore[index]
    assert "‹U+202E›" in cast.library().render("pruefvermerk", context).text


@pytest.mark.parametrize(
    ("count", "lines"),
    [
        (0, ["Gesamter Nachweis"]),
        (4, ["Belegliste A1", "Belegliste A2", "Belegliste A3", "Belegliste A4"]),
        (5, ["Belegliste A1", "Belegliste A2", "Belegliste A3", "Belegliste A4", "Belegliste A5"]),
        (9, ["Belegliste A1", "Belegliste A2", "Belegliste A3", "Belegliste A4", "und 5 weitere Stellen"]),
    ],
)
def test_many_places_are_counted(count: int, lines: list[str]) -> None:
    places = tuple(Place("Belegliste", f"A{number}") for number in range(1, count + 1))
    assert with_finding(places=places)["hinweise"][0]["fundstelle"].split("\n") == lines  # type: ignore[index]


@pytest.mark.parametrize(
    ("art", "rules"),
    [
        (TraegerArt.GEBIETSKOERPERSCHAFT, "ANBest-Gk"),
        (TraegerArt.OEFFENTLICH, "ANBest-P"),
        (TraegerArt.GEMEINNUETZIG, "ANBest-P"),
    ],
)
def test_the_nebenbestimmungen_follow_the_kind_of_traeger(art: TraegerArt, rules: str) -> None:
    recipient = dataclasses.replace(cast.PLAIN, traeger=cast.traeger_named("Stadt Musterstadt", art))
    assert cast.reminder(recipient)["bescheid"]["nebenbestimmungen"] == rules  # type: ignore[index]


def test_every_kind_of_meeting_has_its_words() -> None:
    for kind in MeetingKind:
        meeting = dataclasses.replace(cast.MEETING, kind=kind, answer_until=None, agenda=())
        context = invitation_context(cast.OCCASION, cast.PLAIN, meeting)
        text = cast.library().render("einladung", context).text
        assert f"wir laden Sie herzlich {context['sitzung']['anlass']} ein:" in text  # type: ignore[index]
        assert "Tagesordnung\n" not in text


def test_a_meeting_of_two_days_names_both() -> None:
    meeting = dataclasses.replace(cast.MEETING, end=dt.datetime(2025, 10, 17, 13, 0))  # noqa: DTZ001 - wall time
    context = invitation_context(cast.OCCASION, cast.PLAIN, meeting)
    assert context["sitzung"]["tag"] == "Donnerstag, 16. Oktober 2025 bis Freitag, 17. Oktober 2025"  # type: ignore[index]
