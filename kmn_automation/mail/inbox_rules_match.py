"""Does a condition hold for a mail? The answer is empty for yes, else the German reason of the first no."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.authentication import Proof
from kmn_automation.mail.bounce import Lasting
from kmn_automation.mail.facts import Facts, PartFact
from kmn_automation.mail.inbox_rules_file import Condition, FilesTest, FileTest, SizeTest, SpamTest, TextTest
from kmn_automation.mail.mail_kind import MailKind
from kmn_automation.mail.own_text import folded

PROOFS = {
    "proven": Proof.PROVEN,
    "spf": Proof.SPF_ONLY,
    "none": Proof.NOT_PROVEN,
    "contradicted": Proof.CONTRADICTED,
}
LASTINGS = {"permanent": Lasting.PERMANENT, "temporary": Lasting.TEMPORARY, "delayed": Lasting.DELAYED}
_ENCRYPTED = {Kind.ENCRYPTED}
_SIGNED = {Kind.SIGNED, Kind.SIGNATURE}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The named words and lists of the file, ready for comparing."""

    words: Mapping[str, re.Pattern[str]]
    lists: Mapping[str, Collection[str]]


def make_vocabulary(words: Mapping[str, Collection[str]], lists: Mapping[str, Collection[str]]) -> Vocabulary:
    """One pattern per named list of words; a word counts only as a whole one."""
    patterns = {name: _pattern(entries) for name, entries in words.items()}
    return Vocabulary(patterns, {name: [entry.lower() for entry in each] for name, each in lists.items()})


def first_failure(condition: Condition, facts: Facts, vocabulary: Vocabulary) -> str:
    """Why the condition does not hold; empty if it does."""
    for key, check in _CHECKS.items():
        if key in condition.model_fields_set and (why := check(getattr(condition, key), facts, vocabulary)):
            return why
    return ""


def _pattern(entries: Collection[str]) -> re.Pattern[str]:
    pieces = (re.escape(folded(entry)) for entry in entries)
    bounded = (rf"(?<!\w){piece}(?!\w)" if piece[:1].isalnum() else piece for piece in pieces)
    return re.compile("|".join(bounded) or r"(?!)")


def _every(conditions: Collection[Condition], facts: Facts, vocabulary: Vocabulary) -> str:
    return next((why for each in conditions if (why := first_failure(each, facts, vocabulary))), "")


def _some(conditions: Collection[Condition], facts: Facts, vocabulary: Vocabulary) -> str:
    reasons = [first_failure(each, facts, vocabulary) for each in conditions]
    return "" if not all(reasons) else "keine der Möglichkeiten: " + "; ".join(reasons)


def _none(conditions: Collection[Condition], facts: Facts, vocabulary: Vocabulary) -> str:
    holds = any(not first_failure(each, facts, vocabulary) for each in conditions)
    return "eine ausgeschlossene Bedingung trifft zu" if holds else ""


def _one_of(what: str, value: str, wanted: Collection[str]) -> str:
    return "" if value in wanted else f"{what} ist {value}, nicht {' oder '.join(wanted)}"


def _yes_no(what: str, value: object, wanted: object) -> str:
    return "" if bool(value) == wanted else f"{what}: {'ja' if value else 'nein'}"


def _proof(wanted: Collection[str], facts: Facts, _: Vocabulary) -> str:
    proofs = [PROOFS[word] for word in wanted]
    return _one_of("die Herkunft", facts.authentication.proof, proofs)


def _text(what: str, test: TextTest, text: str, vocabulary: Vocabulary) -> str:
    plain = folded(text)
    results = {
        f"{what} enthält nichts von: {', '.join(test.has)}": not test.has
        or any(folded(w) in plain for w in test.has),
        f"{what} ist nicht: {', '.join(test.equals)}": not test.equals or plain in map(folded, test.equals),
        f"{what} enthält Ausgeschlossenes": not any(folded(word) in plain for word in test.none_of),
        f"{what} enthält keines der Wörter {', '.join(test.has_words)}": not test.has_words
        or any(vocabulary.words[name].search(plain) for name in test.has_words),
        f"{what} beginnt nicht mit {', '.join(test.starts_with_words)}": not test.starts_with_words
        or any(vocabulary.words[name].match(plain) for name in test.starts_with_words),
        f"{what} enthält ausgeschlossene Wörter": not any(
            vocabulary.words[w].search(plain) for w in test.none_of_words
        ),
        f"{what} ist {'leer' if test.present else 'nicht leer'}": test.present in {None, bool(plain)},
        f"{what} steht nicht auf der Liste {test.in_list}": not test.in_list
        or text.lower() in vocabulary.lists[test.in_list],
    }
    return next((why for why, holds in results.items() if not holds), "")


