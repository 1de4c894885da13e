"""The demo played once; what it claims is read in the mailboxes of its people and in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from kmn_automation.forms.convert import find_converter
from kmn_automation.simulation.eml import own_text, read
from kmn_automation.simulation.scenario import OUTSIDE, Stage, play, staged
from kmn_automation.simulation.scenario_folder import HOME, MARKER, leave, prepare_folder
from kmn_automation.simulation.scenario_home import LANDESAMT
from kmn_automation.simulation.scenario_mails import NEWSLETTER, STRANGER
from kmn_automation.simulation.scenario_people import REFUSED, UNCLEAR
from kmn_automation.simulation.scenario_sums import Summary, summarise

READS_ODS = find_converter().is_there


@dataclass(frozen=True)
class Played:
    stage: Stage
    summary: Summary
    folder: Path
    lines: list[str]

    def mails(self, address: str) -> list[EmailMessage]:
        return [read(mail) for mail in self.stage.post.mails(address)]

    def subjects(self, address: str) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails(address)]

    def reports(self, traeger_id: str) -> list[str]:
        """What the Träger was told about its reports, in order: outcome and number of the mail."""
        found = self.subjects(self.stage.cast.person(traeger_id).email)
        return [
            each.partition(": ")[2].partition(" [")[0] for each in found if each.startswith("Ihr Bericht")
        ]

    def letters(self, traeger_id: str) -> list[EmailMessage]:
        found = self.mails(self.stage.cast.post_address(traeger_id))
        return [mail for mail in found if str(mail["Subject"]).startswith("Prüfung Ihres")]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("demo")
    prepare_folder(folder)
    lines: list[str] = []
    with staged(folder / HOME) as (stage, ods):
        play(stage, ods.result, lines.append)
        leave(stage, folder)
        yield Played(stage, summarise(stage), folder, lines)


def text_of(mail: EmailMessage) -> str:
    return " ".join(own_text(mail).split())


def test_forty_mails_come_from_outside_and_every_sum_matches(played: Played) -> None:
    assert played.stage.sent[OUTSIDE] == 40
    assert [each for each in played.summary.checks if not each.fits] == []
    assert len(played.summary.checks) == 8


def test_everybody_did_what_the_story_says(played: Played) -> None:
    assert played.stage.habits == []
    assert [line for line in played.lines if line.startswith("Tag")] == [
        "Tag 1 von 3: 12.05.2026",
        "Tag 2 von 3: 13.05.2026",
        "Tag 3 von 3: 15.05.2026",
    ]


def test_the_reports_end_in_the_three_outcomes(played: Played) -> None:
    assert played.summary.tables["Fassungen von Berichten"] == {
        "angenommen": 18 + READS_ODS,
        "angenommen mit Hinweisen": 4,
        "zur Nachbesserung": 4,
    }


@pytest.mark.parametrize(
    ("traeger_id", "told"),
    [
        ("T0001", ["angenommen", "liegt bereits vor"]),
        ("T0003", ["angenommen mit Hinweisen"]),
        ("T0004", ["angenommen"]),
        ("T0005", ["zur Nachbesserung", "angenommen"]),
        ("T0006", ["zur Nachbesserung", "angenommen"]),
        ("T0010", ["angenommen"]),
        ("T0015", ["zur Nachbesserung", "zur Nachbesserung", "angenommen"]),
        ("T0022", ["angenommen"]),
        ("T0023", []),
        ("T0024", ["angenommen"]),
    ],
)
def test_every_report_is_answered_with_its_outcome(played: Played, traeger_id: str, told: list[str]) -> None:
    assert played.reports(traeger_id) == told


def test_two_reports_in_one_mail_get_one_answer_and_a_letter_each(played: Played) -> None:
    assert played.reports("T0007") == ["angenommen"]
    (answer,) = played.mails(played.stage.cast.person("T0007").email)
    assert "MB-2025-0007" in text_of(answer)
    assert "MB-2025-0008" in text_of(answer)
    assert len(played.letters("T0007")) == len(played.letters("T0008")) == 1


def test_what_stayed_wrong_is_marked_as_still_open(played: Played) -> None:
    first, second, _ = (
        mail
        for mail in played.mails(played.stage.cast.person("T0015").email)
        if "Ihr Bericht" in str(mail["Subject"])
    )
    assert "(noch offen)" not in text_of(first)
    assert "1. Blatt „Sachbericht“, Zelle C8 (Erfolg und Wirkung) (noch offen)" in text_of(second)
    assert "bisher siehe Anlage, jetzt" in text_of(second)
    assert "Diese Regeln konnten wir noch nicht prüfen" not in text_of(second)


def test_a_table_of_libreoffice_is_read_or_answered_with_the_way_to_send_it(played: Played) -> None:
    who = played.stage.cast.person("T0011").email
    assert played.reports("T0011") == (["angenommen"] if READS_ODS else [])
    assert READS_ODS or any("bitte noch einmal senden" in each for each in played.subjects(who))


def test_a_claim_reaches_the_landesamt_after_two_persons_agreed(played: Played) -> None:
    ceiling, percent = sorted(map(text_of, played.mails(LANDESAMT)), key=lambda text: "Werkstatt" in text)
    assert "Betrag: 7.180,00 €" in ceiling
    assert "Freigegeben haben es: Ömer Süßholzer und Mareile Nebelkrähe." in ceiling
    assert "Träger: Werkstatt Ahorn & Söhne <gGmbH>" in percent
    assert "Freigegeben haben es: Wiebke Sternschnuppe und Mareile Nebelkrähe." in percent


def test_a_refused_letter_does_not_leave_and_waits_for_a_person(played: Played) -> None:
    assert played.letters(REFUSED) == []
    (task,) = (each for each in played.summary.tasks if "zurückgewiesen" in each)
    assert "Bitte die vereinbarte Stellenteilung erwähnen." in task
    assert played.summary.tables["Schreiben nach Zustand"]["zurückgewiesen"] == 2


def test_an_unclear_reply_is_asked_back_once_and_then_released(played: Played) -> None:
    person = played.stage.coordinators[0].person.email
    assert len([each for each in played.subjects(person) if each.startswith("Bitte noch einmal")]) == 1
    assert len(played.letters(UNCLEAR)) == 1


def test_a_report_without_proof_counts_only_after_its_sender_confirmed_it(played: Played) -> None:
    asked = played.subjects(played.stage.cast.person("T0014").email)
    assert asked[0].startswith("Bericht für die Migrationsberatung: stammt er von Ihnen?")
    assert played.reports("T0014") == ["angenommen"]
    assert played.reports("T0002") == ["angenommen"]
    open_questions = [each for each in played.summary.tasks if "ohne belegte Herkunft" in each]
    assert ["stadt-laternenbrueck" in each for each in open_questions] == [True]
    assert played.summary.tables["Was aus ihnen wurde"]["wartet auf Bestätigung der Herkunft"] == 1


@pytest.mark.parametrize("stranger", [STRANGER.email, NEWSLETTER.email])
def test_strangers_hear_nothing(played: Played, stranger: str) -> None:
    assert played.mails(stranger) == []


def test_what_comes_back_is_one_task_each(played: Played) -> None:
    dead = played.stage.cast.post_address("T0013")
    back = [each for each in played.summary.tasks if each.startswith(f"Nicht zustellbar an {dead}")]
    assert len(back) == 2
    assert [each for each in played.summary.tasks if each.startswith("Unzustellbar")] == []
    assert played.summary.tables["Schreiben nach Zustand"]["unzustellbar"] == 2


def test_one_release_invites_every_traeger_with_a_calendar_entry(played: Played) -> None:
    invited = []
    for traeger in played.stage.cast.register.traeger:
        for mail in played.mails(played.stage.cast.post_address(traeger.id)):
            methods = [
                part.get_param("method") for part in mail.walk() if part.get_content_type() == "text/calendar"
            ]
            if methods:
                invited.append(traeger.id)
                assert methods == ["REQUEST"]
                assert any((part.get_filename() or "").endswith("einladung.docx") for part in mail.walk())
    delivered = {each.id for each in played.stage.cast.register.traeger} - {"T0013"}
    assert Counter(invited) == Counter(delivered)
    requests = [
        subject
        for person in played.stage.coordinators
        for subject in played.subjects(person.person.email)
        if subject.startswith("Freigabe erbeten: 24 ×")
    ]
    assert len(requests) == 1


def test_only_the_silent_are_reminded_two_weeks_before(played: Played) -> None:
    reminded = [
        traeger.id
        for traeger in played.stage.cast.register.traeger
        for subject in played.subjects(played.stage.cast.post_address(traeger.id))
        if "fällig am" in subject
    ]
    assert reminded == ["T0009", "T0021", "T0022", "T0023"]


def test_a_correction_after_the_letter_names_it_and_leaves_the_file_alone(played: Played) -> None:
    *_, last = played.mails(played.stage.cast.person("T0016").email)
    assert "Zu diesem Bericht haben wir bereits ein Schreiben versandt (2026-0" in text_of(last)
    assert "hinfällig" not in played.summary.tables["Schreiben nach Zustand"]
    assert any("Berichtigung nach Versand" in each for each in played.summary.tasks)


def test_each_morning_brings_the_digest_with_sums_that_match(played: Played) -> None:
    for person in played.stage.coordinators:
        digests = [
            text_of(mail)
            for mail in played.mails(person.person.email)
            if str(mail["Subject"]).startswith("KMN-Tagesbericht")
        ]
        assert [text.count("– stimmt") for text in digests] == [9, 9, 9]
        assert not any("STIMMT NICHT" in text for text in digests)


def test_greetings_below_a_release_make_no_tasks(played: Played) -> None:
    assert [each for each in played.summary.tasks if "Bemerkung" in each] == []


def test_the_folder_holds_everything_to_look_at(played: Played) -> None:
    folder = played.folder
    assert len(list((folder / "posteingang").iterdir())) == 70
    assert len(list((folder / "schreiben").glob("2026-*.docx"))) == sum(
        played.summary.tables["Schreiben nach Zustand"].values()
    )
    assert len(list((folder / "antworten").rglob("*Rueckmeldung-*.xlsx"))) == 4
    assert (folder / "register.xlsx").read_bytes().startswith(b"PK")
    assert (folder / HOME / "kmn.toml").is_file()
    assert (folder / HOME / "uebersicht.html").is_file()
    assert (folder / MARKER).is_file()


def test_the_page_to_begin_with_names_things_that_are_there(played: Played) -> None:
    page = (played.folder / "LIESMICH.txt").read_text("utf-8")
    number = page.partition("kmn why ")[2].split()[0]
    assert len(list((played.folder / "schreiben").glob(f"{number}-*.docx"))) == 1
    assert f'KMN_HOME="{played.folder / HOME}"' in page
    assert {
        part for part in ("posteingang", "antworten", "schreiben", "koordination") if f"{part}/" in page
    } == {each.name for each in played.folder.iterdir() if each.is_dir() and each.name != HOME}
