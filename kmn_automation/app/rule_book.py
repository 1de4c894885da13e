"""The printed rule book: title page, versions, dated numbers, every rule by group, settlement, index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kmn_automation.app import rule_book_law as law
from kmn_automation.app.rule_book_rule import is_law, mark_of, newest_version, rule_blocks
from kmn_automation.app.site import shipped_cases, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.letters.book import Block, Book, Column, Contents, Heading, Index, Look, Table, Text, cell
from kmn_automation.letters.book_paper import write_book
from kmn_automation.model.finding import Severity
from kmn_automation.model.german import format_day, format_long_day
from kmn_automation.rules.excel_rules import live_ids
from kmn_automation.rules.rule import Rule
from kmn_automation.rules.rule_cases import RuleCase, read_rule_cases, read_settlement_cases

PAPER = "templates/regelbuch.docx"
GROUPS = {
    "FRM": "A1 Form und Vollständigkeit",
    "ARI": "A2 Rechnerische Richtigkeit",
    "ELG": "A3 Zuwendungsfähigkeit und Höchstbeträge",
    "PER": "A4 Personal",
    "BEL": "A5 Belege",
    "FRI": "A6 Fristen und Mittelabruf",
    "STA": "A7 Statistik",
    "NET": "A8 Pflichten im Netzwerk",
    "VGL": "A9 Vergleich mit Vorjahren und anderen Trägern",
}
READING = (
    "Welche Fassung der Richtlinie gilt, entscheidet das Förderjahr, nie der Tag des Eingangs.",
    "„Fehler“ und „Hinweis“ liest der Träger. „Intern“ sieht nur das Büro; „Probe“ läuft mit und wird nur gezählt.",
    (
        "„Behebbar“ heißt: Der Träger kann es berichtigen, und nur dann geht ein Bericht mit einem Fehler zurück. Was "
        "nicht behebbar ist, begrenzt die Abrechnung."
    ),
    (
        "„Angenommen“ heißt: Eine Rechtsquelle wurde dafür nicht im Wortlaut gelesen. Die Angabe ist ein Vorschlag der "
        "Koordinierungsstelle, kein Recht; dem Träger wird sie nie als Recht gezeigt."
    ),
)
_COUNTS = (Column("Gewicht", 45), Column("Regeln", 30), Column("behebbar", 30), Column("angenommen", 30))
_INDEX = (Column("Regel", 34), Column("Titel", 111), Column("Seite", 20, right=True))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the book is about: all years, or one; with the rules that it holds."""

    toolbox: Toolbox
    year: int | None
    day: dt.date

    @property
    def rules(self) -> tuple[Rule, ...]:
        book = self.toolbox.rulebook
        version = book.version_of(self.year).id if self.year else ""
        return tuple(each for each in book.rules if not version or version in each.versions)


def rule_book(toolbox: Toolbox, year: int | None, day: dt.date) -> bytes:
    """The rule book as a Word file, whole or for one Förderjahr; `day` is printed as its Stand.

    Raises:
        NoVersion: there is no Richtlinie for that year.
        Misconfigured: the office's own paper lacks a style.
    """
    asked = _Asked(toolbox, year, day)
    stand = f"Stand {format_day(day)} · Regelsatz {toolbox.rulebook.hash[:16]}"
    what = f"Regelbuch, Förderjahr {year}" if year else "Regelbuch"
    book = Book(what, f"{what} · {stand}", tuple(_blocks(asked)))
    return write_book(book, toolbox.site.data(PAPER)[PAPER], PAPER)


def _blocks(asked: _Asked) -> Iterator[Block]:
    book, year = asked.toolbox.rulebook, asked.year
    texts = shipped_cases(shipped_root())
    yield from _front(asked)
    yield Contents("Inhalt")
    yield from law.version_blocks(book, year)
    yield from law.number_blocks(book, year)
    yield from _rules(asked, read_rule_cases(texts))
    yield from law.settlement_blocks(book, year, read_settlement_cases(texts))
    yield Heading(1, "Verzeichnis der Regeln", "verzeichnis")
    entries = sorted((name, each.title, mark_of(each)) for each in asked.rules for name in each.ids)
    yield Index(_INDEX, tuple(entries))


def _front(asked: _Asked) -> Iterator[Block]:
    book, year = asked.toolbox.rulebook, asked.year
    about = (
        f"für das Förderjahr {year}"
        if year
        else f"Förderjahre {book.versions[0].first_year} bis {book.versions[-1].last_year}"
    )
    yield Text("Regelbuch", Look.TITLE)
    yield Text(f"Prüfung der Verwendungsnachweise\n{about}", Look.SUBTITLE)
    numbers = sum(len(each.ids) for each in asked.rules)
    facts = (
        ("Stand", format_long_day(asked.day), Look.CELL),
        ("Regeln", f"{numbers} Nummern in {len(asked.rules)} Einträgen", Look.CELL),
        ("Regelsatz (SHA-256)", book.hash, Look.CHECKSUM),
    )
    rows = tuple((cell(label, Look.LABEL), cell(text, look)) for label, text, look in facts)
    yield Table("Stand des Regelbuchs", (Column("", 40), Column("", 125)), rows)
    yield Table("Regeln nach Gewicht", _COUNTS, tuple(_counts(asked.rules, year)))
    for sentence in READING:
        yield Text(sentence)


def _counts(rules: tuple[Rule, ...], year: int | None) -> Iterator[tuple[tuple[Text, ...], ...]]:
    for severity in Severity:
        of_it = [each for each in rules if each.severity is severity]
        mendable = sum(each.mendable for each in of_it)
        assumed = sum(not is_law(each, year) for each in of_it)
        yield (cell(severity.value), *(cell(str(each)) for each in (len(of_it), mendable, assumed)))


def _rules(asked: _Asked, cases: list[RuleCase]) -> Iterator[Block]:
    book = asked.toolbox.rulebook
    live = {each.id: live_ids(book, each) for each in book.versions}
    yield Heading(1, "Regeln", "regeln")
    for family, rules in groupby(asked.rules, lambda rule: rule.id[:3]):
        yield Heading(2, f"{GROUPS.get(family, 'Weitere Regeln')} ({family})", f"gruppe_{family}")
        for rule in rules:
            own = [each for each in cases if each.rule == rule.id]
            shown = rule.id in live[newest_version(book, rule, asked.year).id]
            yield from rule_blocks(book, rule, asked.year, (own, shown))
