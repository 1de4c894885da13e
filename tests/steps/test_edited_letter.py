"""A letter that a coordinator changes in Word: taken, cleaned, shown, released by somebody else, sent as those bytes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kmn_automation.app.explain import letter_story
from kmn_automation.app.explain_text import letter_lines
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Coordinator, Duty
from kmn_automation.simulation.eml import Person, compose, reply_writing
from kmn_automation.simulation.eml_programs import Enclosure
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.decide_release import DESPITE, RELEASED, Verdict, decide_by_command
from kmn_automation.steps.renew_release import renew_requests
from kmn_automation.steps.withdraw import withdraw
from kmn_automation.store import edits, letters
from kmn_automation.store.edits import Edit
from tests.letters.edit_word import inserted, parts_of, replaced, saved_by_word, with_parts
from tests.steps.bench import PROGRAM, Bench, docx_text, proven
from tests.steps.post import files_of, text_of

EVALUATION = "bewertung_ohne_hinweise"
DRAFT = "anhoerung_entwurf"
WORDS = "Mit freundlichen Grüßen"
CHANGED = "Mit herzlichem Dank und freundlichen Grüßen"


def asked(bench: Bench) -> bytes:
    bench.work(bench.report(0, bench.workbook(0)))
    return bench.only("freigabe_bitte")


def document(bench: Bench, kind: str = EVALUATION) -> bytes:
    return bench.store.blobs.get(bench.letters()[kind].docx_sha256)


def reply_with(
    bench: Bench, request: bytes, person: Coordinator, file: tuple[str, bytes], text: str = "Anbei geändert."
) -> bytes:
    writing = reply_writing(request, Person(person.name, person.email), text, bench.clock.now, PROGRAM)
    raw = compose(writing.sending(Enclosure(*file)))
    return proven(raw, person.email.partition("@")[2])


def name_of(bench: Bench, kind: str = EVALUATION) -> str:
    return f"{bench.letters()[kind].number}-{kind} (002).docx"


def send_back(bench: Bench, request: bytes, docx: bytes, text: str = "Anbei geändert.") -> None:
    bench.work(reply_with(bench, request, bench.person(), (name_of(bench), docx), text))


def versions(bench: Bench, kind: str = EVALUATION) -> list[Edit]:
    with bench.store.read() as tx:
        return edits.of_letter(tx, bench.letters()[kind].id)


def second(bench: Bench) -> Coordinator:
    return next(each for each in bench.register.coordinators if each.duty is Duty.ZWEITFREIGABE)


def flat(raw: bytes) -> str:
    return " ".join(text_of(raw).split())


def test_a_changed_letter_is_laid_before_somebody_else_with_old_and_new(bench: Bench) -> None:
    request = asked(bench)

    send_back(bench, request, saved_by_word(replaced(document(bench), WORDS, CHANGED), "Anna Beispiel"))

    again = bench.only("freigabe_bearbeitet")
    assert [row.recipient for row in bench.outgoing("freigabe_bearbeitet")] == [second(bench).email]
    words = flat(again)
    assert f"bisher: {WORDS} neu: {CHANGED}" in words
    assert f"{bench.person().name} hat den Entwurf in Word geändert" in words
    assert "das Wort FREIGABE und sonst nichts" in words
    assert CHANGED in flat(bench.only("bearbeitung_uebernommen", bench.person().email))
    assert any(name.endswith("-aenderungen.docx") for name in files_of(again))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN


def test_the_file_is_clean_before_the_person_sees_it_and_goes_out_byte_for_byte(bench: Bench) -> None:
    request = asked(bench)
    send_back(bench, request, saved_by_word(replaced(document(bench), WORDS, CHANGED), "Anna Beispiel"))
    shown = files_of(bench.only("freigabe_bearbeitet"))
    name = f"{bench.letters()[EVALUATION].number}-{EVALUATION}.docx"

    bench.work(bench.answer_to(bench.only("freigabe_bearbeitet"), second(bench), "FREIGABE"))
    bench.clock.forward(minutes=20)
    bench.send()

    assert bench.letters()[EVALUATION].state is LetterState.UEBERGEBEN
    sent = files_of(bench.raw(bench.outgoing("brief")[0]))
    assert sent[name] == shown[name]
    assert CHANGED in docx_text(sent[name]), "Word can open it"
    everything = b"".join(parts_of(sent[name]).values())
    assert CHANGED.encode() in everything
    for trace in (
        b"Anna Beispiel",
        b"rsid",
        b"Vorlage.dotx",
        b"trackRevisions",
        b"<dc:creator",
        b"docProps/app.xml",
    ):
        assert trace not in everything, trace


def test_whoever_changed_it_does_not_release_it(bench: Bench) -> None:
    request = asked(bench)
    send_back(bench, request, replaced(document(bench), WORDS, CHANGED))

    bench.work(bench.answer_to(request, bench.person(), "FREIGABE"))
    stolen = bench.answer_to(bench.only("freigabe_bearbeitet"), bench.person(), "FREIGABE")
    bench.work(stolen)

    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert bench.outgoing("brief") == []


@pytest.mark.parametrize("word", ["FREIGABE", "Anbei geändert.", "FREIGABE\n\nmit einer kleinen Änderung"])
def test_a_release_with_a_changed_file_releases_nothing(bench: Bench, word: str) -> None:
    request = asked(bench)

    send_back(bench, request, replaced(document(bench), WORDS, CHANGED), word)

    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert len(versions(bench)) == 1


def test_a_rejection_with_a_file_rejects(bench: Bench) -> None:
    request = asked(bench)

    send_back(bench, request, replaced(document(bench), WORDS, CHANGED), "ABLEHNUNG: So wie in der Anlage.")

    assert bench.letters()[EVALUATION].state is LetterState.ZURUECKGEWIESEN
    assert versions(bench) == []


def test_the_letter_enclosed_as_it_came_does_not_disturb_a_release(bench: Bench) -> None:
    request = asked(bench)

    send_back(bench, request, document(bench), "FREIGABE")

    assert bench.letters()[EVALUATION].state is LetterState.FREIGEGEBEN


def test_a_file_that_says_the_same_is_asked_back_and_not_taken_for_a_release(bench: Bench) -> None:
    request = asked(bench)

    send_back(bench, request, saved_by_word(document(bench), "Anna Beispiel"), "FREIGABE")

    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert "sagt dasselbe wie das Schreiben" in flat(bench.only("bearbeitung_unklar"))


def test_a_pdf_beside_the_word_is_asked_back(bench: Bench) -> None:
    request = asked(bench)

    bench.work(reply_with(bench, request, bench.person(), ("Brief.pdf", b"%PDF-1.4\n1 0 obj"), "FREIGABE"))

    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert "keine brauchbare Word-Datei" in flat(bench.only("bearbeitung_unklar"))


# ---- facts that must not drift ---------------------------------------------------------------------


DRIFTS = [
    ("59.856,00", "59.586,00", "Betrag bisher: 59.856"),
    ("87 %", "78 %", "Prozentsatz bisher: 87 % neu: 78 %"),
    ("ELG-06", "ELG-16", "Rechtsgrundlage oder Regel bisher: ELG-06 neu: ELG-16"),
    ("31. Dezember 2025", "30. Dezember 2025", "Datum bisher: 31.12.2025 neu: 30.12.2025"),
    ("Fassung 2024", "Fassung 2042", "Zahl bisher: 2024 neu: 2042"),
    ("Bei Fragen", "Antwort binnen zwei Wochen. Bei Fragen", "Frist bisher: (nichts) neu: zwei wochen"),
    ("Bei Fragen", "Zahlung auf DE02 1203 0000 0000 2020 51. Bei Fragen", "Adresse oder Bankverbindung"),
]


@pytest.mark.parametrize(("old", "new", "said"), DRIFTS)
def test_a_drifted_fact_stands_on_top_and_needs_more_than_the_plain_word(
    bench: Bench, old: str, new: str, said: str
) -> None:
    request = asked(bench)
    send_back(bench, request, replaced(document(bench), old, new))
    again = bench.only("freigabe_bearbeitet")
    assert said in flat(again)
    assert flat(again).index("Achtung, diese Angaben weichen") < flat(again).index("Geändert gegenüber")

    bench.work(bench.answer_to(again, second(bench), "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert "Abweichung nicht bestätigt" in flat(bench.only("freigabe_ungueltig"))

    bench.work(bench.answer_to(again, second(bench), "FREIGABE TROTZ ABWEICHUNG"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGEGEBEN


BOUND = [
    ("Brückenwerk Sonnental e.V.", "Brückenwerk Nebeltal e.V.", "Der Name des Empfängers"),
    ("MB-2025-0001", "MB-2025-0002", "Das Geschäftszeichen"),
    ("2026-0001", "2026-0009", "Die Nummer des Schreibens"),
    ("Am Tintenteich 81", "Am Tintenteich 18", "Die Straße des Empfängers"),
    ("00962 Sonnental", "00963 Sonnental", "Der Ort des Empfängers"),
    ("cassio.birnbaeumle@", "fremd.birnbaeumle@", "Die Adresse des Empfängers"),
    ("kein Verwaltungsakt", "ein Verwaltungsakt", "Dieser Satz"),
]


@pytest.mark.parametrize(("old", "new", "what"), BOUND)
def test_addressee_case_and_fixed_sentences_cannot_be_changed(
    bench: Bench, old: str, new: str, what: str
) -> None:
    request = asked(bench)

    send_back(bench, request, replaced(document(bench), old, new))

    assert what in flat(bench.only("bearbeitung_unklar"))
    assert versions(bench) == []
    assert bench.outgoing("freigabe_bearbeitet") == []
    bench.work(bench.answer_to(bench.only("bearbeitung_unklar"), bench.person(), "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGEGEBEN, "the draft may still be released"


def test_a_letter_that_names_another_traeger_is_asked_back(bench: Bench) -> None:
    request = asked(bench)
    other = bench.register.traeger[5].name

    send_back(bench, request, replaced(document(bench), "Bei Fragen", f"Wie bei {other}. Bei Fragen"))

    assert f"einen anderen Träger („{other}“)" in flat(bench.only("bearbeitung_unklar"))


def test_a_file_of_another_letter_is_asked_back(bench: Bench) -> None:
    request = asked(bench)
    docx = replaced(document(bench), WORDS, CHANGED)

    bench.work(reply_with(bench, request, bench.person(), ("2026-0099-bewertung.docx", docx)))

    assert "gehört zu keinem Schreiben dieser Bitte" in flat(bench.only("bearbeitung_unklar"))


def test_a_file_with_a_new_name_is_known_by_the_number_in_it(bench: Bench) -> None:
    request = asked(bench)

    bench.work(
        reply_with(bench, request, bench.person(), ("Neu.docx", replaced(document(bench), WORDS, CHANGED)))
    )

    assert len(versions(bench)) == 1


# ---- traces of editing ------------------------------------------------------------------------------


RUN = "<w:r><w:t>neu</w:t></w:r>"
TRACES = {
    "insertion": (f'<w:p><w:ins w:id="1" w:author="A">{RUN}</w:ins></w:p>', "noch nicht angenommen"),
    "deletion": (
        '<w:p><w:del w:id="1" w:author="A"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>',
        "noch nicht angenommen",
    ),
    "formatting": (
        '<w:p><w:r><w:rPr><w:rPrChange w:id="1" w:author="A"><w:rPr/></w:rPrChange></w:rPr><w:t>x</w:t></w:r></w:p>',
        "noch nicht angenommen",
    ),
    "comment": ('<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>', "Kommentar"),
    "hidden": ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>heimlich</w:t></w:r></w:p>", "verborgener Text"),
    "white": (
        '<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>x</w:t></w:r></w:p>',
        "verborgener Text",
    ),
    "tiny": ('<w:p><w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>x</w:t></w:r></w:p>', "verborgener Text"),
    "field": (
        '<w:p><w:fldSimple w:instr=" INCLUDETEXT x "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
        "Feld",
    ),
    "date field": (
        "<w:p><w:r><w:instrText> DATE </w:instrText></w:r><w:r><w:fldChar/></w:r></w:p>",
        "Feld (DATE)",
    ),
    "object": ("<w:p><w:r><w:object/></w:r></w:p>", "eingebettet"),
    "symbol": ('<w:p><w:r><w:sym w:char="F0A7"/></w:r></w:p>', "Sonderzeichen"),
    "zero width": ("<w:p><w:r><w:t>59\u200b.856,00 €</w:t></w:r></w:p>", "unsichtbares Zeichen"),
    "text box": ("<w:p><w:r><w:pict/></w:r></w:p>", "Textfeld"),
}


@pytest.mark.parametrize("case", TRACES)
def test_traces_of_editing_are_asked_back_with_their_place(bench: Bench, case: str) -> None:
    xml, what = TRACES[case]
    request = asked(bench)

    send_back(bench, request, inserted(document(bench), xml))

    said = flat(bench.only("bearbeitung_unklar"))
    assert what in said
    assert versions(bench) == []


FOREIGN = {
    "macros": ("word/vbaProject.bin", b"x", "Makros"),
    "embedded": ("word/embeddings/a.bin", b"x", "nicht in ein Schreiben gehört"),
    "font": ("word/fonts/font1.odttf", b"x", "nicht in ein Schreiben gehört"),
    "picture": ("word/media/image9.png", b"\x89PNG", "ein Bild"),
    "doctype": (
        "word/numbering.xml",
        b"<!DOCTYPE a><w:a xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>",
        "DOCTYPE",
    ),
    "broken": ("word/numbering.xml", b"<w:a", "beschädigt"),
    "link": (
        "word/_rels/header1.xml.rels",
        (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
            b'Type="http://x/hyperlink" Target="https://boese.example" TargetMode="External"/></Relationships>'
        ),
        "einen Link",
    ),
    "list text": (
        "word/numbering.xml",
        (
            b"<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:lvl>"
            b"<w:lvlText w:val='zahlt nicht'/></w:lvl></w:numbering>"
        ),
        "Aufzählung",
    ),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_foreign_parts_are_asked_back(bench: Bench, case: str) -> None:
    name, content, what = FOREIGN[case]
    request = asked(bench)

    send_back(bench, request, with_parts(document(bench), **{name: content}))

    assert what in flat(bench.only("bearbeitung_unklar"))
    assert versions(bench) == []


# ---- versions and history ---------------------------------------------------------------------------


def test_two_persons_may_change_it_one_after_the_other_and_a_third_releases(bench: Bench) -> None:
    request = asked(bench)
    third = bench.register.coordinators[1]
    lead = replace(bench.person(), vertretung=third.email)
    people = tuple(lead if each.name == lead.name else each for each in bench.register.coordinators)
    bench.set_register(replace(bench.register, coordinators=people))
    send_back(bench, request, replaced(document(bench), WORDS, CHANGED))
    assert bench.outgoing("freigabe_bearbeitet")[-1].recipient in {second(bench).email, third.email}
    asked_now = bench.register.coordinator(
        bench.outgoing("freigabe_bearbeitet")[-1].recipient, dt.date(2026, 5, 4)
    )
    assert asked_now is not None
    again = bench.raw(bench.outgoing("freigabe_bearbeitet")[-1])
    bench.work(
        reply_with(
            bench, again, asked_now, (name_of(bench), replaced(document(bench), "Bei Fragen", "Bei Sorgen"))
        )
    )

    last = bench.outgoing("freigabe_bearbeitet")[-1]
    assert last.recipient not in {bench.person().email, asked_now.email}
    words = flat(bench.raw(last))
    assert CHANGED in words
    assert "Bei Sorgen" in words
    made = versions(bench)
    assert [each.person for each in made] == [bench.person().email, asked_now.email]
    assert made[1].before_sha256 == made[0].after_sha256
    bench.work(bench.answer_to(again, asked_now, "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN, "the first version is void"


def test_where_nobody_else_may_release_nothing_is_changed(bench: Bench) -> None:
    alone = tuple(each for each in bench.register.coordinators if each.duty is not Duty.ZWEITFREIGABE)
    bench.set_register(replace(bench.register, coordinators=alone))
    request = asked(bench)

    send_back(bench, request, replaced(document(bench), WORDS, CHANGED))

    assert "sonst darf es niemand freigeben" in flat(bench.only("bearbeitung_unklar"))
    assert versions(bench) == []


def test_the_word_of_one_person_about_the_draft_does_not_count_for_a_changed_one(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.SPENT_LESS)))
    lead, other, head = bench.register.coordinators
    people = (replace(lead, vertretung=other.email), other, head)
    bench.set_register(replace(bench.register, coordinators=people))
    request = {row.recipient: bench.raw(row) for row in bench.outgoing("freigabe_bitte")}
    number = bench.letters()[DRAFT].number
    mine = next(
        raw
        for raw in map(bench.raw, bench.outgoing("freigabe_bitte", lead.email))
        if f"Schreiben:    {number}" in text_of(raw)
    )
    bench.work(bench.answer_to(request[head.email], head, "FREIGABE"))

    changed = replaced(document(bench, DRAFT), "Mit freundlichen Grüßen", CHANGED)
    bench.work(reply_with(bench, mine, lead, (name_of(bench, DRAFT), changed)))

    assert bench.letters()[DRAFT].state is LetterState.FREIGABE_ERBETEN
    asked_again = bench.outgoing("freigabe_bearbeitet")
    assert {each.recipient for each in asked_again} == {other.email, head.email}
    mails = {each.recipient: bench.raw(each) for each in asked_again}
    bench.work(bench.answer_to(mails[other.email], other, "FREIGABE"))
    assert bench.letters()[DRAFT].state is LetterState.FREIGABE_ERBETEN, "her word was about the draft"
    bench.work(bench.answer_to(mails[head.email], head, "FREIGABE"))
    assert bench.letters()[DRAFT].state is LetterState.FREIGEGEBEN


def test_why_tells_who_changed_what_and_when(bench: Bench) -> None:
    request = asked(bench)
    send_back(bench, request, replaced(document(bench), "59.856,00", "59.586,00"))

    with bench.store.read() as tx:
        story = "\n".join(letter_lines(letter_story(tx, bench.letters()[EVALUATION])))
    (edit,) = versions(bench)
    assert f"In Word geändert von {bench.person().email} am 04.05.2026 09:01" in story
    assert f"bereinigt {edit.after_sha256}" in story
    assert "Abweichung, Betrag: 59.856 €" in story
    assert f"Dokument SHA-256 {edit.after_sha256}" in story


def test_at_the_terminal_a_drift_needs_its_own_word_too(bench: Bench) -> None:
    request = asked(bench)
    send_back(bench, request, replaced(document(bench), "87 %", "78 %"))

    def by_command(word: str, person: Coordinator) -> Verdict:
        with bench.store.begin() as tx:
            letter = bench.letters()[EVALUATION]
            return decide_by_command(tx, bench.desk, letter, person.email, (word, "")).verdict

    assert by_command(RELEASED, second(bench)) is Verdict.DRIFTED
    assert by_command(DESPITE, bench.person()) is Verdict.STRANGER, "whoever changed it"
    assert by_command(DESPITE, second(bench)) is Verdict.RELEASED


def test_a_changed_letter_that_ran_out_is_asked_for_again_with_its_changes(bench: Bench) -> None:
    request = asked(bench)
    send_back(bench, request, replaced(document(bench), "87 %", "78 %"))
    bench.clock.forward(days=15)

    assert renew_requests(bench.desk) == 2

    again = bench.outgoing("freigabe_bearbeitet")[-1]
    assert again.recipient == second(bench).email
    assert "Prozentsatz bisher: 87 % neu: 78 %" in flat(bench.raw(again))
    assert "Neue Bitte: Frist abgelaufen." in flat(bench.raw(again))


def test_a_correction_of_the_traeger_voids_the_changed_letter(bench: Bench) -> None:
    request = asked(bench)
    send_back(bench, request, replaced(document(bench), WORDS, CHANGED))
    again = bench.only("freigabe_bearbeitet")
    with bench.store.read() as tx:
        old = letters.find(tx, bench.letters()[EVALUATION].number)
    assert old is not None

    bench.work(bench.report(0, bench.workbook(0, change=spend_elsewhere)))
    bench.work(bench.answer_to(again, second(bench), "FREIGABE"))

    with bench.store.read() as tx:
        assert letters.get(tx, old.id).state is LetterState.HINFAELLIG
    assert bench.outgoing("brief") == []


def spend_elsewhere(values: dict[str, object], _tables: object) -> None:
    values["sachbericht.erfolg"] = "Die Ziele wurden erreicht, und zwar ausführlich. " * 8


def test_a_changed_and_released_letter_can_still_be_withdrawn(bench: Bench) -> None:
    request = asked(bench)
    send_back(bench, request, replaced(document(bench), WORDS, CHANGED))
    bench.work(bench.answer_to(bench.only("freigabe_bearbeitet"), second(bench), "FREIGABE"))

    with bench.store.begin() as tx:
        withdraw(tx, bench.desk, bench.letters()[EVALUATION], bench.person().email)

    bench.clock.forward(minutes=20)
    bench.send()
    assert bench.letters()[EVALUATION].state is LetterState.WIDERRUFEN


def test_a_letter_that_is_released_cannot_be_changed_any_more(bench: Bench) -> None:
    request = asked(bench)
    bench.decide()

    send_back(bench, request, replaced(document(bench), WORDS, CHANGED))

    assert "bereits entschieden" in flat(bench.only("freigabe_ungueltig"))
    assert versions(bench) == []
