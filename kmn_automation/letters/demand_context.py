"""The data of the letters that follow when a proof or its correction does not come, and of a circular."""

from __future__ import annotations

from kmn_automation.letters.context import finding_words, reasons_in_words
from kmn_automation.letters.facts import Circular, Demanded, Missing, Occasion, Recipient, Reminded
from kmn_automation.letters.frame import Context, bescheid_words, frame
from kmn_automation.letters.held import LetterHeld
from kmn_automation.model.finding import Examination
from kmn_automation.model.german import format_long_day


def reminder_context(occasion: Occasion, recipient: Recipient, reminded: Reminded) -> Context:
    """The data of the second reminder."""
    return {
        **frame(occasion, recipient),
        "bescheid": bescheid_words(reminded.bescheid, recipient),
        "erinnerung": {
            "frist_alt": format_long_day(reminded.frist),
            "erste_am": format_long_day(reminded.first_reminder_on),
            "frist_neu": format_long_day(reminded.new_frist),
        },
    }


def demand_context(
    occasion: Occasion, recipient: Recipient, demanded: Demanded, examination: Examination
) -> Context:
    """The data of a Nachforderung: every point that the Träger can and must mend.

    Raises:
        LetterHeld: nothing is open.
    """
    points = [each for each in examination.findings if each.sends_back]
    if not points:
        raise LetterHeld("Eine Nachforderung ohne offenen Punkt gibt es nicht.")
    notes = [each for each in examination.findings if each.visible and not each.sends_back]
    return {
        **frame(occasion, recipient),
        "bescheid": bescheid_words(demanded.bescheid, recipient),
        "nachweis": {
            "eingang": format_long_day(demanded.received_on),
            "fassung": str(demanded.fassung),
        },
        "nachforderung": {
            "gemeldet_am": format_long_day(demanded.told_on),
            "frist": format_long_day(demanded.frist),
            "nicht_geprueft": reasons_in_words(examination.told_reasons),
            "hinweise": str(len(notes) or ""),
        },
        "punkte": [finding_words(number, each) for number, each in enumerate(points, 1)],
    }


def missing_context(occasion: Occasion, recipient: Recipient, missing: Missing) -> Context:
    """The data of the Mitteilung that a proof did not come."""
    return {
        **frame(occasion, recipient),
        "bescheid": bescheid_words(missing.bescheid, recipient),
        "meldung": {"frist": format_long_day(missing.frist)},
        "schritte": [{"tag": format_long_day(each.day), "text": each.what} for each in missing.taken],
    }


def circular_context(occasion: Occasion, recipient: Recipient, circular: Circular) -> Context:
    """The data of a circular."""
    return {
        **frame(occasion, recipient),
        "rundschreiben": {"betreff": circular.subject},
        "abschnitte": [{"ueberschrift": heading, "text": text} for heading, text in circular.sections],
    }
