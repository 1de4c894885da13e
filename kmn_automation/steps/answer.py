"""The one mail that a sender gets for a mail: receipt, outcome, every point, and the return copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kmn_automation.mail.answer_points import answer_points, where
from kmn_automation.mail.outgoing import Attachment
from kmn_automation.model.comparison import Change
from kmn_automation.model.finding import Outcome
from kmn_automation.model.german import format_day, join_words
from kmn_automation.model.not_run import group_by_reason
from kmn_automation.model.zone import BERLIN
from kmn_automation.steps.accept_report import Accepted, Arrival
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.opened import Examined, Fate, Unread

MAX_CHANGES = 10
_EMPHASIS = (Outcome.NACHBESSERUNG, Outcome.MIT_HINWEISEN, Outcome.ANGENOMMEN)


@dataclass(frozen=True, slots=True)
class Answer:
    """Which text with which values, and what is enclosed."""

    text: str
    context: Mapping[str, object]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer says about the mail itself."""

    mark: str
    received_at: dt.datetime
    question: bool


def compose_answer(
    desk: Desk,
    receipt: Receipt,
    done: Sequence[tuple[Examined, Accepted | None]],
    unread: Sequence[Unread],
    others: Sequence[Fate],
) -> Answer:
    """The answer to a mail with at least one file."""
    fates = [
        *(_fate(each, accepted) for each, accepted in done),
        *(_unread_fate(each) for each in unread),
        *others,
    ]
    if not done:
        return _not_readable(receipt, unread, others) if unread else _no_report(receipt, others)
    only = done[0] if len(done) == 1 and not unread else None
    if only and only[1] and only[1].arrival is Arrival.KNOWN and not only[1].newer and not others:
        return _known(receipt, only[0], only[1])
    reports = [_report(desk, each, accepted) for each, accepted in done if _is_new(accepted)]
    outcomes = {each.examination.outcome for each, accepted in done if _is_new(accepted)}
    copies = [
        Attachment(return_copy_name(each), each.return_copy)
        for each, accepted in done
        if each.return_copy and _is_new(accepted)
    ]
    heaviest = next((each for each in _EMPHASIS if each in outcomes), None)
    context = {
        "zeitraum": _periods(done),
        "kurzbefund": heaviest.value if heaviest else Arrival.KNOWN.value,
        "zeichen": receipt.mark,
        "eingang": moment(receipt.received_at),
        "frage_weitergegeben": receipt.question,
        "berichte": reports,
        "teile": [{"name": each.name, "verbleib": each.what} for each in fates],
    }
    return Answer("antwort_bericht", context, tuple(copies))


def moment(at: dt.datetime) -> str:
    """`05.03.2025 um 14:07 Uhr`, in Europe/Berlin."""
    local = at.astimezone(BERLIN)
    return f"{format_day(local.date())} um {local:%H:%M} Uhr"


def return_copy_name(examined: Examined) -> str:
    """The file name of a return copy; made of our own words, never of the sender's."""
    key = examined.case_key
    mark = (
        "".join(c if c.isalnum() or c in "-_" else "_" for c in key.geschaeftszeichen) if key else "Bericht"
    )
    year = f"-{key.foerderjahr}" if key else ""
    return f"Rueckmeldung-{mark}{year}.xlsx"


def _is_new(accepted: Accepted | None) -> bool:
    return accepted is None or accepted.arrival is not Arrival.KNOWN


def _periods(done: Sequence[tuple[Examined, Accepted | None]]) -> str:
    years = sorted({each.case_key.foerderjahr for each, _ in done if each.case_key})
    return "das Förderjahr " + " und ".join(map(str, years)) if years else "die Migrationsberatung"


