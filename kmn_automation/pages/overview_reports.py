"""The reports of a Förderjahr by Regionalverbund and outcome: a table of numbers, and the lists behind them."""

from __future__ import annotations

from collections.abc import Sequence

from kmn_automation.model.finding import Outcome
from kmn_automation.pages.figures import ReportLine
from kmn_automation.pages.markup import Content, Group, Html, grouped_table, join, link, tag, text
from kmn_automation.pages.overview_lists import grouped, nothing

MISSING = "noch kein Bericht"
OUTCOMES: tuple[Outcome | None, ...] = (*Outcome, None)
LISTS = "berichte-listen"
HEADINGS = ("Geschäftszeichen", "Träger", "Fassung", "Eingegangen")


def report_tables(reports: Sequence[ReportLine], foerderjahr: int) -> Html:
    """The numbers of all Regionalverbünde and, below, one list for each."""
    if not reports:
        return nothing(f"Im Register steht kein Bescheid für das Förderjahr {foerderjahr}.")
    networks = grouped(reports, lambda each: each.regionalverbund)
    lists = [_list(place, name, lines) for place, (name, lines) in enumerate(networks.items(), 1)]
    caption = f"Berichte für das Förderjahr {foerderjahr} nach Regionalverbund und Ergebnis"
    return join(
        (_numbers(caption, networks, reports), tag("h3", "Die Berichte im Einzelnen", id=LISTS), *lists)
    )


def _numbers(caption: str, networks: dict[str, list[ReportLine]], reports: Sequence[ReportLine]) -> Html:
    headings = ("Regionalverbund", *map(_word, OUTCOMES), "Summe")
    head = tag("thead", tag("tr", *(tag("th", each, scope="col") for each in headings)))
    body = tag("tbody", *(_row(place, name, networks[name]) for place, name in enumerate(networks, 1)))
    totals = (*(len(_with(reports, outcome)) for outcome in OUTCOMES), len(reports))
    cells = (tag("td", link(LISTS, number)) for number in totals)
    foot = tag("tfoot", tag("tr", tag("th", "Alle", scope="row"), *cells))
    whole = tag("table", tag("caption", caption), head, body, foot)
    return tag("div", whole, class_="breit", tabindex="0", role="region", aria_label=caption)


def _row(place: int, name: str, lines: Sequence[ReportLine]) -> Html:
    cells: list[Content] = []
    for column, outcome in enumerate(OUTCOMES):
        number = len(_with(lines, outcome))
        cells.append(link(f"rv-{place}-{column}", number) if number else text(0))
    cells.append(link(f"rv-{place}", len(lines)))
    return tag("tr", tag("th", name, scope="row"), *(tag("td", each) for each in cells))


def _list(place: int, name: str, lines: Sequence[ReportLine]) -> Html:
    groups = []
    for column, outcome in enumerate(OUTCOMES):
        found = _with(lines, outcome)
        if found:
            title = f"{_word(outcome)}: {len(found)}"
            groups.append(Group(f"rv-{place}-{column}", title, [_cells(each) for each in found]))
    return tag("div", grouped_table(f"{name}: {len(lines)}", HEADINGS, groups), id=f"rv-{place}")


def _with(lines: Sequence[ReportLine], outcome: Outcome | None) -> list[ReportLine]:
    return sorted(
        (each for each in lines if each.outcome is outcome), key=lambda each: each.geschaeftszeichen
    )


def _cells(line: ReportLine) -> Sequence[Content]:
    came = line.received_at or ""
    return (line.geschaeftszeichen, line.traeger, line.fassung or "", came)


def _word(outcome: Outcome | None) -> str:
    return outcome.value if outcome else MISSING
