from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.mail.decision_reply import Decision, read_decision

QUOTE = "\n\nAm 02.11.2026 um 10:00 schrieb Koordinierungsstelle <kmn@office.example>:\n> Bitte antworten Sie mit FREIGABE\n"
OUTLOOK = "\n\n-----Ursprüngliche Nachricht-----\nVon: Koordinierungsstelle\nGesendet: Montag\nFREIGABE\n"

RELEASES = {
    "bare": "FREIGABE",
    "line end": "FREIGABE\n",
    "empty lines before": "\n\n  \nFREIGABE\n",
    "blanks around": "  FREIGABE \t\n",
    "no-break space behind": "FREIGABE\u00a0\n",
    "quote below": "FREIGABE" + QUOTE,
    "outlook quote below": "FREIGABE" + OUTLOOK,
    "greeting below": "FREIGABE\n\nViele Grüße\nAnna\n",
    "signature below": "FREIGABE\n-- \nAnna Beispiel\n",
    "quoted lines below": "FREIGABE\n> FREIGABE oder ABLEHNUNG\n",
    "head of the old mail below": "FREIGABE\n\nVon: KMN <kmn@office.example>\nBetreff: x\n",
    "mobile": "FREIGABE\n\nVon meinem Telefon gesendet\n" + QUOTE,
    "underlined head": "FREIGABE\n________________________________\nVon: KMN\n",
}
REFUSALS = {
    "ABLEHNUNG: Betrag prüfen": "Betrag prüfen",
    "ABLEHNUNG:Betrag prüfen": "Betrag prüfen",
    "\nABLEHNUNG: Bitte neu\nDer Betrag stimmt nicht." + QUOTE: "Bitte neu Der Betrag stimmt nicht.",
    "ABLEHNUNG:\nDer Betrag stimmt nicht.": "Der Betrag stimmt nicht.",
    "ABLEHNUNG: Grund" + OUTLOOK: "Grund",
}
UNCLEAR = [
    "", "\n\n", "Freigabe", "freigabe", "FREIGABE.", "FREIGABE!", "FREIGABE?", "FREIGABE erteilt", "Freigabe erteilt", "*FREIGABE*",
    "FREIGABE,", "„FREIGABE“", '"FREIGABE"', "'FREIGABE'", "F R E I G A B E", "FREIGABE FREIGABE", "FREI GABE", "FREIGABEN",
    "KEINE FREIGABE", "NICHT FREIGABE", "Ja", "ok", "OK FREIGABE", "einverstanden", "Guten Tag,\nFREIGABE", "Hallo\n\nFREIGABE",
    "> FREIGABE", ">FREIGABE", " > FREIGABE", ">> FREIGABE", "> Bitte\nFREIGABE", "| FREIGABE", "-- \nFREIGABE",
    "Am 02.11.2026 um 10:00 schrieb KMN:\nFREIGABE", "Am Montag, 2. November 2026 schrieb\nKMN <kmn@office.example>:\nFREIGABE",
    "Von: KMN\nFREIGABE", "-----Ursprüngliche Nachricht-----\nFREIGABE", "-----Original Message-----\nFREIGABE",
    "On Mon, Nov 2, 2026 at 10:00 AM KMN wrote:\nFREIGABE", "________________________________\nFREIGABE",
    "FREІGABE", "FRЕIGABE", "ＦＲＥＩＧＡＢＥ", "FREI\u200bGABE", "FREI\ufffdGABE", "\u202eEBAGIERF", "FREIGABE\u0336", "\ufeffFREIGABE",
    "FREIGABE\u2028nein", "FREIGABE\x0bnein", "FREIGABE\x85nein", "FREIGABE\rnein", "FREIGABE: ja", "FREIGABE 2", "[ ] FREIGABE",
    "ABLEHNUNG", "ABLEHNUNG:", "ABLEHNUNG:  \n", "Ablehnung: Grund", "ABLEHNUNG - Grund", "ABLEHNUNG" + QUOTE, "ABLEHNUNG:" + QUOTE,
    "WEITER", "STOPP", "APPROVED", "Automatische Antwort: abwesend", "=?utf-8?q?FREIGABE?=", "<b>FREIGABE</b>", "FREIGABE|ABLEHNUNG",
]  # fmt: skip


@pytest.mark.parametrize("case", RELEASES)
def test_the_exact_word_as_first_own_line_releases(case: str) -> None:
    assert read_decision(RELEASES[case]).decision is Decision.FREIGABE


@pytest.mark.parametrize(("text", "reason"), REFUSALS.items())
def test_a_refusal_carries_its_reason(text: str, reason: str) -> None:
    reply = read_decision(text)
    assert (reply.decision, reply.reason) == (Decision.ABLEHNUNG, reason)


@pytest.mark.parametrize("text", UNCLEAR)
def test_anything_else_is_unclear(text: str) -> None:
    reply = read_decision(text)
    assert reply.decision is Decision.UNKLAR
    assert reply.reason


def test_a_mail_without_plain_text_decides_nothing() -> None:
    assert read_decision("FREIGABE", is_html_only=True).decision is Decision.UNKLAR


def test_what_stands_below_a_release_is_handed_on_as_a_remark() -> None:
    assert read_decision("FREIGABE\naber bitte Betrag prüfen" + QUOTE).remark == "aber bitte Betrag prüfen"


@pytest.mark.parametrize(
    "closing",
    [
        "Mit freundlichen Grüßen\nWiebke Sternschnuppe\nKoordination",
        "Freundliche Grüße,\nWiebke Sternschnuppe",
        "Viele liebe Gruesse aus Laternenbrück\nWiebke",
        "MfG\nW. S.",
    ],
)
def test_greeting_and_name_are_no_remark(closing: str) -> None:
    assert read_decision(f"FREIGABE\n\n{closing}{QUOTE}").remark == ""
    assert read_decision(f"FREIGABE\nBitte heute noch.\n{closing}").remark == "Bitte heute noch."
    assert read_decision(f"ABLEHNUNG: Anrede falsch\n{closing}").reason == "Anrede falsch"
    assert read_decision(f"FREIGABE\n{closing}\nPS: Betrag prüfen").remark == "PS: Betrag prüfen"


LINES = ["FREIGABE", "freigabe", "", " ", "> FREIGABE", "Guten Tag", "ABLEHNUNG: x", "ABLEHNUNG:", "-- ", "Von: a", "Am 1.1. schrieb a:", "FREIGABE ", "FREIGABE.", "\tFREIGABE"]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=5).map("\n".join)
    | st.text(alphabet="FREIGAB ,.>\n\u200bабE", max_size=14)
)
def test_no_release_without_the_exact_first_line(text: str) -> None:
    filled = [line for line in text.split("\n") if line.strip(" \t\u00a0")]
    if read_decision(text).decision is Decision.FREIGABE:
        assert filled[0].strip(" \t\u00a0") == "FREIGABE"
    elif filled:
        assert filled[0].strip(" \t\u00a0") != "FREIGABE"
