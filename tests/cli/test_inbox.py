"""`kmn inbox`: a mail explained, stored mails tried again, the schema for editors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.small_office import SmallOffice, Typist
from tests.mail.awkward_mails import INNER

SHIPPED = (Path(__file__).parents[2] / "inbox_rules.yaml").read_text("utf-8")
ROUGHER = SHIPPED.replace(
    "  - id: bericht\n",
    "  - id: gruss\n    when: {sender: traeger}\n    then: [{file: trash}]\n\n  - id: bericht\n",
    1,
)
ROUGHER = ROUGHER.partition("  - id: bericht\n")[0] + "otherwise:\n  - file: review\n"


@pytest.fixture
def stored(office: SmallOffice) -> SmallOffice:
    """An office that has handled a letter of a Träger and one of a stranger."""
    sender = office.reporter.email
    proof = f"Authentication-Results: mx.kmn.example; dmarc=pass header.from={sender.partition('@')[2]}\r\n"
    (office.post / "1.eml").write_bytes(
        f"{proof}From: {sender}\r\nSubject: Anliegen\r\n\r\nGuten Tag\r\n".encode()
    )
    (office.post / "2.eml").write_bytes(b"From: fremd@anders.example\r\nSubject: Hallo\r\n\r\nGuten Tag\r\n")
    assert office.kmn("run", "--no-digest").code == 0
    return office


def test_a_mail_is_explained_down_to_the_hash_of_its_files(office: SmallOffice) -> None:
    book = office.workbook()
    office.lay_in(book)

    found = office.kmn("inbox", "explain", office.post / "1.eml", "--json").json

    assert found["rule"] == "bericht"
    assert found["plan"] == [{"do": "read_report", "value": "confirmed"}, {"do": "file", "value": "done"}]
    assert {"rule": "freigabe", "why_not": "der Absender ist traeger, nicht coordinator"} in found["tried"]
    assert found["answer"] == {"allowed": True, "reason": ""}
    assert (found["facts"]["sender"], found["facts"]["proof"]) == (office.reporter.email, "belegt")
    (part,) = [each for each in found["attachments"] if each["type"] == "spreadsheet"]
    data = book.read_bytes()
    assert (part["name"], part["size"], part["sha256"]) == (
        "Bericht.xlsx",
        len(data),
        hashlib.sha256(data).hexdigest(),
    )


def test_a_forwarded_mail_of_a_stranger_is_told_to_a_person(office: SmallOffice) -> None:
    (office.post / "1.eml").write_bytes(INNER)

    answer = office.kmn("inbox", "explain", office.post / "1.eml")

    assert "Anlage 2: innen.xlsx (Excel-Arbeitsmappe (.xlsx), " in answer.out
    assert "Regel „bericht-von-unbekannt“" in answer.out
    assert "Darf beantwortet werden: nein. Der Absender ist nicht eingetragen." in answer.out


def test_a_coordinator_gets_no_answer_by_rule(office: SmallOffice) -> None:
    chief = office.releaser.email
    proof = f"Authentication-Results: mx.kmn.example; dmarc=pass header.from={chief.partition('@')[2]}\r\n"
    (office.post / "1.eml").write_bytes(
        f"{proof}From: {chief}\r\nSubject: Hallo\r\n\r\nGuten Tag\r\n".encode()
    )

    answer = office.kmn("inbox", "explain", office.post / "1.eml", "--json").json["answer"]

    assert answer == {
        "allowed": False,
        "reason": "Regeln antworten nur Trägern; die Koordination bekommt eigene Mails.",
    }


def test_stored_mails_go_the_same_way_under_the_same_rules(stored: SmallOffice) -> None:
    answer = stored.kmn("inbox", "replay", "--last", 10, "--json")

    found = answer.json
    assert (answer.code, found["mails"], found["changed"], found["unreadable"]) == (0, 2, 0, 0)
    assert {(each["before"], each["now"]) for each in found["lines"]} == {
        ("anliegen", "anliegen"),
        ("otherwise", "otherwise"),
    }
    assert stored.kmn("inbox", "replay", "--last", 1, "--json").json["mails"] == 1
    assert "2 Mails, 0 davon liefen anders. Geschrieben wurde nichts." in stored.kmn("inbox", "replay").out


def test_a_change_of_the_rules_names_the_mails_that_go_another_way(stored: SmallOffice) -> None:
    (stored.home / "inbox_rules.yaml").write_text(ROUGHER, "utf-8")

    (line,) = [each for each in stored.kmn("inbox", "replay", "--json").json["lines"] if each["changes"]]

    assert (line["before"], line["now"], line["sender"]) == ("anliegen", "gruss", stored.reporter.email)
    assert line["plan_now"] == [["file", "trash"]]


def test_another_file_is_compared_rule_by_rule_and_plan_by_plan(stored: SmallOffice) -> None:
    other = stored.home / "anders.yaml"
    other.write_text(SHIPPED.replace("Nicht zugeordnet, von", "Von irgendwem,"), "utf-8")

    for option in ("--rules", "--diff"):
        answer = stored.kmn("inbox", "replay", option, other)

        assert "dieselbe Regel tut anderes" in answer.out
        assert "2 Mails, 1 davon liefen anders." in answer.out
    both = stored.kmn("inbox", "replay", "--rules", other, "--diff", other, "--json").json
    assert (both["mails"], both["changed"]) == (2, 0)


def test_a_mail_whose_bytes_are_gone_is_named_and_the_others_are_compared(stored: SmallOffice) -> None:
    for path in stored.home.rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"From: fremd@"):
            path.chmod(0o600)
            path.write_bytes(b"anders")

    answer = stored.kmn("inbox", "replay")

    assert "ließ sich nicht noch einmal lesen: " in answer.out
    assert "2 Mails, 0 davon liefen anders." in answer.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "lässt sich nicht öffnen"),
        (SHIPPED.replace("rules:", "regeln:"), "„regeln“ gibt es hier nicht"),
    ],
)
def test_another_file_that_does_not_load_is_named(office: SmallOffice, text: str | None, said: str) -> None:
    older = office.home / "alt.yaml"
    if text:
        older.write_text(text, "utf-8")

    for words in (("replay", "--diff"), ("replay", "--rules"), ("check",)):
        answer = office.kmn("inbox", *words, older)

        assert (answer.code, said in answer.err, "alt.yaml" in answer.err) == (2, True, True), answer


def test_the_schema_is_printed_or_written_beside_the_rules(kmn: Typist, tmp_path: Path) -> None:
    answer = kmn("inbox", "schema")

    assert (
        json.loads((tmp_path / "inbox_rules.schema.json").read_text("utf-8"))
        == kmn("inbox", "schema", "--json").json
    )
    assert "# yaml-language-server: $schema=inbox_rules.schema.json" in answer.out
