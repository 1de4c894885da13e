"""Answers to a mail whose files were not read at all: no workbook, encrypted, too big."""

from __future__ import annotations

from kmn_automation.model.german import format_day
from kmn_automation.model.zone import BERLIN
from kmn_automation.steps.answer import Answer, Receipt, moment
from kmn_automation.steps.opened import Opened
from kmn_automation.steps.receive import MAX_MAIL

_REASONS = {
    "encrypted": (
        "Die Nachricht ist verschlüsselt; wir können sie nicht öffnen.",
        "Bitte senden Sie den Bogen ohne Verschlüsselung. Brauchen Sie einen geschützten Weg, rufen Sie uns an.",
    ),
    "too_big": (
        f"Die Nachricht ist größer als {MAX_MAIL // 1024 // 1024} MB und wurde nicht geladen.",
        "Bitte senden Sie nur den Berichtsbogen, ohne Bilder und ohne weitere Anlagen.",
    ),
}


def plain_answer(kind: str, receipt: Receipt, opened: Opened) -> Answer:
    """The answer of that kind (`no_workbook`, `encrypted`, `too_big`, as the inbox rules name it)."""
    frame: dict[str, object] = {
        "eingang_tag": format_day(receipt.received_at.astimezone(BERLIN).date()),
        "eingang": moment(receipt.received_at),
        "zeichen": receipt.mark,
    }
    if kind not in _REASONS:
        parts = [{"name": each.name, "verbleib": each.what} for each in opened.others]
        return Answer("kein_bericht", {**frame, "teile": parts})
    reason, remedy = _REASONS[kind]
    names = [part.name or "Nachricht" for part in opened.facts.files] or ["Nachricht"]
    files = [{"name": name, "grund": reason, "tun": remedy} for name in names]
    return Answer("nicht_lesbar", {**frame, "anlagen": files, "gelesen": []})
