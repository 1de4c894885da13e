"""What no shape can say about inbox_rules.yaml: names that must exist, rules that would do harm or never be reached."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from kmn_automation.ground.yaml_source import Source, suggest
from kmn_automation.mail.address import parse_address
from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.authentication import Authentication
from kmn_automation.mail.bounce import Bounce
from kmn_automation.mail.facts import BOUNCES, Facts, PartFact, SenderKind
from kmn_automation.mail.inbox_rules_file import Condition, ExampleMail, Rule, RulesFile, Step, TextTest
from kmn_automation.mail.inbox_rules_match import LASTINGS, PROOFS
from kmn_automation.mail.mail_kind import MailKind
from kmn_automation.mail.own_text import has_question

OTHERWISE = "otherwise"
PLACEHOLDERS = (
    "subject",
    "from.address",
    "from.name",
    "files",
    "bounce.recipient",
    "bounce.status",
    "bounce.reason",
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_REGISTERED = {SenderKind.TRAEGER, SenderKind.COORDINATOR}
_BELIEVED = {"proven", "spf"}
_ENDINGS = {
    ".xlsx": Kind.XLSX, ".xlsm": Kind.XLSM, ".xls": Kind.XLS, ".xlsb": Kind.XLSB, ".ods": Kind.ODS, ".csv": Kind.CSV,
    ".pdf": Kind.PDF, ".docx": Kind.DOCUMENT, ".zip": Kind.ARCHIVE, ".png": Kind.IMAGE, ".jpg": Kind.IMAGE,
    ".ics": Kind.CALENDAR, ".eml": Kind.MAIL, ".p7m": Kind.ENCRYPTED,
}  # fmt: skip

Place = tuple[str | int, ...]


def complaints(source: Source, rules: RulesFile) -> list[str]:
    """German complaints with file, line and column; any of them refuses the file."""
    return [each.strip() for each in _complaints(source, rules)]


def _complaints(source: Source, rules: RulesFile) -> Iterator[str]:
    seen: dict[str, int] = {OTHERWISE: -1}
    for number, rule in enumerate(rules.rules):
        place: Place = ("rules", number)
        if rule.id in seen:
            yield f"{source.at((*place, 'id'))}: Die Regel „{rule.id}“ gibt es schon."
        seen.setdefault(rule.id, number)
        yield from _unknown_names(source, (*place, "when"), rule.when, rules)
        yield from _steps(source, (*place, "then"), rule.then, rules)
        for problem in _harmful(rule):
            yield f"{source.at(place)}: Die Regel „{rule.id}“ {problem}"
        for why in _unreachable(rule, rules.rules[:number]):
            yield f"{source.at(place)}: Die Regel „{rule.id}“ wird nie erreicht: {why}"
    yield from _steps(source, (OTHERWISE,), rules.otherwise, rules)
    for number, example in enumerate(rules.tests):
        if example.expect not in seen:
            hint = suggest(example.expect, seen)
            yield f"{source.at(('tests', number, 'expect'))}: Eine Regel „{example.expect}“ gibt es nicht. {hint}"


def _unreachable(rule: Rule, earlier: tuple[Rule, ...]) -> Iterator[str]:
    yield from _impossible(rule.when)
    yield from (f"„{each.id}“ nimmt ihr alles weg." for each in earlier if covers(each.when, rule.when))


def _impossible(when: Condition) -> Iterator[str]:
    size = when.size
    if size and size.over is not None and size.under is not None and size.over >= size.under:
        yield "keine Nachricht ist größer als over und kleiner als under."
    if when.bounce and when.kind and not BOUNCES.intersection(when.kind):
        yield "bounce gibt es nur bei kind: bounce oder bounce-delayed."
    if when.content == "empty" and when.kind and MailKind.EMPTY not in when.kind:
        yield "content: empty gibt es nur bei kind: empty."
    if when.authenticated and when.proof and "proven" not in when.proof:
        yield "authenticated: true verlangt proof: proven."
    if when.attachments and when.attachments.count == 0 and (when.attachments.some or when.attachments.every):
        yield "count: 0 lässt keine Anlage zu, any und all verlangen eine."


def _harmful(rule: Rule) -> Iterator[str]:
    when, verbs = rule.when, {step.verb for step in rule.then}
    is_human = bool(when.kind) and all(kind.is_human for kind in when.kind)
    if "reply" in verbs and not is_human:
        yield "würde auch Automaten antworten. Bitte kind: [person, empty] verlangen."
    if "reply" in verbs and not (when.sender and set(when.sender) <= _REGISTERED):
        yield "würde auch Unbekannten antworten. Bitte sender: traeger oder coordinator verlangen."
    if "decide_release" in verbs and not (when.authenticated and when.sender == (SenderKind.COORDINATOR,)):
        yield "entscheidet für Unbelegte. Bitte sender: coordinator und authenticated: true verlangen."
    if verbs & {"decide_release", "confirm_origin"} and not is_human:
        yield "nimmt die Entscheidung eines Automaten an. Bitte kind: [person, empty] verlangen."
    yield from _harm_by_reports(rule)


def _harm_by_reports(rule: Rule) -> Iterator[str]:
    when, verbs = rule.when, {step.verb for step in rule.then}
    if verbs & {"read_report", "confirm_origin"} and when.sender != (SenderKind.TRAEGER,):
        yield "nimmt Berichte von Unbekannten an. Bitte sender: traeger verlangen."
    believed = when.authenticated or (when.proof and set(when.proof) <= _BELIEVED)
    if any(step.read_report and step.read_report.confirmed for step in rule.then) and not believed:
        yield "glaubt einem Bericht ohne Beleg. Bitte proof: [proven, spf] verlangen oder confirmed: false setzen."


def _steps(source: Source, place: Place, steps: tuple[Step, ...], rules: RulesFile) -> Iterator[str]:
    if [step.verb for step in steps].count("file") != 1 or steps[-1].verb != "file":
        yield f"{source.at(place)}: Der letzte Schritt muss die Mail ablegen: file: done, review oder trash."
    for number, step in enumerate(steps):
        if step.task is None:
            continue
        at = (*place, number, "task")
        for name in _PLACEHOLDER.findall(step.task.title):
            if name not in PLACEHOLDERS:
                hint = suggest(name, PLACEHOLDERS) or f"Möglich sind: {', '.join(PLACEHOLDERS)}."
                yield f"{source.at((*at, 'title'))}: Den Platzhalter „{name}“ gibt es nicht. {hint}"
        if step.task.only_if:
            yield from _unknown_names(source, (*at, "if"), step.task.only_if, rules)


def _unknown_names(source: Source, place: Place, condition: Condition, rules: RulesFile) -> Iterator[str]:
    for test in _text_tests(condition):
        for name in (*test.has_words, *test.starts_with_words, *test.none_of_words):
            if name not in rules.words:
                yield f"{source.at(place)}: Wörter mit dem Namen „{name}“ gibt es nicht. {suggest(name, rules.words)}"
        if test.in_list and test.in_list not in rules.lists:
            hint = suggest(test.in_list, rules.lists)
            yield f"{source.at(place)}: Eine Liste „{test.in_list}“ gibt es nicht. {hint}"


def _text_tests(condition: Condition) -> Iterator[TextTest]:
    found = (
        condition.from_address,
        condition.to,
        condition.subject,
        condition.own_text,
        *condition.header.values(),
    )
    yield from (test for test in found if test)
    if condition.attachments:
        files = (condition.attachments.some, condition.attachments.every, condition.attachments.none)
        yield from (file.name for file in files if file and file.name)
    for below in (*condition.every, *condition.some, *condition.none):
        yield from _text_tests(below)


def covers(earlier: Condition, later: Condition) -> bool:
    """Whether the earlier condition plainly takes every mail of the later one: same keys, the same or more values."""
    for key in earlier.model_fields_set:
        if key not in later.model_fields_set:
            return False
        wide, narrow = getattr(earlier, key), getattr(later, key)
        is_choice = key in {"kind", "sender", "proof", "bounce"}
        if not (set(narrow) <= set(wide) if is_choice else wide == narrow):
            return False
    return True


def facts_of_example(mail: ExampleMail) -> Facts:
    """The facts of a mail from the file's own tests."""
    headers: Mapping[str, str] = mail.headers
    code = "A" * 26
    bounce = Bounce("x@traeger.example", "5.1.1", LASTINGS[mail.bounce], "", "", ()) if mail.bounce else None
    return Facts(
        kind=mail.kind,
        received_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        sender=parse_address(mail.from_address),
        sender_name="",
        sender_kind=mail.sender,
        authentication=Authentication(PROOFS[mail.proof], ""),
        subject=mail.subject,
        own_text=mail.text,
        text=mail.text,
        release_token=code if mail.release_token else "",
        case_tokens=(f"KMN-E-{code}",) if mail.origin_code else (),
        parts=tuple(_part(number, name) for number, name in enumerate(mail.attachments, 1)),
        has_question=has_question(mail.text),
        size=mail.size or 0,
        bounce=bounce,
        fields=tuple((name.lower(), value) for name, value in headers.items()),
    )


def _part(number: int, name: str) -> PartFact:
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return PartFact(str(number), name, _ENDINGS.get(ending, Kind.OTHER), 1000, "")