def _address(what: str, test: TextTest, addresses: Collection[str], vocabulary: Vocabulary) -> str:
    """Entries such as `a@b` mean the whole address, `@b` the domain with its subdomains."""
    wanted = [*test.equals, *test.has, *(vocabulary.lists[test.in_list] if test.in_list else ())]
    hit = any(_fits(address, entry.lower()) for address in addresses for entry in wanted)
    shown = ", ".join(addresses) or "unlesbar"
    if wanted and not hit:
        return f"{what} ist {shown}"
    excluded = any(_fits(address, entry.lower()) for address in addresses for entry in test.none_of)
    return f"{what} ist ausgeschlossen ({shown})" if excluded else ""


def _fits(address: str, entry: str) -> bool:
    domain = address.rpartition("@")[2]
    if entry.startswith("@"):
        return domain == entry[1:] or domain.endswith("." + entry[1:])
    return address == entry


def _header(tests: Mapping[str, TextTest], facts: Facts, vocabulary: Vocabulary) -> str:
    for name, test in tests.items():
        value = next((each for field, each in facts.fields if field == name.lower()), "")
        if why := _text(f"Kopfzeile {name}", test, value, vocabulary):
            return why
    return ""


def _files(test: FilesTest, facts: Facts, vocabulary: Vocabulary) -> str:
    files = facts.files
    if test.some and not any(_file(test.some, each, vocabulary) for each in files):
        return f"keine passende Anlage (vorhanden: {', '.join(each.kind for each in files) or 'keine'})"
    if test.every and not (files and all(_file(test.every, each, vocabulary) for each in files)):
        return "nicht alle Anlagen passen"
    if test.none and any(_file(test.none, each, vocabulary) for each in files):
        return "eine ausgeschlossene Anlage ist dabei"
    return "" if test.count in {None, len(files)} else f"es sind {len(files)} Anlagen"


def _file(test: FileTest, file: PartFact, vocabulary: Vocabulary) -> bool:
    fits_name = test.name is None or not _text("", test.name, file.name, vocabulary)
    fits_type = not test.type or file.kind.group in test.type
    return fits_name and fits_type and (test.over is None or file.size > test.over)


def _content(wanted: str, facts: Facts, _: Vocabulary) -> str:
    kinds = {part.kind for part in facts.parts}
    holds = {
        "encrypted": bool(kinds & _ENCRYPTED),
        "signed": bool(kinds & _SIGNED),
        "empty": facts.kind is MailKind.EMPTY,
    }
    return "" if holds[wanted] else f"der Inhalt ist nicht {wanted}"


def _bounce(wanted: Collection[str], facts: Facts, _: Vocabulary) -> str:
    if facts.bounce is None:
        return "kein Zustellbericht"
    return _one_of("die Zustellung", facts.bounce.lasting, [LASTINGS[word] for word in wanted])


def _size(test: SizeTest, facts: Facts, _: Vocabulary) -> str:
    big_enough = test.over is None or facts.size > test.over
    small_enough = test.under is None or facts.size < test.under
    return "" if big_enough and small_enough else f"die Größe ist {facts.size // 1024} KB"


def _spam(test: SpamTest, facts: Facts, _: Vocabulary) -> str:
    score = facts.spam_score
    return (
        ""
        if score is not None and score >= test.at_least
        else f"die Spam-Bewertung ist {score or 'nicht vorhanden'}"
    )


def _sender_addresses(facts: Facts) -> Iterator[str]:
    if facts.sender:
        yield facts.sender.key


_Check = Callable[[Any, Facts, Vocabulary], str]
_CHECKS: dict[str, _Check] = {
    "kind": lambda wanted, facts, _: _one_of("die Art", facts.kind, wanted),
    "sender": lambda wanted, facts, _: _one_of("der Absender", facts.sender_kind, wanted),
    "proof": _proof,
    "authenticated": lambda wanted, facts, _: _yes_no(
        "Herkunft belegt", facts.authentication.allows_decision, wanted
    ),
    "from_address": lambda test, facts, vocabulary: _address(
        "der Absender", test, list(_sender_addresses(facts)), vocabulary
    ),
    "to": lambda test, facts, vocabulary: _address(
        "der Empfänger", test, [each.key for each in facts.recipients], vocabulary
    ),
    "subject": lambda test, facts, vocabulary: _text("der Betreff", test, facts.folded_subject, vocabulary),
    "own_text": lambda test, facts, vocabulary: _text("der Text", test, facts.own_text, vocabulary),
    "header": _header,
    "release_token": lambda wanted, facts, _: _yes_no("Freigabe-Kennwort", facts.release_token, wanted),
    "case_token": lambda wanted, facts, _: _yes_no("Vorgangszeichen im Betreff", facts.case_tokens, wanted),
    "origin_code": lambda wanted, facts, _: _yes_no("Bestätigungs-Kennwort", facts.origin_code, wanted),
    "question": lambda wanted, facts, _: _yes_no("Frage im Text", facts.has_question, wanted),
    "attachments": _files,
    "content": _content,
    "bounce": _bounce,
    "spam_score": _spam,
    "size": _size,
    "every": _every,
    "some": _some,
    "none": _none,
}
