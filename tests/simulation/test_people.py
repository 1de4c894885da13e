from __future__ import annotations

import datetime as dt

import pytest

from kmn_automation.simulation.eml import Person, Writing, compose, own_text, read
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.people import (
    Coordinator,
    Decision,
    Traeger,
    asks_for_correction,
    refuses_where,
    request_in,
)

MOMENT = dt.datetime(2026, 3, 2, 9, 5, tzinfo=dt.UTC)
OFFICE = Person("Koordinierungsstelle KMN", "kmn@kmn.test")
WIEBKE = Person("Wiebke Sternschnuppe", "wiebke.sternschnuppe@kmn.test")
TJARK = Person("Tjark Quellmoos", "tjark.quellmoos@mosaikhaus-wolkensiel.example")
REQUEST = "Bitte lesen Sie das Schreiben. Antworten Sie mit FREIGABE oder ABLEHNUNG: Grund."


def from_office(to: Person, subject: str, text: str, *files: Enclosure) -> bytes:
    return compose(Writing(OFFICE, to.email, subject, text, MOMENT, Program.THUNDERBIRD, files))


@pytest.mark.parametrize("program", Program)
@pytest.mark.parametrize(
    ("decision", "line"),
    [(Decision.FREIGABE, "FREIGABE"), (Decision.ABLEHNUNG, "ABLEHNUNG: Bitte die Anrede prüfen.")],
)
def test_a_coordinator_answers_a_request_with_the_word_on_top(
    program: Program, decision: Decision, line: str
) -> None:
    mail = from_office(
        WIEBKE, "Bitte um Freigabe 2026-0001 [KMN-4F2A9C]", REQUEST, Enclosure("B.docx", b"PK")
    )
    answer = Coordinator(WIEBKE, program, lambda _request: decision).react(mail, MOMENT)
    assert answer is not None
    message = read(answer)
    assert own_text(message).splitlines()[0] == line
    assert "[KMN-4F2A9C]" in str(message["Subject"])
    assert message["From"].addresses[0].addr_spec == WIEBKE.email


def test_an_unclear_answer_has_neither_word_on_top_and_silence_is_nothing() -> None:
    mail = from_office(WIEBKE, "Bitte um Freigabe [KMN-4F2A9C]", REQUEST)
    unclear = Coordinator(WIEBKE, script=lambda _request: Decision.UNKLAR).react(mail, MOMENT)
    assert unclear is not None
    assert not own_text(read(unclear)).startswith(("FREIGABE", "ABLEHNUNG"))
    assert Coordinator(WIEBKE, script=lambda _request: Decision.SCHWEIGEN).react(mail, MOMENT) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [("Tagesübersicht", "3 Schreiben warten auf FREIGABE"), ("Eingang [KMN-4F2A9C]", "Ihr Bericht ist da.")],
)
def test_what_is_no_request_is_not_answered(subject: str, text: str) -> None:
    mail = from_office(WIEBKE, subject, text)
    assert request_in(mail) is None
    assert Coordinator(WIEBKE).react(mail, MOMENT) is None


def test_the_script_sees_subject_token_text_and_files() -> None:
    mail = from_office(
        WIEBKE, "Freigabe Träger [Söhne] [KMN-4F2A9C]", REQUEST, Enclosure("Brief.docx", b"PK")
    )
    request = request_in(mail)
    assert request is not None
    assert (request.token, request.files) == ("KMN-4F2A9C", ("Brief.docx",))
    assert refuses_where("Söhne")(request) is Decision.ABLEHNUNG
    assert refuses_where("Töchter")(request) is Decision.FREIGABE


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Ergebnis: zur Nachbesserung", 1),
        ("Ergebnis: angenommen mit Hinweisen", 0),
        ("Ergebnis: angenommen", 0),
    ],
)
def test_a_traeger_sends_a_corrected_workbook_only_when_asked(text: str, answers: int) -> None:
    mail = from_office(TJARK, "Ihr Verwendungsnachweis MB-2025-0012", text)
    workbook = Enclosure("Verwendungsnachweis_korrigiert.xlsx", b"PK corrected")
    answer = Traeger(TJARK, Program.APPLE_MAIL, lambda _mail: workbook).react(mail, MOMENT)
    assert asks_for_correction(mail) == bool(answers)
    assert (answer is not None) == bool(answers)
    if answer is not None:
        (part,) = read(answer).iter_attachments()
        assert part.get_payload(decode=True) == workbook.data
        assert read(answer)["In-Reply-To"] == read(mail)["Message-ID"]


def test_a_traeger_without_a_workbook_stays_silent() -> None:
    mail = from_office(TJARK, "Ihr Verwendungsnachweis", "Ergebnis: zur Nachbesserung")
    assert Traeger(TJARK).react(mail, MOMENT) is None


@pytest.mark.parametrize(
    ("until", "notes"), [(dt.date(2026, 3, 2), ["auto-replied"]), (dt.date(2026, 3, 1), [])]
)
def test_who_is_away_sends_an_absence_note_up_to_the_last_day(until: dt.date, notes: list[str]) -> None:
    mail = from_office(TJARK, "Rundschreiben", "Zur Kenntnis")
    answer = Traeger(TJARK, absent_until=until).react(mail, MOMENT)
    assert ([read(answer)["Auto-Submitted"]] if answer else []) == notes
