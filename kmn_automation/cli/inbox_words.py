"""A sorted mail and replayed mails, printed for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict

from kmn_automation.app.mail_explain import SortedMail, shown
from kmn_automation.app.mail_replay import Replayed
from kmn_automation.cli.console import print_table, say
from kmn_automation.mail.facts import Facts, PartFact
from kmn_automation.steps.answer import moment


def as_json(mail: SortedMail) -> dict[str, object]:
    """The contract of `kmn inbox explain --json`."""
    return {
        "facts": _facts(mail.facts),
        "attachments": [_part(each) for each in mail.facts.parts],
        "rule": mail.found.rule,
        "about": mail.found.about,
        "plan": [dict(zip(("do", "value"), shown(each), strict=True)) for each in mail.found.actions],
        "tried": [{"rule": rule, "why_not": why_not} for rule, why_not in mail.found.tried],
        "answer": asdict(mail.answer),
    }


def tell(mail: SortedMail) -> None:
    """The same for a person."""
    for line in _lines(mail):
        say(line)


def replayed_as_json(found: Collection[Replayed]) -> dict[str, object]:
    """The contract of `kmn inbox replay --json`."""
    return {
        "mails": len(found),
        "changed": sum(each.changes for each in found),
        "unreadable": sum(bool(each.problem) for each in found),
        "lines": [asdict(each) | {"changes": each.changes} for each in found],
    }


def tell_replayed(found: Collection[Replayed]) -> None:
    """The mails that would go another way, and how many stay."""
    changed = [each for each in found if each.changes]
    rows = [
        (each.id, moment(each.received_at), each.sender, each.subject, each.before, each.now, _why(each))
        for each in changed
    ]
    if rows:
        headings = ("Mail", "Eingang", "Von", "Betreff", "bisher", "jetzt", "Warum")
        print_table("Mails, die anders liefen", headings, rows)
    for each in found:
        if each.problem:
            say(f"Mail {each.id} ließ sich nicht noch einmal lesen: {each.problem}")
    say(f"{len(found)} Mails, {len(changed)} davon liefen anders. Geschrieben wurde nichts.")


def _why(each: Replayed) -> str:
    return "dieselbe Regel tut anderes" if each.before == each.now else each.why


def _lines(mail: SortedMail) -> Iterator[str]:
    facts, found = mail.facts, mail.found
    yield f"Von {facts.sender or '(unlesbar)'} ({facts.sender_kind}), Betreff: {facts.subject}"
    yield f"Art: {facts.kind}; Herkunft: {facts.authentication.proof} – {facts.authentication.reason}"
    for part in facts.parts:
        details = [part.kind.value, f"{part.size} Byte", f"SHA-256 {part.sha256}"]
        yield f"Anlage {part.path}: {part.name or 'ohne Namen'} ({', '.join(filter(None, [*details, part.note]))})"
    for note in facts.notes:
        yield f"Auffällig: {note}"
    yield f"Regel „{found.rule}“: {found.about}"
    for verb, value in map(shown, found.actions):
        yield f"  → {verb} {value}".rstrip()
    for rule, why_not in found.tried:
        yield f"  nicht „{rule}“: {why_not}"
    yield f"Darf beantwortet werden: {'ja' if mail.answer.allowed else f'nein. {mail.answer.reason}'}"


def _part(part: PartFact) -> dict[str, object]:
    return {
        "path": part.path,
        "name": part.name,
        "kind": part.kind.value,
        "type": part.kind.group,
        "size": part.size,
        "sha256": part.sha256,
        "layout": part.inline,
        "note": part.note,
    }


def _facts(facts: Facts) -> dict[str, object]:
    return {
        "kind": facts.kind,
        "sender": facts.sender.text if facts.sender else "",
        "sender_name": facts.sender_name,
        "sender_kind": facts.sender_kind,
        "proof": facts.authentication.proof,
        "proof_reason": facts.authentication.reason,
        "subject": facts.subject,
        "own_text": facts.own_text,
        "question": facts.has_question,
        "recipients": [each.text for each in facts.recipients],
        "message_id": facts.message_id,
        "answers": facts.answers,
        "case_tokens": facts.case_tokens,
        "release_token": bool(facts.release_token),
        "origin_code": bool(facts.origin_code),
        "size": facts.size,
        "spam_score": facts.spam_score,
        "bounce": facts.bounce and {"recipient": facts.bounce.recipient, "status": facts.bounce.status},
        "reply": facts.reply,
        "automatic_signs": facts.automatic_signs,
        "notes": facts.notes,
    }
