"""Checks against what the office has recorded: receipts, lists, periods, the sample; they need a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from kmn_automation.model.frist import add_months
from kmn_automation.model.german import format_day, format_euro, join_words, read_day
from kmn_automation.rules.functions import NOT_KNOWN, Answer, Hit, Needs, rule_function
from kmn_automation.rules.marks import comparable_receipts
from kmn_automation.rules.subject import Subject

_YEAR = "deckblatt.foerderjahr"
_YEARS_BACK, _LATE_OFTEN = 2, 2


@rule_function("nummer", "betrag", "empfaenger", "referenz", parameters=("belegabgleich_ab",))
def receipts_elsewhere(subject: Subject) -> Answer:
    """Receipts that another report has accounted for already."""
    elsewhere = subject.known.history.receipts_elsewhere
    if elsewhere is None:
        return NOT_KNOWN
    return _known_receipts(subject, elsewhere) if elsewhere else ()


def _known_receipts(subject: Subject, elsewhere: Mapping[str, str]) -> Iterator[Hit]:
    for receipt in comparable_receipts(subject):
        where = elsewhere.get(receipt.key)
        if where:
            words = {
                "nummer": f"{receipt.number or '?'}",
                "betrag": format_euro(receipt.amount),
                "empfaenger": receipt.payee,
                "referenz": where,
            }
            yield Hit((subject.place("belege.betrag", receipt.line),), words)


@rule_function("datum", "frist", parameters=("antragsfrist",))
def late_application(subject: Subject) -> Answer:
    """An application for the Förderjahr that came after its Termin in the year before."""
    came = subject.known.history.application_on
    due = read_day(f"{subject.singles['antragsfrist']}{subject.foerderjahr - 1}").value
    if came is None or due is None:
        return NOT_KNOWN
    return _late(subject, came, due)


@rule_function("datum", "frist")
def late_answer(subject: Subject) -> Answer:
    """A report that came after the period of a Nachforderung."""
    due = subject.known.history.answer_due
    return NOT_KNOWN if due is None else _late(subject, subject.known.received_on, due)


def _late(subject: Subject, came: dt.date, due: dt.date) -> tuple[Hit, ...]:
    words = {"datum": format_day(came), "frist": format_day(due)}
    return (Hit((subject.place(_YEAR),), words),) if came > due else ()


@rule_function("kenntnis", "ende", parameters=("widerrufsfrist", "widerruf_warnung"))
def running_year_for_revocation(subject: Subject) -> Answer:
    """The year for a Widerruf that ends soon or has ended (§ 48 Abs. 4 with § 49 Abs. 3 VwVfG)."""
    learned = subject.known.history.learned_on
    months, before = subject.number("widerrufsfrist"), subject.number("widerruf_warnung")
    if learned is None or months is None or before is None:
        return NOT_KNOWN
    end = add_months(learned, int(months))
    if subject.known.received_on < end - dt.timedelta(days=int(before)):
        return ()
    return (Hit((subject.place(_YEAR),), {"kenntnis": format_day(learned), "ende": format_day(end)}),)


@rule_function("ist", "soll")
def attendance(subject: Subject) -> Answer:
    """More sessions of the Regionalverbund than its lists have."""
    listed = subject.known.history.sessions_attended
    if listed is None:
        return NOT_KNOWN
    stated = subject.number("netzwerk.sitzungen")
    if stated is None:
        return Needs(("netzwerk.sitzungen",))
    words = {"ist": f"{stated:.0f}", "soll": str(listed)}
    return (Hit((subject.place("netzwerk.sitzungen"),), words),) if stated > listed else ()


@rule_function("datum")
def same_file(subject: Subject) -> Answer:
    """A file whose bytes the office has already."""
    first = subject.known.history.same_file_on
    return () if first is None else (Hit((subject.place(_YEAR),), {"datum": format_day(first)}),)


@rule_function("regeln")
def repeated_findings(subject: Subject) -> Answer:
    """Rules that have a finding in this report and had one last year; runs after all that it looks at."""
    last = subject.known.history.last_rules
    if last is None:
        return NOT_KNOWN
    again = [rule for rule in last if rule in subject.spoken]
    return (Hit((subject.place(_YEAR),), {"regeln": join_words(again)}),) if again else ()


@rule_function("jahre")
def often_late(subject: Subject) -> Answer:
    """Late in two of three years, this one included."""
    former = subject.known.history.late_years
    if former is None:
        return NOT_KNOWN
    years = [year for year in sorted(former) if 0 < subject.foerderjahr - year <= _YEARS_BACK]
    frist = subject.known.frist
    if frist is not None and subject.known.received_on > frist:
        years.append(subject.foerderjahr)
    words = {"jahre": join_words([str(year) for year in years])}
    return (Hit((subject.place(_YEAR),), words),) if len(years) >= _LATE_OFTEN else ()


@rule_function()
def first_grant(subject: Subject) -> Answer:
    """A Träger that is funded for the first time."""
    is_first = subject.known.history.first_grant
    if is_first is None:
        return NOT_KNOWN
    return (Hit((subject.place("deckblatt.traeger_name"),)),) if is_first else ()


@rule_function("register", "landesamt", "differenz", parameters=("toleranz_summe",))
def pay_out_differs(subject: Subject) -> Answer:
    """The sum of all Auszahlungen that is not the sum of the Landesamt."""
    sums = subject.known.history.pay_out
    tolerance = subject.number("toleranz_summe")
    if sums is None or tolerance is None:
        return NOT_KNOWN
    difference = sums.register - sums.landesamt
    if abs(difference) <= tolerance:
        return ()
    words = {
        "register": format_euro(sums.register),
        "landesamt": format_euro(sums.landesamt),
        "differenz": format_euro(difference),
    }
    return (Hit((subject.place("deckblatt.ausgezahlt"),), words),)


@rule_function(parameters=("vertiefte_pruefung_anteil",))
def drawn_for_deep_check(subject: Subject) -> Answer:
    """A case that the sample of the year holds."""
    drawn = subject.known.history.drawn
    if drawn is None:
        return NOT_KNOWN
    return (Hit((subject.place(_YEAR),)),) if drawn else ()
