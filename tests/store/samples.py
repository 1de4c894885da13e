"""Small valid records to put into the store."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from decimal import Decimal

from kmn_automation.model.finding import (
    Abrechnung,
    Certainty,
    Examination,
    Finding,
    Outcome,
    Severity,
    Step,
)
from kmn_automation.model.letter import Release
from kmn_automation.model.money import euro
from kmn_automation.model.report import FoundBy, Place, Report, Value
from kmn_automation.store import cases, codec, letters, mails
from kmn_automation.store.cases import CaseKey, CaseRow
from kmn_automation.store.connect import Transaction
from kmn_automation.store.journal import NewEntry
from kmn_automation.store.letters import LetterRow, NewLetter
from kmn_automation.store.mails import NewMail
from kmn_automation.store.outbox import NewOutgoing
from kmn_automation.store.reports import NewReport

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
NOT_MENDABLE = False
YES = True


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def new_mail(name: str = "eins", uid: int = 7, at: dt.datetime = NOON) -> NewMail:
    return NewMail(sha(name), "INBOX", 1700000000, uid, f"<{name}@traeger.example>", 81234, at)


def stored_mail(tx: Transaction, name: str = "eins", uid: int = 7, at: dt.datetime = NOON) -> int:
    return mails.store_new(tx, new_mail(name, uid, at))[0]


def new_letter(key: str = "ergebnis:1") -> NewLetter:
    return NewLetter(
        key=key,
        kind="ergebnis",
        traeger_id="T-01",
        recipient_name="Müller & Söhne <e.V.>",
        recipient="post@mueller.example",
        release=Release.ONE,
        docx_sha256=sha("docx"),
        template_sha256=sha("template"),
        inputs={"name": "Müller", "positionen": ["a", "b"], "seiten": 2},
        created_at=NOON,
    )


def drafted(tx: Transaction, key: str = "ergebnis:1") -> LetterRow:
    letter = letters.draft(tx, new_letter(key), number=letters.next_number(tx, 2026))
    assert letter is not None
    return letter


def new_outgoing(key: str = "antwort:1", at: dt.datetime = NOON) -> NewOutgoing:
    return NewOutgoing(
        key=key,
        kind="eingang",
        message_id=f"<{sha(key)[:20]}@kmn.example>",
        recipient="Bericht@Mueller.example",
        mime_sha256=sha(key),
        created_at=at,
        not_before=at,
        archived=True,
    )


def opened_case(tx: Transaction, geschaeftszeichen: str = "LS 4-17", foerderjahr: int = 2025) -> CaseRow:
    return cases.open_case(tx, CaseKey("T-01", geschaeftszeichen, foerderjahr, "Verwendungsnachweis"), NOON)


def line(number: int) -> NewEntry:
    return NewEntry(
        NOON + number * MINUTE, "kmn", "Antwort geschrieben", f"mail:{number % 5}", {"nummer": number}
    )


def finding(rule: str = "ELG-06") -> Finding:
    places = (
        Place("Einnahmen", "C7", "Zuwendung des Landes"),
        Place("Ausgaben", "C31", "zuwendungsfähige Ausgaben"),
    )
    return Finding(
        rule, Severity.ERROR, NOT_MENDABLE, places, "12.000,00 €", "höchstens 10.000,00 €", "Die Zuwendung …",
        "Nichts zu ändern.", "Richtlinie Nr. 5", Certainty.CHECKED,
    )  # fmt: skip


def examination() -> Examination:
    steps = (Step("Anerkannt", euro("11111.10"), "Summe", "ELG-01"), Step("Zuwendung", euro("10000")))
    settlement = Abrechnung("RL_MB_2024", euro("11111.10"), euro(10000), euro(12000), euro(2000), steps)
    return Examination(
        (finding(), replace(finding("STA-02"), places=())), settlement, Outcome.MIT_HINWEISEN, sha("rules"), ("PER-01",)
    )  # fmt: skip


def report(receipts: int = 3) -> Report:
    """A report with all kinds of values; `receipts` lines of nine columns."""
    values = {
        "einnahmen.landeszuwendung": _value("12.000,50", Decimal("12000.50"), "C7"),
        "deckblatt.datum": _value("01.03.2026", dt.date(2026, 3, 1), "C3"),
        "bestaetigung.richtig": _value("ja", YES, "C4"),
        "deckblatt.traeger": _value("2026-03-01", "2026-03-01", "C2"),
        "deckblatt.nummer": _value("0012", "12", "C5"),
        "deckblatt.telefon": Value("", None, Place("Deckblatt", "C9", "Telefon"), FoundBy.LABEL, "leer"),
    }
    lines = tuple(_receipt(row) for row in range(receipts))
    return Report(
        "2024", values, {"belege": lines}, ("Netzwerk",), ("Makros",), "LibreOffice 7.4", (Place("Personal", "A1"),)
    )  # fmt: skip


def new_report(case_id: int, mail_id: int | None = None, name: str = "bericht") -> NewReport:
    return NewReport(
        case_id, mail_id, f"{name}.xlsx", sha(name), sha(f"{name} content"), NOON, "2024", codec.pack(report()), examination()
    )  # fmt: skip


def _receipt(row: int) -> dict[str, Value]:
    amount = Decimal(row * 137 % 90000) / 100
    columns: dict[str, Decimal | dt.date | bool | str] = {
        "nummer": Decimal(row + 1),
        "datum": dt.date(2025, 1, 1) + dt.timedelta(days=row % 365),
        "empfaenger": f"Büro & Papier {row} GmbH",
        "zweck": "Büromaterial für die Beratung",
        "position": "Sachausgaben",
        "betrag": amount,
        "anteil": Decimal("100.0"),
        "bezahlt_am": dt.date(2025, 2, 1) + dt.timedelta(days=row % 300),
        "bar": row % 2 == 0,
    }
    return {
        name: Value(str(value), value, Place("Belegliste", f"{'ABCDEFGHI'[at]}{row + 8}", name))
        for at, (name, value) in enumerate(columns.items())
    }


def _value(raw: str, value: Decimal | dt.date | bool | str, cell: str) -> Value:  # noqa: FBT001 - a cell's value
    return Value(raw, value, Place("Deckblatt", cell, raw))
