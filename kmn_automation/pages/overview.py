"""The overview of the office as one static page: works from a shared folder, without script, and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kmn_automation.pages.figures import Overview
from kmn_automation.pages.markup import Html, join, link, section, tag, text
from kmn_automation.pages.overview_lists import (
    check_list,
    letter_list,
    mail_list,
    overdue_list,
    task_list,
    trouble_list,
    waiting_list,
)
from kmn_automation.pages.overview_reports import report_tables
from kmn_automation.pages.style import STYLE

TITLE = "Übersicht"


def draw_overview(figures: Overview) -> str:
    """The page as HTML."""
    parts = _sections(figures)
    head = tag(
        "head",
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="robots" content="noindex">'),
        tag("title", f"{TITLE} – {figures.office}"),
        tag("style", Html(STYLE)),
    )
    body = tag(
        "body",
        tag("header", *_header(figures), id="oben"),
        _contents([(anchor, title) for anchor, title, _ in parts]),
        tag("main", *(section(anchor, title, content, _up()) for anchor, title, content in parts)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='de')}\n"


def _sections(figures: Overview) -> Sequence[tuple[str, str, Html]]:
    """Anchor, title and content of every part, what needs a person first."""
    return (
        ("wartet", "Wartet auf eine Person", waiting_list(figures.waiting)),
        ("aufgaben", "Für das Büro", task_list(figures.tasks)),
        ("fehler", "Fehlgeschlagen oder ungeklärt", trouble_list(figures.trouble)),
        ("ueberfaellig", "Überfällige Nachweise", overdue_list(figures.overdue)),
        ("eingang", "Eingang der letzten 24 Stunden", mail_list(figures.mails)),
        ("berichte", f"Berichte {figures.foerderjahr}", report_tables(figures.reports, figures.foerderjahr)),
        ("schreiben", "Schreiben", letter_list(figures.letters)),
        ("summen", "Stimmen die Summen?", check_list(figures.checks)),
    )


def _header(figures: Overview) -> Iterator[Html]:
    look = text(figures.last_look) if figures.last_look else text("noch nie")
    yield tag("h1", f"{TITLE}: {figures.office}")
    yield tag(
        "p", "Stand: ", figures.made_at, ". Letzter guter Blick ins Postfach: ", look, ".", class_="stand"
    )
    if figures.probe_recipient:
        where = figures.probe_recipient
        yield _warning(f"Probebetrieb: Alle Mails gehen an {where}, keine an ihre Empfänger.")
    yield from map(_warning, figures.warnings)
    wrong = sum(not each.fits for each in figures.checks)
    if wrong:
        yield tag(
            "p",
            tag("strong", "Achtung: "),
            link("summen", "Eine Summe stimmt nicht." if wrong == 1 else f"{wrong} Summen stimmen nicht."),
            class_="achtung",
        )
    yield tag("ul", *_tiles(figures), class_="zahlen")


def _tiles(figures: Overview) -> Iterator[Html]:
    """The numbers at a glance; each leads to the list that it counts."""
    came = sum(each.outcome is not None for each in figures.reports)
    for anchor, number, words in (
        ("wartet", len(figures.waiting), "warten auf Freigabe"),
        ("aufgaben", len(figures.tasks), "Aufgaben für das Büro"),
        ("fehler", len(figures.trouble), "fehlgeschlagen oder ungeklärt"),
        ("ueberfaellig", len(figures.overdue), "Nachweise überfällig"),
        ("eingang", len(figures.mails), "Mails in 24 Stunden"),
        ("eingang", sum(each.answered for each in figures.mails), "davon beantwortet"),
        ("berichte", came, f"von {len(figures.reports)} Berichten {figures.foerderjahr} da"),
        ("schreiben", len(figures.letters), "Schreiben"),
    ):
        yield tag("li", link(anchor, tag("strong", number), words))


def _contents(parts: Sequence[tuple[str, str]]) -> Html:
    items = join(tag("li", link(anchor, title)) for anchor, title in parts)
    return tag("nav", tag("ul", items), aria_label="Inhalt der Seite")


def _warning(sentence: str) -> Html:
    return tag("p", tag("strong", "Achtung: "), sentence, class_="achtung")


def _up() -> Html:
    return tag("a", "Nach oben", href="#oben", class_="hoch")
