"""A strict look at a mail address in the register: letters go there, so nothing is repaired or guessed."""

from __future__ import annotations

import re
import unicodedata

from kmn_automation.model.german import Reading

MAX_LOCAL = 64  # RFC 5321 4.5.3.1.1
MAX_ADDRESS = 254  # RFC 5321 4.5.3.1.3 less the angle brackets
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOP = re.compile(r"[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59}")


def read_address(text: str) -> Reading[str]:
    """The address exactly as typed, or none and the German reason with what to do."""
    problem = _writing(text) or _shape(text)
    return Reading(None, problem) if problem else Reading(text)


def _writing(text: str) -> str:
    """Slips that people make when they copy addresses."""
    if any(mark in text for mark in ";,"):
        return "Hier stehen mehrere Adressen. Bitte je Adresse eine eigene Zeile anlegen."
    if any(mark in text for mark in '<>"') or text.lower().startswith("mailto:"):
        return "Bitte nur die Adresse eintragen, ohne Namen, Klammern oder „mailto:“."
    if any(mark.isspace() or unicodedata.category(mark) in {"Cc", "Cf"} for mark in text):
        return "Die Adresse enthält ein Leerzeichen oder ein unsichtbares Zeichen. Bitte neu eintippen."
    if "@" not in text:
        return "Das @-Zeichen fehlt."
    if text.count("@") > 1:
        return "Das @-Zeichen steht mehrmals da. Bitte genau eine Adresse eintragen."
    return ""


def _shape(text: str) -> str:
    local, _, domain = text.partition("@")
    if text.endswith("."):
        return "Die Adresse endet mit einem Punkt. Bitte den Punkt löschen."
    if not local.isascii():
        return "Vor dem @ sind Umlaute und Sonderzeichen nicht erlaubt."
    if not domain.isascii():
        return (
            f"Die Domain enthält Umlaute oder fremde Zeichen: „{domain}“ lautet technisch „{ascii_domain(domain)}“. "
            "Wenn genau diese gemeint ist, bitte die technische Form eintragen."
        )
    if not _LOCAL.fullmatch(local) or len(local) > MAX_LOCAL:
        return "Der Teil vor dem @ ist keine gültige Schreibweise. Bitte die Adresse prüfen."
    labels = domain.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or not _TOP.fullmatch(labels[-1]):  # noqa: PLR2004 - name and top level
        return "Der Teil hinter dem @ ist keine gültige Domain. Bitte die Adresse prüfen."
    return "Die Adresse ist zu lang." if len(text) > MAX_ADDRESS else ""


def ascii_domain(domain: str) -> str:
    """The domain as the name service knows it (`xn--…`); each label in lower case and composed form."""
    labels = unicodedata.normalize("NFC", domain).lower().split(".")
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in labels
    )
