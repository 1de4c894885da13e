"""The mails that go to real people say what they should, and a broken text never gets that far."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from kmn_automation.mail.answer_points import answer_points, where
from kmn_automation.mail.decision_reply import Decision, read_decision
from kmn_automation.mail.outgoing import Unsendable
from kmn_automation.mail.text_fields import FIELDS
from kmn_automation.mail.text_layout import lay_out
from kmn_automation.mail.texts import MailTexts
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Certainty, Finding, Severity
from kmn_automation.model.report import Place
from tests.mail.hostile_texts import HOSTILE
from tests.mail.text_samples import BERICHT, HASH, PUNKTE, SAMPLES

FILES = {
    path.name: path.read_text("utf-8")
    for path in (Path(__file__).parent.parent.parent / "templates" / "mail").glob("*.txt")
}
TEXTS = MailTexts.load(FILES)
FRAME_END = (
    "\n\nMit freundlichen Grüßen\nKoordinierungsstelle KMN\n\n"
    "Diese Nachricht wurde automatisch erstellt. Antworten liest die\nKoordinierungsstelle.\n"
)


def flat(name: str, **changes: object) -> str:
    """The body on one line, so that a sentence is found wherever it was wrapped."""
    return " ".join(TEXTS.render(name, SAMPLES[name] | changes)[1].split())


def with_file(name: str, text: str) -> dict[str, str]:
    return FILES | {f"{name}.txt": text}


def test_every_declared_text_is_shipped_and_has_a_sample() -> None:
    assert {name.removesuffix(".txt") for name in FILES} == set(FIELDS)
    assert set(SAMPLES) == set(TEXTS.names)


@pytest.mark.parametrize("name", TEXTS.names)
def test_each_text_begins_and_ends_like_every_letter_of_the_office(name: str) -> None:
    subject, body = TEXTS.render(name, SAMPLES[name])
    assert body.startswith("Guten Tag,\n\n")
    assert body.endswith(FRAME_END)
    assert "\n" not in subject
    assert len(subject) <= 120
    assert "{{" not in subject + body
    assert "{%" not in subject + body
    assert "\n\n\n" not in body
    assert not re.search(r"https?://|www\.", body)
    assert [line for line in body.split("\n") if len(line) > 76 and " " in line.strip()] == []


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        (
            "antwort_bericht",
            [
                "Ihre Nachricht ist am 02.11.2026 um 09:14 Uhr eingegangen.",
                "Diese Antwort ist Ihr Eingangsnachweis",
                "Vorgang: V-2026-0017, Fassung 2",
                HASH,
                "Ergebnis: zur Nachbesserung",
                "Die Frist endete am 30.06.2026.",
                "über die Folgen der Verspätung entscheidet die Koordinierungsstelle.",
                "Ihre berichtigte Fassung ersetzt die Fassung vom 01.06.2026.",
                "- Ausgaben, Zelle D7 (Personalausgaben): bisher 12.000,00, jetzt 12.500,00",
                "- Deckblatt, Zelle C4 (Ansprechperson): bisher leer, jetzt Kim Beispiel",
                "- und 3 weitere",
                "1. Blatt „Ausgaben“, Zelle D7 (Personalausgaben) (noch offen)",
                "Was: Die Summe 12.000,00 € stimmt nicht",
                "Regel: ARI-10, ANBest-P Nr. 6.2",
                (
                    "2. Blatt „Personal“ Was: leer Gefunden: nichts Erwartet: mindestens eine Person "
                    "Zu tun: ausfüllen Regel: PER-01 "
                ),
                "hier fehlen noch 12.",
                "Alle Punkte stehen in der beigefügten Rückmeldung „Rückmeldung KMN-4711.xlsx“.",
                "Einige Regeln konnten wir noch nicht prüfen.",
                (
                    "- Blatt „Ausgaben“, Zelle B8 (Raumkosten) ist leer. Betrifft: "
                    "ELG-06 (Anteil des Landes an den zuwendungsfähigen Ausgaben)"
                ),
                "ist jede betroffene Zelle farbig und mit einer Notiz versehen",
                "- logo.png: Bild, nicht ausgewertet",
                "Träger: Müller & Söhne <e.V.>",
            ],
        ),
        (
            "liegt_vor",
            ["liegt uns bereits vor; eingegangen ist er am 02.11.2026", "Es hat sich nichts geändert", HASH],
        ),
        (
            "nicht_lesbar",
            [
                "Grund: Die Datei ist mit einem Kennwort geschützt.",
                "Zu tun: Bitte ohne Kennwort senden.",
                "bei uns aufbewahrt",
            ],
        ),
        (
            "kein_bericht",
            ["Sie enthielt keine Excel-Datei. Bitte senden Sie den ausgefüllten Berichtsbogen als Anhang"],
        ),
        (
            "echtheit",
            ["antworten Sie bitte bis 09.11.2026 auf diese Nachricht, ohne den Betreff zu ändern", HASH],
        ),
        (
            "teilnahme_unklar",
            [
                "konnten wir ihr nicht sicher entnehmen",
                "Beginn: Donnerstag, 12.11.2026, 10:00 Uhr",
                "„Zusage, zu zweit“",
            ],
        ),
        ("erinnerung_0", ["am 30.06.2026 ist der Verwendungsnachweis für das Förderjahr 2025 fällig."]),
        ("erinnerung_1", ["war am 30.06.2026 fällig.", "möglichst bis 14.07.2026"]),
        (
            "freigabe_bitte",
            [
                "Schreiben: KMN-2026-0042",
                "Geht an: leitung@traeger.test",
                "- Rückforderung 1.234,50 €",
                "Gültig bis: 16.11.2026",
                "Dann beginnt die erste Zeile mit ABLEHNUNG: und dahinter steht der Grund.",
                "Außer Ihnen ist gefragt: Alex Muster.",
                "Prüfzeichen: 9f86d081884c7d65",
            ],
        ),
        ("freigabe_erledigt", ["ist eingetragen: freigegeben.", "Der Versand beginnt nach 15 Minuten."]),
        ("freigabe_unklar", ["war nicht eindeutig; es wurde nichts freigegeben."]),
        ("freigabe_ungueltig", ["es wurde nichts versandt.", "inzwischen liegt eine neue Fassung vor."]),
        ("brief", ["unser Schreiben KMN-2026-0042 vom 02.11.2026", "Telefon 0511 000-0"]),
        (
            "entwurf_ls",
            ["das Schreiben KMN-2026-0043 zur Entscheidung durch das Landesamt", "Betrag: 1.234,50 €"],
        ),
        (
            "einladung",
            ["Beginn: 26.11.2026 um 10:00 Uhr", "2. Aussprache", "Bitte sagen Sie bis 12.11.2026 zu oder ab"],
        ),
        ("verlegung", ["Es gilt jetzt: Anlass: Vernetzungstreffen 2026", "er ersetzt den bisherigen"]),
        ("absage", ["diese Veranstaltung findet nicht statt", "der den bisherigen aufhebt"]),
        ("anmeldung", ["Ihre Anmeldung ist eingegangen und vermerkt.", "Teilnahme: zugesagt"]),
        (
            "tagesbericht",
            [
                "Letzter erfolgreicher Blick ins Postfach: 02.11.2026 um 09:14 Uhr",
                "Eingegangen: 3 - V-17: Müller & Söhne - V-18: Beispiel e.V. - und 1 weitere",
                "Überfällig: 0",
                "- Eingang: 3 geholt = 2 beantwortet + 1 zu prüfen – stimmt",
                "– STIMMT NICHT",
            ],
        ),
        ("selbstprobe", ["prüft sich die Automation einmal am Tag selbst", "Es ist nichts zu tun."]),
        (
            "stoerung",
            ["Abruf: Der Posteingang ließ sich zuletzt nicht abfragen.", "Diese Nachricht kommt einmal"],
        ),
        (
            "unzustellbar",
            ["ist nicht zustellbar: Das Postfach gibt es nicht. Es wird nicht erneut versucht."],
        ),
        (
            "ungeklaert",
            ["Es wird nicht von selbst erneut gesendet.", "„ist angekommen“ oder „erneut senden“"],
        ),
    ],
)
def test_each_text_says_what_the_person_needs(name: str, sentences: list[str]) -> None:
    body = flat(name)
    assert [each for each in sentences if each not in body] == []


@pytest.mark.parametrize(
    ("ergebnis", "sentence", "other"),
    [
        ("angenommen", "angenommen. Sie müssen nichts weiter tun.", "noch einmal"),
        ("angenommen mit Hinweisen", "Bitte beachten Sie die folgenden Hinweise", "noch einmal"),
        ("zur Nachbesserung", "als Antwort auf diese Nachricht noch einmal.", "angenommen"),
    ],
)
def test_the_outcome_has_its_own_sentence(ergebnis: str, sentence: str, other: str) -> None:
    body = flat("antwort_bericht", berichte=[BERICHT | {"ergebnis": ergebnis}])
    assert sentence in body
    assert other not in body


def test_a_first_version_in_time_says_nothing_of_changes_and_deadlines() -> None:
    plain = {
        "frist_versaeumt": "",
        "ersetzt_vom": None,
        "punkte": [],
        "weitere_punkte": 0,
        "nicht_geprueft": [],
    }
    body = flat(
        "antwort_bericht", berichte=[BERICHT | plain | {"ergebnis": "angenommen"}], frage_weitergegeben=False
    )
    for word in (
        "Frist",
        "berichtigte",
        "Geändert",
        "noch offen",
        "Rückmeldung",
        "Regeln konnten",
        "Ihre Frage",
    ):
        assert word not in body


def test_two_reports_in_one_mail_stand_one_after_the_other() -> None:
    body = flat(
        "antwort_bericht", berichte=[BERICHT, BERICHT | {"datei": "Zweiter.xlsx", "ergebnis": "angenommen"}]
    )
    assert body.index("Bericht „Bericht Müller.xlsx“") < body.index("Bericht „Zweiter.xlsx“")
    assert body.count("Prüfzeichen der Datei (SHA-256)") == 2


def test_the_subject_names_period_outcome_and_case() -> None:
    subject = TEXTS.render("antwort_bericht", SAMPLES["antwort_bericht"])[0]
    assert subject == "Ihr Bericht für 2025: zur Nachbesserung [V-2026-0017]"


@pytest.mark.parametrize("name", ["freigabe_bitte", "freigabe_unklar"])
@pytest.mark.parametrize(
    "word", ["FREIGABE", "ABLEHNUNG: nein", "„FREIGABE“", "x" * 74 + " FREIGABE " + "x" * 74]
)
def test_no_line_of_a_request_is_a_decision_when_it_is_quoted_bare(name: str, word: str) -> None:
    changes = {"anlass": word, "grund": word, "person": word, "auffaelligkeiten": [word, f"a\n{word}\nb"]}
    subject, body = TEXTS.render(name, SAMPLES[name] | changes)
    assert "KMN-F-0123abcd" in subject
    for line in body.split("\n"):
        assert read_decision(line + "\n").decision is Decision.UNKLAR


def test_a_long_occasion_never_cuts_the_token_off() -> None:
    subject = TEXTS.render(
        "freigabe_bitte", SAMPLES["freigabe_bitte"] | {"anlass": "ä" * 900, "kennwort": "K" * 40}
    )[0]
    assert subject.endswith(f"[{'K' * 40}]")


@pytest.mark.parametrize("value", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_a_hostile_value_stays_inside_its_line(value: str) -> None:
    teile = [{"name": value, "verbleib": "gelesen"}]
    subject, body = TEXTS.render("kein_bericht", SAMPLES["kein_bericht"] | {"teile": teile, "zeichen": value})
    plain = TEXTS.render("kein_bericht", SAMPLES["kein_bericht"] | {"teile": teile[:0], "zeichen": "V"})[1]
    assert len(subject) <= 200
    assert body.startswith(plain[: plain.index("Wollten")])
    assert body.endswith(plain[plain.index("Wollten") :])


@pytest.mark.parametrize("value", ["{{ eingang }}", "{% for x in y %}", "{#", "{{ ''.__class__ }}"])
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert value in flat("kein_bericht", teile=[{"name": value, "verbleib": "gelesen"}])


@pytest.mark.parametrize(
    ("line", "where", "words"),
    [
        ("{{ traegr }}", "3", "Den Platzhalter „traegr“ gibt es hier nicht. Meinten Sie „traeger“?"),
        ("{{ traeger.name }}", "3", "„name“ geht nur bei einem Eintrag"),
        ("{{ zzz }}", "3", "Es gibt: foerderjahr, frist"),
        ("{% for x in traeger %}{{ x }}{% endfor %}", "3", "Hier steht keine Liste."),
        ("{% if traeger %}offen", "3", "nicht richtig geschrieben"),
        ("{{ traeger", "3", "nicht richtig geschrieben"),
        ("{{ traeger|upper }}", "3", "Den Filter „upper“ gibt es hier nicht."),
        ("{{ traeger.__class__ }}", "3", "geht nur bei einem Eintrag"),
        ("{{ ''.__class__ }}", "3", "geht nur bei einem Eintrag"),
        ("{{ range(9) }}", "3", "„Call“ geht in Mailtexten nicht."),
        ("{{ traeger[0] }}", "3", "„Getitem“ geht in Mailtexten nicht."),
        ("{% set x = 1 %}", "3", "„Assign“ geht in Mailtexten nicht."),
        ("{% include 'x' %}", "3", "„Include“ geht in Mailtexten nicht."),
        ("{% if x %}a{% endif %}", "3", "Den Platzhalter „x“ gibt es hier nicht."),
        ("{% if 1 %}\n{{ bogn }}\n{% endif %}", "4", "Meinten Sie „bogen“?"),
    ],
)
def test_a_mistake_in_a_text_is_refused_with_its_line(line: str, where: str, words: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        MailTexts.load(with_file("erinnerung_0", f"Betreff\nText\n{line}\n"))
    assert caught.value.where == f"templates/mail/erinnerung_0.txt:{where}"
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Betreff\n{% for b in berichte %}\n{{ b.dateii }}\n{% endfor %}", ":3: Den Platzhalter „dateii“"),
        (
            "Betreff\n{% for b in berichte %}\n{% for p in b.punkte %}\n{{ p.wa }}{% endfor %}{% endfor %}",
            ":4: Den Plat",
        ),
        ("Betreff\n{{ berichte }}", ":2: Eine Liste kann nicht gedruckt werden."),
        ("Betreff\n{% for b in berichte %}{{ b }}{% endfor %}", ":2: Eine Liste kann nicht"),
        ("Betreff\n{% for a, b in berichte %}x{% endfor %}", ":2: Diese Form der Schleife"),
        ("Betreff\n{% for b in berichte %}x{% endfor %}{{ b.datei }}", ":2: Den Platzhalter „b“"),
        ("{{ berichte }}\nText", ":1: Eine Liste kann nicht gedruckt werden."),
        ("Nur ein Betreff", ":1: Die erste Zeile ist der Betreff"),
        ("\nText", ":1: Die erste Zeile ist der Betreff"),
    ],
)
def test_lists_are_checked_to_the_last_field(text: str, words: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(words)):
        MailTexts.load(with_file("antwort_bericht", text))


def test_an_unknown_and_a_missing_text_are_refused() -> None:
    with pytest.raises(
        Misconfigured, match=r"templates/mail/erinerung_0\.txt: .* Meinten Sie „erinnerung_0“"
    ):
        MailTexts.load(FILES | {"erinerung_0.txt": "a\nb\n"})
    with pytest.raises(Misconfigured, match=r"Es fehlen Mailtexte: brief\.txt"):
        MailTexts.load({name: text for name, text in FILES.items() if name != "brief.txt"})


def test_texts_with_windows_line_ends_and_a_byte_order_mark_are_the_same() -> None:
    other = {f"templates/mail/{name}": "\ufeff" + text.replace("\n", "\r\n") for name, text in FILES.items()}
    texts = MailTexts.load(other)
    assert [texts.render(name, SAMPLES[name]) for name in TEXTS.names] == [
        TEXTS.render(name, SAMPLES[name]) for name in TEXTS.names
    ]


@pytest.mark.parametrize("name", TEXTS.names)
def test_a_missing_field_is_never_an_empty_place(name: str) -> None:
    for field in FIELDS[name]:
        context = {key: value for key, value in SAMPLES[name].items() if key != field}
        with pytest.raises(Unsendable, match=f"fehlen Angaben: {field}"):
            TEXTS.render(name, context)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (dt.date(2026, 3, 5), "05.03.2026"),
        (dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC), "02.07.2026 um 00:30 Uhr"),
        (Decimal("1234.5"), "1.234,5"),
        (7, "7"),
        ("zwei\nZeilen", "zwei Zeilen"),
    ],
)
def test_values_are_printed_as_germans_write_them(value: object, printed: str) -> None:
    assert f"Archivkopie: {printed}" in flat("ungeklaert", archiv=value)


@pytest.mark.parametrize("value", [1.5, b"x", object(), ["a"], {"a": 1}])
def test_a_value_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(Unsendable, match="den kann keine Mail zeigen"):
        flat("ungeklaert", archiv=value)
    with pytest.raises(Unsendable, match="keine Liste"):
        flat("kein_bericht", teile="Text")


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([("Ausgaben", "B5", "Mieten")], "Blatt „Ausgaben“, Zelle B5 (Mieten)"),
        ([("Ausgaben", "B5", "Mieten"), ("Ausgaben", "B6", "Porto")], "Blatt „Ausgaben“, Zellen B5 (Mieten) und B6 (Porto)"),
        ([("Ausgaben", "B5", ""), ("Personal", "A1", "Kennung")], "Blatt „Ausgaben“, Zelle B5 und Blatt „Personal“, Zelle A1 (Kennung)"),
        ([("Statistik", "", "Statistik")], "Blatt „Statistik“"),
        ([("Statistik", "", "Personen"), ("Statistik", "B5", "Fälle")], "Blatt „Statistik“ (Personen) und Blatt „Statistik“, Zelle B5 (Fälle)"),
        ([("", "", "Makros")], "Makros"),
        ([("A", f"B{row}", "x") for row in range(4)], "Blatt „A“, Zellen B0, B1 und B2 (x) und eine weitere Stelle"),
        ([], "Gesamter Bericht"),
    ],
)  # fmt: skip
def test_a_place_is_named_as_shortly_as_it_can_be_found(
    places: list[tuple[str, str, str]], words: str
) -> None:
    assert where([Place(*each) for each in places]) == words


def test_found_and_expected_are_named_only_where_the_sentence_does_not() -> None:
    plain = dataclasses.replace(finding("A"), text="Angesetzt sind 63.950,40 €, zulässig 55.000,00 €.")
    silent = dataclasses.replace(plain, found="63.950,40 €", expected="höchstens 55.000,00 €")
    gap = dataclasses.replace(plain, found="leer", expected="eine Angabe")
    spoken = dataclasses.replace(plain, found="12,5 Stellen", expected="Ja")
    ((one, other, third), _) = answer_points([silent, gap, spoken])
    assert (one["gefunden"], one["erwartet"]) == ("", "")
    assert (other["gefunden"], other["erwartet"]) == ("", "")
    assert (third["gefunden"], third["erwartet"]) == ("12,5 Stellen", "Ja")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Wort " * 20, ["Wort " * 14 + "Wort", "Wort " * 4 + "Wort"]),
        ("- " + "Wort " * 20, ["- " + "Wort " * 14 + "Wort", "  " + "Wort " * 4 + "Wort"]),
        (
            "   Was:     " + "Wort " * 15,
            ["   Was:     " + "Wort " * 12 + "Wort", " " * 12 + "Wort " * 1 + "Wort"],
        ),
        ("a " + "x" * 90, ["a", "x" * 90]),
        ("x" * 90, ["x" * 90]),
        ("FREIGABE", ["· FREIGABE"]),
        ("  abLehnung : so", ["·   abLehnung : so"]),
        ("Die FREIGABE fehlt", ["Die FREIGABE fehlt"]),
    ],
)
def test_lines_are_wrapped_between_words(text: str, lines: list[str]) -> None:
    assert lay_out(text).split("\n") == lines


def finding(rule: str, severity: Severity = Severity.ERROR, *, mendable: bool = True) -> Finding:
    places = tuple(Place("Ausgaben", f"D{row}", "Personal") for row in range(7, 12))
    return Finding(rule, severity, mendable, places[:1], "1", "2", "Was", "Tun", "Nr. 5", Certainty.CHECKED)


def test_points_put_first_what_sends_the_report_back_and_there_what_is_still_open() -> None:
    note, limit = finding("N", Severity.NOTE), finding("L", mendable=False)
    first, open_one = finding("A"), finding("B")
    hidden = finding("I", Severity.INTERNAL), finding("T", Severity.TRIAL)
    points, more = answer_points([note, *hidden, limit, first, open_one], {open_one})
    assert [(each["regel"], each["offen"]) for each in points] == [
        ("B", True),
        ("A", False),
        ("L", False),
        ("N", False),
    ]
    assert more == 0
    assert answer_points([first] * 30, (), 20)[1] == 10


def test_a_point_names_the_place_and_only_a_source_that_was_read() -> None:
    many = dataclasses.replace(
        finding("A"),
        places=tuple(Place("Ausgaben", f"D{row}", "Personal") for row in range(7, 12)),
        certainty=Certainty.ASSUMED,
    )
    [[point], _] = answer_points([many])
    assert point["wo"] == ("Blatt „Ausgaben“, Zellen D7, D8 und D9 (Personal) und 2 weitere Stellen")
    assert point["quelle"] == ""
    assert set(point) == set(PUNKTE[0])
    assert answer_points([dataclasses.replace(many, places=())])[0][0]["wo"] == "Gesamter Bericht"
