from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.mail.facts import Facts
from kmn_automation.mail.inbox_rules import Action, InboxRules, Verb
from kmn_automation.mail.inbox_rules_check import facts_of_example
from kmn_automation.mail.inbox_rules_file import ExampleMail
from kmn_automation.model.error import Misconfigured

SHIPPED = (Path(__file__).parents[2] / "inbox_rules.yaml").read_text("utf-8")
RULES = InboxRules.load(SHIPPED, "inbox_rules.yaml")


def example(**words: object) -> Facts:
    return facts_of_example(ExampleMail.model_validate(words))


def plan(**words: object) -> tuple[str, list[tuple[str, str]]]:
    found = RULES.classify(example(**words))
    return found.rule, [(action.verb, action.value) for action in found.actions]


def test_the_shipped_rules_pass_their_own_tests_and_each_has_one() -> None:
    assert RULES.check() == []


def test_a_report_is_read_and_filed() -> None:
    assert plan(subject="Bericht", attachments=["a.xlsx"]) == (
        "bericht",
        [("read_report", "confirmed"), ("file", "done")],
    )


def test_a_question_beside_a_report_becomes_a_task() -> None:
    rule, actions = plan(subject="Bericht 2025", text="Anbei. Geht das so?", attachments=["a.xlsx"])
    assert rule == "bericht"
    assert actions[1] == ("task", "Frage im Begleittext von info@traeger.example: Bericht 2025")


def test_an_unproven_report_is_kept_unconfirmed_and_looked_at() -> None:
    rule, actions = plan(proof="none", attachments=["a.xlsx"])
    assert (rule, actions[0], actions[-1]) == (
        "bericht-nicht-belegt",
        ("read_report", "unconfirmed"),
        ("file", "review"),
    )


def test_an_unproven_release_decides_nothing() -> None:
    for words in ({"proof": "spf"}, {"proof": "none"}, {"sender": "traeger"}, {"kind": "auto-reply"}):
        rule, actions = plan(**({"sender": "coordinator", "release_token": True, "text": "FREIGABE"} | words))
        assert Verb.DECIDE_RELEASE not in {verb for verb, _ in actions}
        assert rule in {"freigabe-nicht-belegt", "automatische-nachricht"}


def test_no_plan_answers_a_machine_or_a_stranger() -> None:
    for kind in ("bounce", "auto-reply", "auto-generated", "mailing-list", "read-receipt", "calendar-reply"):
        for files in ([], ["a.xlsx"], ["a.pdf"]):
            _, actions = plan(kind=kind, subject="Bericht", text="Anbei", attachments=files)
            assert Verb.REPLY not in {verb for verb, _ in actions}
    _, actions = plan(sender="unknown", subject="Bericht", text="Anbei", attachments=["a.pdf"])
    assert Verb.REPLY not in {verb for verb, _ in actions}


def test_every_mail_is_filed_and_every_earlier_rule_says_why_not() -> None:
    found = RULES.classify(example(sender="unknown", subject="Bewerbung"))
    assert found.rule == "otherwise"
    assert found.actions[-1] == Action(Verb.FILE, "review")
    assert [rule for rule, _ in found.tried] == [rule.id for rule in RULES.file.rules]
    assert all(reason for _, reason in found.tried)
    assert dict(found.tried)["unzustellbar"] == "die Art ist person, nicht bounce"


def test_what_a_subject_says_is_never_a_template() -> None:
    found = RULES.classify(example(subject="{from.address} {x} \u202e"))
    assert found.actions[0].value == "info@traeger.example: {from.address} {x}"


BASE = """\
version: 1
lists:
  amt: ["@amt.example", chef@office.example]
words:
  nein: [nicht, "kein-e", "?"]
rules:
  - id: a
    when: {WHEN}
    then: [{file: done}]
otherwise: [{file: review}]
"""


def takes(when: str, **words: object) -> bool:
    rules = InboxRules.load(BASE.replace("{WHEN}", when), "r.yaml")
    return rules.classify(example(**words)).rule == "a"


