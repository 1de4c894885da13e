"""The lists of the overview: what each number at its top counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from kmn_automation.model.letter import LetterState
from kmn_automation.pages.figures import (
    CheckLine,
    LetterLine,
    MailLine,
    OverdueLine,
    TaskLine,
    TroubleLine,
    WaitingLine,
)
from kmn_automation.pages.markup import Content, Group, Html, grouped_table, join, link, table, tag, text

Line = TypeVar("Line")
PARTS = {"mails": "Ergebnis", "person": "Person", "schreiben": "Zustand", "ausgang": "Zustand"}
"""Prefix of the anchors of a list → what its parts are."""


def grouped(lines: Iterable[Line], word: Callable[[Line], str]) -> dict[str, list[Line]]:
    """The lines by their word, words in the order of the alphabet."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(word(line), []).append(line)
    return dict(sorted(found.items()))


def nothing(sentence: str) -> Html:
    """What stands in place of an empty table."""
    return tag("p", sentence, class_="leer")


def mail_list(mails: Sequence[MailLine]) -> Html:
    """The mails of the last 24 hours by what became of them."""
    if not mails:
        return nothing("In den letzten 24 Stunden ist keine Mail eingegangen.")
    return _counted_table(
        "Mails der letzten 24 Stunden nach ihrem Ergebnis",
        ("Eingegangen", "Absender", "Betreff", "Beantwortet"),
        "mails",
        {
            word: [
                (each.received_at, each.sender, each.subject, "ja" if each.answered else "nein")
                for each in lines
            ]
            for word, lines in grouped(mails, lambda each: each.outcome).items()
        },
    )


def waiting_list(waiting: Sequence[WaitingLine]) -> Html:
    """The open requests for release, by person."""
    if not waiting:
        return nothing("Zurzeit wartet kein Schreiben auf eine Freigabe.")
    return _counted_table(
        "Offene Bitten um Freigabe nach Person",
        ("Schreiben", "Empfänger", "Erbeten am", "Gültig bis"),
        "person",
        {
            person: [(each.number, each.recipient, each.asked_at.date(), _until(each)) for each in lines]
            for person, lines in grouped(waiting, lambda each: each.person).items()
        },
    )


def _until(line: WaitingLine) -> Html:
    day = text(line.expires_at.date())
    return join((day, " – abgelaufen")) if line.expired else day


def letter_list(letters: Sequence[LetterLine]) -> Html:
    """The letters by state, in the order of their way."""
    if not letters:
        return nothing("Es gibt noch keine Schreiben.")
    by_state = grouped(letters, lambda each: each.state.value)
    return _counted_table(
        "Schreiben nach Zustand",
        ("Nummer", "Art", "Empfänger", "Entworfen am"),
        "schreiben",
        {
            state.value: [
                (each.number, each.kind, each.recipient, each.created_at.date())
                for each in by_state[state.value]
            ]
            for state in LetterState
            if state.value in by_state
        },
    )


def overdue_list(overdue: Sequence[OverdueLine]) -> Html:
    """The late proofs, the oldest first."""
    if not overdue:
        return nothing("Kein Nachweis ist überfällig.")
    rows = [
        (each.geschaeftszeichen, each.traeger, each.regionalverbund, each.frist)
        for each in sorted(overdue, key=lambda each: (each.frist, each.geschaeftszeichen))
    ]
    heads = ("Geschäftszeichen", "Träger", "Regionalverbund", "Fällig am")
    return table("Nachweise, deren Vorlagefrist abgelaufen ist", heads, rows)


def task_list(tasks: Sequence[TaskLine]) -> Html:
    """What a person has to look at, the oldest first."""
    if not tasks:
        return nothing("Es ist nichts offen.")
    rows = [(each.title, each.since) for each in tasks]
    return table("Offene Aufgaben des Büros", ("Was zu tun ist", "Seit"), rows)


def trouble_list(trouble: Sequence[TroubleLine]) -> Html:
    """What did not arrive, or perhaps did, by state."""
    if not trouble:
        return nothing("Keine Nachricht ist fehlgeschlagen oder ungeklärt.")
    return _counted_table(
        "Nachrichten, die nicht oder vielleicht nicht ankamen, nach Zustand",
        ("Empfänger", "Art", "Antwort des Servers", "Seit"),
        "ausgang",
        {
            state: [(each.recipient, each.kind, each.response, each.since) for each in lines]
            for state, lines in grouped(trouble, lambda each: each.state).items()
        },
    )


def check_list(checks: Sequence[CheckLine]) -> Html:
    """The sums that must match, each with a word whether they do."""
    if not checks:
        return nothing("Es wurden keine Summen verglichen.")
    rows = [(each.name, each.calculation, "✓ stimmt" if each.fits else "✗ stimmt nicht") for each in checks]
    return table("Summen, die übereinstimmen müssen", ("Prüfung", "Rechnung", "Ergebnis"), rows)


def _counted_table(
    caption: str, headings: Sequence[str], prefix: str, parts: dict[str, Sequence[Sequence[Content]]]
) -> Html:
    """A small table of numbers, each of which links to its part of the long table below."""
    groups = [
        Group(f"{prefix}-{place}", f"{word}: {len(rows)}", rows)
        for place, (word, rows) in enumerate(parts.items(), 1)
    ]
    numbers = [(word, link(group.anchor, len(group.rows))) for word, group in zip(parts, groups, strict=True)]
    return join(
        (
            table(caption, (PARTS[prefix], "Anzahl"), numbers),
            grouped_table("Die Liste dazu", headings, groups),
        )
    )
