"""Signs that a text holds data of Ratsuchende: a birth date, a name list, the headings of one (Art. 5 DSGVO).

Careful on purpose: a Sachbericht that only says that no birth dates were recorded is no list of persons.
"""

from __future__ import annotations

import re

_DAY = r"[0-3]?[0-9]\.\s?[01]?[0-9]\.\s?(?:(?:19|20)[0-9]{2}|[0-9]{2}\b)"
_BORN = re.compile(
    rf"\b(?:geboren|geb\.|geb|Geburtsdatum|Geburtstag)[\s:]{{0,3}}(?:am\s+)?{_DAY}", re.IGNORECASE
)
_NAME = r"[A-ZÄÖÜ][\w'’-]+"
_BIRTH_DAY = r"[0-3]?[0-9]\.\s?[01]?[0-9]\.\s?(?:19[0-9]{2}|200[0-9])\b"
_LISTED = re.compile(rf"\b{_NAME},\s+{_NAME}(?:\s+{_NAME})?[\s,;|(*–-]+{_BIRTH_DAY}")
_WORD = (
    r"(?:lfd\.?\s*nr\.?|nr\.?|nachname|familienname|name|vorname|geburtsdatum|geburtstag|geb\.?\s*-?datum|geb\.?"
    r"|adresse|anschrift|wohnort|nationalität|staatsangehörigkeit|herkunft|herkunftsland|telefon)"
)
_HEADINGS = re.compile(
    rf"^[\W\d]*{_WORD}(?:[\s,;|/]+(?:und\s+)?{_WORD})+[\W\d]*$", re.IGNORECASE | re.MULTILINE
)
_PERSONAL = re.compile(r"vorname|geburtsdatum|geburtstag|geb\.?\s*-?datum", re.IGNORECASE)


def shows_clients(text: str) -> bool:
    """Whether a text, or the cells of a row joined by ` | `, names persons with their birth date or lists them."""
    if "," in text and _LISTED.search(text):
        return True
    folded = text.casefold()
    if "geb" not in folded and "vorname" not in folded:
        return False
    headings = (found.group() for found in _HEADINGS.finditer(text))
    return bool(_BORN.search(text)) or any(map(_PERSONAL.search, headings))
