"""What the cells of one row must be to each other: periods, Förderjahr, times, the Regionalverbund of a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kmn_automation.forms.register_records import begin_of, end_of
from kmn_automation.forms.register_refusal import Line, Refusal
from kmn_automation.model.german import format_day
from kmn_automation.model.register import MeetingKind


def check_row(line: Line) -> Iterator[Refusal]:
    """The refusals of one row; a cell that could not be read is not compared."""
    yield from _validity(line)
    check = _CHECKS.get(line.sheet.id)
    if check:
        yield from check(line)


def _validity(line: Line) -> Iterator[Refusal]:
    von, bis = line.values.get("gueltig_von"), line.values.get("gueltig_bis")
    if von and bis and bis < von:
        yield line.refuse("gueltig_bis", f"Das Ende liegt vor dem Beginn ({format_day(von)}). Bitte prüfen.")


def _bescheid(line: Line) -> Iterator[Refusal]:
    von, bis = line.values.get("zeitraum_von"), line.values.get("zeitraum_bis")
    if von and bis and bis < von:
        yield line.refuse(
            "zeitraum_bis", f"Der Zeitraum endet vor seinem Beginn ({format_day(von)}). Bitte prüfen."
        )
    year = line.values.get("foerderjahr")
    for name, day in (("zeitraum_von", von), ("zeitraum_bis", bis)):
        if year and day and day.year != year:
            yield line.refuse(
                name, f"Der Tag liegt außerhalb des Förderjahrs {year}. Bitte Tag oder Förderjahr ändern."
            )
    proof = line.values.get("nachweis_bis")
    if proof and bis and proof < bis:
        yield line.refuse(
            "nachweis_bis", f"Der Tag liegt vor dem Ende des Zeitraums ({format_day(bis)}). Bitte prüfen."
        )


def _meeting(line: Line) -> Iterator[Refusal]:
    begin, end = begin_of(line.values), end_of(line.values)
    if begin and end and end <= begin:
        day, last_day = line.values["day"], line.values.get("last_day")
        name = "last_day" if last_day and last_day < day else "end"
        yield line.refuse(
            name, f"Das Ende liegt nicht nach dem Beginn ({begin:%d.%m.%Y, %H:%M} Uhr). Bitte prüfen."
        )
    answer = line.values.get("answer_until")
    if answer and begin and answer >= begin.date():
        yield line.refuse(
            "answer_until", "Der Tag liegt nicht vor dem Treffen. Bitte einen früheren Tag eintragen."
        )
    yield from _session(line)


def _session(line: Line) -> Iterator[Refusal]:
    kind, network = line.values.get("kind"), line.values.get("regionalverbund", "")
    is_session = kind == MeetingKind.REGIONALVERBUND
    if is_session and network is None:
        yield line.refuse("regionalverbund", "Bitte den Regionalverbund der Sitzung eintragen.")
    if kind and not is_session and network:
        reason = f"Zu „{kind}“ werden alle eingeladen. Bitte das Feld leeren oder die Art ändern."
        yield line.refuse("regionalverbund", reason)


def _absence(line: Line) -> Iterator[Refusal]:
    von, bis = line.values.get("abwesend_von"), line.values.get("abwesend_bis")
    if von and bis and bis < von:
        yield line.refuse(
            "abwesend_bis", f"Die Abwesenheit endet vor ihrem Beginn ({format_day(von)}). Bitte prüfen."
        )
    deputy, own = line.values.get("vertretung"), line.values.get("email")
    if deputy and own and deputy.lower() == own.lower():
        yield line.refuse("vertretung", "Niemand vertritt sich selbst. Bitte eine andere Person eintragen.")


_CHECKS: dict[str, Callable[[Line], Iterator[Refusal]]] = {
    "bescheide": _bescheid,
    "koordination": _absence,
    "sitzungen": _meeting,
}
