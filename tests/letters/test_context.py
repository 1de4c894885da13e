from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kmn_automation.letters.context import evaluation_context, evaluation_kinds, handover_context
from kmn_automation.letters.demand_context import demand_context
from kmn_automation.letters.facts import Demanded, Gathering, Handover
from kmn_automation.letters.frame import salutation
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.meeting_context import invitation_context
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


@pytest.mark.parametrize(
    ("kind", "opening", "heading", "others"),
    [
        (
            MeetingKind.VERNETZUNGSTREFFEN,
            "wir laden Sie herzlich zum Vernetzungstreffen ein:",
            "Programm\n1.\tBegrüßung",
            ["Einladung zum Vernetzungstreffen"],
        ),
        (
            MeetingKind.FEDERFUEHRENDE,
            "wir laden Sie herzlich zum Treffen der Federführenden ein:",
            "Tagesordnung\nTOP 1\tBegrüßung",
            ["Einladung zum Treffen der Federführenden"],
        ),
        (
            MeetingKind.REGIONALVERBUND,
            "im Namen der Federführung (Alex Musterfeder) laden wir Sie herzlich zur Sitzung des "  # noqa: ISC004 - one text
            "Regionalverbunds Nordbogen ein:",
            "Tagesordnung\nTOP 1\tBegrüßung",
            ["Einladung zur Sitzung des Regionalverbunds Nordbogen"],
        ),
        (
            MeetingKind.FORTBILDUNG,
            "wir laden Sie herzlich zur Fortbildung ein:",
            "Programm\n1.\tBegrüßung",
            ["bitte nennen Sie uns die Namen der Teilnehmenden", "erhält eine Bescheinigung"],
        ),
    ],
)
def test_every_kind_of_meeting_has_its_words(
    kind: MeetingKind, opening: str, heading: str, others: list[str]
) -> None:
    text = cast.LIBRARY.render(
        "einladung", invitation_context(cast.OCCASION, cast.PLAIN, cast.gathering(kind))
    ).text
    for words in (opening, heading, *others):
        assert words in text
    is_training = kind is MeetingKind.FORTBILDUNG
    assert ("Bescheinigung" in text) is is_training


def test_a_meeting_without_agenda_has_no_heading_for_it() -> None:
    meeting = dataclasses.replace(cast.MEETING, answer_until=None, agenda=())
    context = invitation_context(cast.OCCASION, cast.PLAIN, Gathering(meeting))
    text = cast.LIBRARY.render("einladung", context).text
    assert "Programm\n" not in text
    assert "Bitte teilen Sie uns mit, ob Sie teilnehmen." in text


def test_a_meeting_of_two_days_names_both() -> None:
    meeting = dataclasses.replace(cast.MEETING, end=dt.datetime(2025, 10, 17, 13, 0))  # noqa: DTZ001 - wall time
    context = invitation_context(cast.OCCASION, cast.PLAIN, Gathering(meeting))
    assert context["sitzung"]["tag"] == "Donnerstag, 16. Oktober 2025 bis Freitag, 17. Oktober 2025"  # type: ignore[index]


# ---- what follows when something does not come -------------------------------------------------------


def test_a_demand_lists_only_what_can_and_must_be_mended() -> None:
    context = cast.demand(count=3)
    assert [each["quelle"] for each in context["punkte"]] == [
        "Regel ELG-06 · Richtlinie Migrationsberatung Nr. 5"
    ]  # type: ignore[attr-defined]
    assert context["nachforderung"] == {
        "gemeldet_am": "23. Juni 2025",
        "frist": "4. August 2025",
        "nicht_geprueft": "STA-07 (Beratungen je Person): Blatt „Statistik“, Zelle C12 (Beratungen) ist leer",
        "hinweise": "1",
    }


def test_a_demand_without_an_open_point_is_never_written() -> None:
    days = Demanded(cast.BESCHEID, dt.date(2025, 6, 23), 1, dt.date(2025, 6, 23), dt.date(2025, 8, 4))
    with pytest.raises(LetterHeld, match="ohne offenen Punkt"):
        demand_context(cast.OCCASION, cast.PLAIN, days, cast.examination(3))


def test_a_demand_says_nothing_of_notes_where_there_are_none() -> None:
    text = cast.LIBRARY.render("nachforderung", cast.demand(count=1)).text
    assert "Hinweise, die einer Annahme" not in text
    assert "Weitere Regeln konnten wir noch nicht prüfen" not in text


