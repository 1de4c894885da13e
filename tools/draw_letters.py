"""Draws the shipped Word templates: `python -m tools.draw_letters [FOLDER]`.

The office edits its copies in Word; this program only makes the ones that the project ships.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.letter_notes import hearing_draft, note, note_sheet
from tools.letter_paper import document
from tools.letter_styles import settings_xml, styles_xml
from tools.letter_texts import evaluation, invitation, letter_sheet, second_reminder

_LINE = "{{ office.name }} · Schreiben vom {{ schreiben.datum }} · {{ schreiben.nummer }}"
_BANNER = ("ENTWURF für das LS – kein Schreiben an den Träger – nicht versenden",)


def draw_all() -> dict[str, bytes]:
    """File name → bytes of every shipped template."""
    sheet = letter_sheet(_LINE)
    drawn = {
        "bewertung_ohne_hinweise": ("Bewertungsschreiben", evaluation(with_findings=False), sheet),
        "bewertung_mit_hinweisen": (
            "Bewertungsschreiben mit Hinweisen",
            evaluation(with_findings=True),
            sheet,
        ),
        "pruefvermerk": ("Prüfvermerk", note(), note_sheet()),
        "anhoerung_entwurf": (
            "Entwurf einer Anhörung für das LS",
            hearing_draft(),
            letter_sheet(_LINE, _BANNER),
        ),
        "einladung": ("Einladung", invitation(), sheet),
        "erinnerung_2": ("Zweite Erinnerung an den Verwendungsnachweis", second_reminder(), sheet),
    }
    return {
        f"{kind}.docx": document(title, body, around, styles_xml(), settings_xml())
        for kind, (title, body, around) in drawn.items()
    }


def main(folder: Path) -> None:
    """Writes every template into the folder."""
    for name, content in draw_all().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    default = Path(__file__).parent.parent / "templates" / "docx"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