CONDITIONS = [
    ("{subject: {has: PRÜFUNG}}", {"subject": "AW: Die Prüfung"}, {"subject": "Die Pruefer"}),
    ("{subject: {is: Prüfung}}", {"subject": "Re: prüfung"}, {"subject": "Prüfungen"}),
    ("{subject: {has_words: nein}}", {"subject": "Bitte nicht"}, {"subject": "Vernichtet"}),
    ("{own_text: {starts_with_words: nein}}", {"text": "Nicht gut"}, {"text": "gar nicht"}),
    ("{own_text: {none_of_words: nein}}", {"text": "gut"}, {"text": "was?"}),
    ("{own_text: {none_of: [schlecht]}}", {"text": "gut"}, {"text": "schlechter"}),
    ("{own_text: {present: false}}", {"text": " "}, {"text": "x"}),
    ('{from: {is: "@traeger.example"}}', {"from": "a@sub.traeger.example"}, {"from": "a@meintraeger.example"}),
    ("{from: {list: amt}}", {"from": "Chef@office.example"}, {"from": "chef2@office.example"}),
    ('{from: {none_of: "@x.example"}}', {"from": "a@y.example"}, {"from": "a@x.example"}),
    ("{header: {X-Art: {is: gut}}}", {"headers": {"x-art": "Gut"}}, {"headers": {"x-art": "nicht gut"}}),
    ("{attachments: {any: {type: [pdf, image]}}}", {"attachments": ["a.png"]}, {"attachments": ["a.xlsx"]}),
    ("{attachments: {all: {type: pdf}}}", {"attachments": ["a.pdf"]}, {"attachments": ["a.pdf", "b.png"]}),
    ("{attachments: {none: {name: {has: .exe}}}}", {"attachments": ["a.pdf"]}, {"attachments": ["A.EXE"]}),
    ("{attachments: {count: 2}}", {"attachments": ["a", "b"]}, {"attachments": ["a"]}),
    ("{size: {over: 1 MB, under: 3 MB}}", {"size": "2 MB"}, {"size": "3 MB"}),
    ("{kind: [person, empty], sender: traeger}", {"kind": "empty"}, {"kind": "empty", "sender": "unknown"}),
    ("{any: [{kind: empty}, {sender: unknown}]}", {"sender": "unknown"}, {}),
    ("{none: [{kind: empty}, {sender: unknown}]}", {}, {"kind": "empty"}),
    ("{all: [{question: true}, {sender: traeger}]}", {"text": "Wie?"}, {"text": "So."}),
    ("{bounce: [permanent, temporary]}", {"bounce": "temporary"}, {"bounce": "delayed"}),
    ("{content: encrypted}", {"attachments": ["a.p7m"]}, {"attachments": ["a.pdf"]}),
    ("{authenticated: false}", {"proof": "spf"}, {"proof": "proven"}),
    ("{release_token: true}", {"release_token": True}, {}),
    ("{origin_code: true}", {"origin_code": True}, {"release_token": True}),
]  # fmt: skip


@pytest.mark.parametrize(("when", "yes", "no"), CONDITIONS)
def test_a_condition_takes_one_mail_and_not_the_other(
    when: str, yes: dict[str, object], no: dict[str, object]
) -> None:
    assert takes(when, **yes)
    assert not takes(when, **no)


