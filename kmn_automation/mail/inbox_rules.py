"""Which mail is what: inbox_rules.yaml read from the top, the first rule that fits is the rule of the mail.

Exactly one rule takes a mail, `otherwise` takes the rest, every rule files it, and none can delete. Rules see the
frozen facts only, so a rule can never change what a later one sees, and a dry run shows what a run does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.ground.yaml_source import Source, build, parse
from kmn_automation.mail.facts import Facts
from kmn_automation.mail.inbox_rules_check import OTHERWISE, complaints, facts_of_example
from kmn_automation.mail.inbox_rules_file import RulesFile, Step
from kmn_automation.mail.inbox_rules_match import Vocabulary, first_failure, make_vocabulary
from kmn_automation.mail.inbox_rules_words import unknown_words
from kmn_automation.mail.unpack_text import clean_line
from kmn_automation.model.error import Misconfigured

MAX_TITLE = 200


class Verb(StrEnum):
    """What can be done with a mail; the value is the word in the file."""

    READ_REPORT = "read_report"
    DECIDE_RELEASE = "decide_release"
    CONFIRM_ORIGIN = "confirm_origin"
    RECORD_BOUNCE = "record_bounce"
    RECORD_ABSENCE = "record_absence"
    RECORD_ATTENDANCE = "record_attendance"
    REPLY = "reply"
    TASK = "task"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `value`: kind of reply, title of the task, `done|review|trash`, `confirmed|unconfirmed`."""

    verb: Verb
    value: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """The rule of a mail, the plan, and for every rule before it the first condition that did not hold."""

    rule: str
    about: str
    actions: tuple[Action, ...]
    tried: tuple[tuple[str, str], ...]

    @property
    def folder(self) -> str:
        """Where the mail goes in the end: done, review or trash."""
        return self.actions[-1].value


@dataclass(frozen=True, slots=True)
class InboxRules:
    """A checked rule file."""

    source: Source
    file: RulesFile
    vocabulary: Vocabulary

    @classmethod
    def load(cls, text: str, name: str) -> InboxRules:
        """The rules of a file.

        Raises:
            Misconfigured: naming every mistake with file, line, column and a suggestion.
        """
        source = parse(text, name)
        if found := list(unknown_words(source)):
            raise Misconfigured("\n".join(found))
        file = build(RulesFile, source)
        if found := complaints(source, file):
            raise Misconfigured("\n".join(found))
        return cls(source, file, make_vocabulary(file.words, file.lists))

    def classify(self, facts: Facts) -> Classification:
        """The one rule for this mail and what it plans; nothing is done here."""
        tried: list[tuple[str, str]] = []
        for rule in self.file.rules:
            why_not = first_failure(rule.when, facts, self.vocabulary)
            if not why_not:
                return Classification(rule.id, rule.about, self._plan(rule.then, facts), tuple(tried))
            tried.append((rule.id, why_not))
        about = "Keine Regel trifft zu; ein Mensch sieht nach."
        return Classification(OTHERWISE, about, self._plan(self.file.otherwise, facts), tuple(tried))

    def check(self) -> list[str]:
        """What the file's own tests show: German complaints with their place, also for each rule without a test."""
        found = []
        for number, example in enumerate(self.file.tests):
            result = self.classify(facts_of_example(example.mail))
            if result.rule != example.expect:
                why = dict(result.tried).get(example.expect, "eine frühere Regel trifft zu")
                expected = f"erwartet „{example.expect}“ ({why})"
                at = self.source.at(("tests", number))
                found.append(f"{at}: Test {number + 1}: die Regel ist „{result.rule}“, {expected}.")
        tested = {example.expect for example in self.file.tests}
        return found + [
            f"{self.source.at(('rules', number))}: Die Regel „{rule.id}“ hat keinen Test."
            for number, rule in enumerate(self.file.rules)
            if rule.id not in tested
        ]

    def _plan(self, steps: tuple[Step, ...], facts: Facts) -> tuple[Action, ...]:
        return tuple(_action(step, facts) for step in steps if not self._is_left_out(step, facts))

    def _is_left_out(self, step: Step, facts: Facts) -> bool:
        only_if = step.task.only_if if step.task else None
        return only_if is not None and bool(first_failure(only_if, facts, self.vocabulary))


def _action(step: Step, facts: Facts) -> Action:
    if step.task:
        return Action(Verb.TASK, _title(step.task.title, facts))
    if step.read_report:
        return Action(Verb.READ_REPORT, "confirmed" if step.read_report.confirmed else "unconfirmed")
    return Action(Verb(step.verb), step.reply or step.file or "")


def _title(template: str, facts: Facts) -> str:
    """The title with its placeholders filled once; what a mail says is never a template."""
    values = {
        "subject": facts.subject or "ohne Betreff",
        "from.address": facts.sender.text if facts.sender else "unlesbarer Absender",
        "from.name": facts.sender_name or (facts.sender.text if facts.sender else "unbekannt"),
        "files": ", ".join(file.name or file.kind for file in facts.files) or "keine Anlage",
        "bounce.recipient": (facts.bounce.recipient if facts.bounce else "") or "unbekannt",
        "bounce.status": (facts.bounce.status if facts.bounce else "") or "ohne Angabe",
        "bounce.reason": (facts.bounce.reason if facts.bounce else "") or "ohne Angabe",
    }
    return clean_line(re.sub(r"\{([^{}]*)\}", lambda match: values[match[1]], template), MAX_TITLE)