def test_the_ls_is_told_of_reminders_only_where_there_were_some() -> None:
    assert (
        "Eine Erinnerung ist nicht versandt worden."
        in cast.LIBRARY.render("mitteilung_ls", cast.missing(count=0)).text
    )
    text = cast.LIBRARY.render("mitteilung_ls", cast.missing()).text
    assert "28. Juli 2025\nZweite Erinnerung mit Fristsetzung (Schreiben 2025-0099" in text
    assert "nicht versandt worden" not in text


def test_a_case_is_handed_over_without_calculation_where_none_is_possible() -> None:
    examination = dataclasses.replace(cast.returned(1), settlement=None)
    handed = Handover(cast.BESCHEID, cast.REPORT, examination, "Es kam keine Antwort.")
    text = cast.LIBRARY.render("abgabe_ls", handover_context(cast.OCCASION, cast.PLAIN, handed)).text
    assert "Es kam keine Antwort. Wir geben den Vorgang" in text
    assert "Eine Berechnung ist nicht möglich, weil Angaben fehlen." in text


# ---- the note for the file ---------------------------------------------------------------------------


def note_text(**change: object) -> str:
    examination = dataclasses.replace(cast.examination(3), **change)
    context = evaluation_context(cast.OCCASION, cast.PLAIN, cast.BESCHEID, cast.REPORT, examination)
    return cast.LIBRARY.render("pruefvermerk", context).text.replace("\u00a0", " ")


def test_the_note_holds_everything_that_a_pruefvermerk_needs() -> None:
    text = note_text()
    for words in (
        "V-2025-0042",
        "301.31-04011-0042/2024",
        "Beratungsverein Musterland e. V.",
        "vom 12. Februar 2024 über 60.000,00 €",
        "1. Januar 2024 bis 31. Dezember 2024",
        "RL_MB_2024",
        "zuerst eingegangen am 2. Juni 2025, vollständig am 24. Juni 2025 (Fassung 2)",
        "Belegliste (212 Zeilen)",
        "Kursorische Prüfung",
        "Vertiefte Prüfung:",
        "ELG-06",
        "58.410,00 €",
        "5  Äußerung des Trägers",
        "zur Nachbesserung",
        "Anerkannte zuwendungsfähige Ausgaben\n64.900,00 €",
        "Fördersatz 90 %",
        "Zuwendung nach dieser Abrechnung\n58.410,00 €",
        "Ausgezahlte Zuwendung\n60.000,00 €",
        "Differenz (ausgezahlt abzüglich Zuwendung)\n1.590,00 €",
        "Zweck nach dem Sachbericht erreicht:",
        "Ergebnis der Prüfung: angenommen mit Hinweisen.",
        "Geprüft (sachlich und rechnerisch):\tMitgezeichnet (zweite Person):",
        "Datum, Name, Unterschrift\tDatum, Name, Unterschrift",
    ):
        assert words in text, words


def test_each_finding_of_the_note_has_the_amount_of_its_line_in_the_settlement() -> None:
    amounts = {each["regel"]: each["betrag"] for each in cast.evaluation()["feststellungen"]}  # type: ignore[attr-defined]
    assert amounts == {"ELG-06": "58.410,00\u00a0€", "PER-02": "–", "VGL-08": "–"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Der Vorgang gehört nicht zur Stichprobe für die vertiefte Prüfung."),
        ({"not_known": ("VGL-13",)}, "gehört, ist noch nicht festgestellt."),
        (
            {"findings": (dataclasses.replace(cast.findings(1)[0], rule="VGL-13"),)},
            "Der Vorgang gehört zur Stichprobe für die vertiefte Prüfung.",
        ),
    ],
)
def test_the_note_says_whether_the_case_was_drawn_for_the_deep_check(
    change: dict[str, object], sentence: str
) -> None:
    assert sentence in note_text(**change)


def test_only_the_note_about_a_hearing_speaks_of_a_rechtsbehelfsbelehrung() -> None:
    for kind in cast.LIBRARY.kinds:
        text = cast.LIBRARY.render(kind, cast.context_for(kind)).text
        assert ("Rechtsbehelfsbelehrung" in text) is (kind == "anhoerung_entwurf"), kind