MISTAKES = [
    ("type: spreadsheet}}", "typ: spreadsheet}}", "„typ“", "Meinten Sie „type“?"),
    ("kind: bounce}", "kind: bounze}", "„bounze“", "Meinten Sie „bounce“?"),
    ("      - record_bounce\n", "      - record_bonce\n", "„record_bonce“", "Meinten Sie „record_bounce“?"),
    ("when: {kind: bounce}", "wenn: {kind: bounce}", "„wenn“", "Meinten Sie „when“?"),
    ("has_words: bericht", "has_words: berichd", "„berichd“", "Meinten Sie „bericht“?"),
    ("      - record_bounce\n      - file: done\n", "      - record_bounce\n", "letzte Schritt", "file: done"),
    ("kind: bounce-delayed}", "kind: bounce}", "„zustellung-verzoegert“ wird nie erreicht", "„unzustellbar“"),
    ("size: {over: 25 MB}", "size: {over: 25 MB, under: 1 MB}", "„zu-gross“ wird nie erreicht", "over und kleiner als under"),
    ("kind: bounce}", "kind: person, bounce: permanent}", "wird nie erreicht", "nur bei kind: bounce"),
    ("      content: encrypted", "      content: empty\n      kind: person", "zweimal", "kind"),
    ("      kind: [person, empty]\n      content: encrypted", "      kind: person\n      content: empty", "„verschluesselt“ wird nie erreicht", "nur bei kind: empty"),
    ("      authenticated: true\n", "      authenticated: true\n      proof: spf\n", "„freigabe“ wird nie erreicht", "proof: proven"),
    ("      attachments: {any: {type: spreadsheet}}", "      attachments: {any: {type: spreadsheet}, count: 0}", "wird nie erreicht", "count: 0"),
    ("      authenticated: true\n", "", "Unbelegte", "authenticated: true"),
    ("      kind: [person, empty]\n      size", "      size", "Automaten antworten", "kind: [person, empty]"),
    ("      sender: traeger\n      kind: [person, empty]\n      content", "      kind: [person, empty]\n      content", "Unbekannten antworten", "sender: traeger"),
    ("      kind: [person, empty]\n      authenticated", "      authenticated", "Entscheidung eines Automaten", "kind:"),
    ("      proof: [proven, spf]\n      attachments: {any", "      attachments: {any", "ohne Beleg", "confirmed: false"),
    ('{title: "{from.name}: {subject}"}', '{title: "{from.nam}"}', "„from.nam“", "Meinten Sie „from.name“?"),
    ("over: 25 MB", "over: viel", "„viel“", "25 MB"),
    ("expect: freigabe\n", "expect: freigab\n", "„freigab“", "Meinten Sie „freigabe“?"),
    ("  - id: verteiler", "  - id: werbung", "gibt es schon", "„werbung“"),
    ("otherwise:", "sonst:", "„sonst“", "otherwise"),
    ("version: 1", "version: 1\nversion: 1", "zweimal", "version"),
    ("  - reply: no_workbook", "  - reply: danke", "„danke“", "no_workbook"),
    ("- file: trash", "- delete", "„delete“", "file"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what", "do"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_was_meant(old: str, new: str, what: str, do: str) -> None:
    assert old in SHIPPED
    spoiled = SHIPPED.replace(old, new, 1)
    with pytest.raises(Misconfigured, match=r"r\.yaml:\d+:\d+: ") as caught:
        InboxRules.load(spoiled, "r.yaml")
    assert what in str(caught.value)
    assert do in str(caught.value)


def test_the_place_of_a_mistake_is_the_line_it_stands_in() -> None:
    spoiled = SHIPPED.replace("has_words: anlage", "has_word: anlage")
    line = next(n for n, text in enumerate(spoiled.splitlines(), 1) if "has_word: anlage" in text)
    with pytest.raises(Misconfigured, match=f"r.yaml:{line}:"):
        InboxRules.load(spoiled, "r.yaml")


def test_a_wrong_test_and_an_untested_rule_are_told() -> None:
    text = (
        BASE.replace("{WHEN}", "{kind: bounce}") + "tests:\n  - mail: {kind: empty}\n    expect: otherwise\n"
    )
    assert InboxRules.load(text, "r.yaml").check() == ["r.yaml:7:5: Die Regel „a“ hat keinen Test."]
    wrong = text.replace("expect: otherwise", "expect: a")
    assert InboxRules.load(wrong, "r.yaml").check() == [
        "r.yaml:12:5: Test 1: die Regel ist „otherwise“, erwartet „a“ (die Art ist empty, nicht bounce)."
    ]