def _report(desk: Desk, examined: Examined, accepted: Accepted | None) -> dict[str, object]:
    key = examined.case_key
    traeger = desk.register.find_traeger(key.traeger_id) if key else None
    points, more = answer_points(examined.examination.findings, examined.still_open)
    replaced = accepted.replaces if accepted else None
    late = examined.frist is not None and examined.received_on > examined.frist
    changes = accepted.changes if accepted else ()
    return {
        "datei": examined.file_name,
        "traeger": traeger.name if traeger else examined.named.traeger or "nicht erkannt",
        "geschaeftszeichen": examined.named.geschaeftszeichen or "fehlt",
        "foerderjahr": str(key.foerderjahr) if key else examined.named.foerderjahr or "fehlt",
        "vorgang": accepted.case.number if accepted else "noch keiner",
        "fassung": str(accepted.row.fassung if accepted else 1),
        "pruefzeichen": examined.file_sha256,
        "ergebnis": examined.examination.outcome.value,
        "frist_versaeumt": format_day(examined.frist) if late and examined.frist else "",
        "ersetzt_vom": format_day(replaced.received_at.astimezone(BERLIN).date()) if replaced else "",
        "aenderungen": [_change(each) for each in changes[:MAX_CHANGES]],
        "weitere_aenderungen": max(0, len(changes) - MAX_CHANGES),
        "rueckmeldung": return_copy_name(examined) if examined.return_copy else "",
        "uebertragen": list(examined.carried),
        "quarantaene": examined.quarantine,
        "unvergleichbar": examined.quarantine or (replaced is not None and replaced.quarantine),
        "punkte": points,
        "weitere_punkte": more,
        "nicht_geprueft": [
            {"grund": each.reason, "regeln": each.short}
            for each in group_by_reason(examined.examination.told_reasons)
        ],
        "schreiben_davor": join_words(list(accepted.sent_letters)) if accepted else "",
    }


def _change(change: Change) -> dict[str, str]:
    return {"wo": where([change.place]), "alt": change.old[:60], "neu": change.new[:60]}


def _fate(examined: Examined, accepted: Accepted | None) -> Fate:
    if accepted and accepted.arrival is Arrival.KNOWN:
        return Fate(examined.file_name, _known_since(accepted))
    return Fate(examined.file_name, f"als Bericht gelesen, {examined.examination.outcome.value}")


def _known_since(accepted: Accepted) -> str:
    row, newer = accepted.row, accepted.newer
    since = f"liegt bereits vor (Vorgang {accepted.case.number}, Fassung {row.fassung}, eingegangen am "
    since += f"{moment(row.received_at)})"
    counts = f"; es gilt die spätere Fassung {newer.fassung} vom {moment(newer.received_at)}" if newer else ""
    return since + counts


def _unread_fate(unread: Unread) -> Fate:
    return Fate(unread.file_name, f"nicht gelesen: {unread.reason}")


def _not_readable(receipt: Receipt, unread: Sequence[Unread], others: Sequence[Fate]) -> Answer:
    context = {
        "eingang_tag": format_day(receipt.received_at.astimezone(BERLIN).date()),
        "zeichen": receipt.mark,
        "eingang": moment(receipt.received_at),
        "anlagen": [{"name": each.file_name, "grund": each.reason, "tun": each.remedy} for each in unread],
        "gelesen": [{"name": each.name, "verbleib": each.what} for each in others],
    }
    return Answer("nicht_lesbar", context)


def _no_report(receipt: Receipt, others: Sequence[Fate]) -> Answer:
    context = {
        "eingang_tag": format_day(receipt.received_at.astimezone(BERLIN).date()),
        "zeichen": receipt.mark,
        "eingang": moment(receipt.received_at),
        "teile": [{"name": each.name, "verbleib": each.what} for each in others],
    }
    return Answer("kein_bericht", context)


def _known(receipt: Receipt, examined: Examined, accepted: Accepted) -> Answer:
    context = {
        "zeitraum": f"das Förderjahr {accepted.case.foerderjahr}",
        "zeichen": receipt.mark,
        "eingang": moment(receipt.received_at),
        "datei": examined.file_name,
        "eingang_zuvor": moment(accepted.row.received_at),
        "vorgang": accepted.case.number,
        "ergebnis": accepted.row.outcome.value,
        "pruefzeichen": examined.file_sha256,
    }
    return Answer("liegt_vor", context)
