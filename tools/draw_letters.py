"""Draws the shipped Word templates: `python -m tools.draw_letters [FOLDER]`.

The office edits its copies in Word; this program only makes the ones that the project ships.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.letter_certificate import certificate, certificate_sheet
from tools.letter_demands import circular, demand, handover, missing_report
from tools.letter_meetings import cancellation, invitation, minutes, new_date
from tools.letter_notes import hearing_draft, note, note_sheet
from tools.letter_paper import Sheet, document
from tools.letter_styles import settings_xml, styles_xml
from tools.letter_texts import evaluation, letter_sheet, second_reminder

_LINE = "{{ office.name }} · Schreiben vom {{ schreiben.datum }} · {{ schreiben.nummer }}"
_DRAFT = ("ENTWURF für das LS – kein Schreiben an den Träger – nicht versenden",)
_FOR_LS = ("Nur für das LS – kein Schreiben an den Träger",)


def draw_all() -> dict[str, bytes]:
    """File name → bytes of every shipped template."""
    return {
        f"{kind}.docx": document(title, body, around, styles_xml(), settings_xml())
        for kind, (title, body, around) in (_to_traeger() | _for_ls_and_file() | _about_meetings()).items()
    }


def _to_traeger() -> dict[str, tuple[str, str, Sheet]]:
    sheet = letter_sheet(_LINE)
    return {
        "bewertung_ohne_hinweise": ("Bewertungsschreiben", evaluation(with_findings=False), sheet),
        "bewertung_mit_hinweisen": (
            "Bewertungsschreiben mit Hinweisen",
            evaluation(with_findings=True),
            sheet,
        ),
        "erinnerung_2": ("Zweite Erinnerung an den Verwendungsnachweis", second_reminder(), sheet),
        "nachforderung": ("Nachforderung zum Verwendungsnachweis", demand(), sheet),
        "rundschreiben": ("Rundschreiben", circular(), sheet),
    }


def _for_ls_and_file() -> dict[str, tuple[str, str, Sheet]]:
    draft = letter_sheet(_LINE, _DRAFT)
    return {
        "pruefvermerk": ("Prüfvermerk", note(), note_sheet()),
        "anhoerung_entwurf": ("Entwurf einer Anhörung für das LS", hearing_draft(), draft),
        "abgabe_ls": ("Entwurf einer Abgabe an das LS", handover(), draft),
        "mitteilung_ls": ("Mitteilung an das LS", missing_report(), letter_sheet(_LINE, _FOR_LS)),
    }


def _about_meetings() -> dict[str, tuple[str, str, Sheet]]:
    sheet = letter_sheet(_LINE)
    return {
        "einladung": ("Einladung", invitation(), sheet),
        "verlegung": ("Verlegung eines Treffens", new_date(), sheet),
        "absage": ("Absage eines Treffens", cancellation(), sheet),
        "protokollversand": ("Versand eines Protokolls", minutes(), sheet),
        "teilnahmebescheinigung": ("Teilnahmebescheinigung", certificate(), certificate_sheet()),
    }


def main(folder: Path) -> None:
    """Writes every template into the folder."""
    for name, content in draw_all().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    default = Path(__file__).parent.parent / "templates" / "docx"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
