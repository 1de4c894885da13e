"""Signs that a text or a list holds data of Ratsuchende: birth dates, name lists, their headings (Art. 5 DSGVO).

Careful on purpose: a Sachbericht that only says that no birth dates were recorded is no list of persons, and the name
of a payee is none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_DAY = r"[0-3]?[0-9]\.\s?[01]?[0-9]\.\s?(?:(?:19|20)[0-9]{2}|[0-9]{2}\b)"
_BORN = re.compile(
    rf"\b(?:geboren|geb\.|geb|Geburtsdatum|Geburtstag)[\s:]{{0,3}}(?:am\s+)?{_DAY}", re.IGNORECASE
)
_NAME = r"[A-ZÄÖÜ](?:[^\W\d_]|['’-])+"
_BIRTH_DAY = r"[0-3]?[0-9]\.\s?[01]?[0-9]\.\s?(?:19[0-9]{2}|200[0-9])\b"
_BIRTH_YEAR = re.compile(r"\.\s?(?:19|200)[0-9]")
"""Looked for first: nearly no text has one."""
_IS_BIRTH_DAY = re.compile(_BIRTH_DAY)
_LISTED = re.compile(rf"\b{_NAME},\s+{_NAME}(?:\s+{_NAME})?[\s,;|(*–-]+{_BIRTH_DAY}")
_BESIDE = re.compile(rf"\b{_NAME}\s+{_NAME}[\s,;|(*–-]+{_BIRTH_DAY}")
MANY = 3
"""So many names beside a birth date are a list; one or two may be the title of a law with its day."""
_PERSON = (
    r"(?:lfd\.?\s*nr\.?|nr\.?|nachname|familienname|name|vorname|geburtsdatum|geburtstag|geb\.?\s*-?datum|geb\.?"
    r"|adresse|anschrift|wohnort|nationalität|staatsangehörigkeit|herkunft|herkunftsland|telefon)"
)
_HEADINGS = re.compile(
    rf"^[\W\d]*{_PERSON}(?:[\s,;|/]+(?:und\s+)?{_PERSON})+[\W\d]*$", re.IGNORECASE | re.MULTILINE
)
_PERSONAL = re.compile(r"vorname|geburtsdatum|geburtstag|geb\.?\s*-?datum", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:(?:vor|nach|familien|zu)?namen?|klient(?:in)?|ratsuchende[r]?|person)\b", re.IGNORECASE
)
_DATED = re.compile(r"geburts(?:datum|tag|jahr)|geb\.?[\s-]*(?:datum|am|tag)?$|geboren", re.IGNORECASE)
_NAME_ALONE = re.compile(rf"{_NAME}(?:,?\s+{_NAME}){{0,2}}")
_HEADING_LENGTH = 30


def shows_clients(text: str) -> bool:
    """Whether a text, or the cells of a row joined by ` | `, names persons with their birth date or lists them."""
    if _BIRTH_YEAR.search(text) and (_LISTED.search(text) or len({*_BESIDE.findall(text)}) >= MANY):
        return True
    folded = text.casefold()
    if "geb" not in folded and "vorname" not in folded:
        return False
    headings = (found.group() for found in _HEADINGS.finditer(text))
    return bool(_BORN.search(text)) or any(map(_PERSONAL.search, headings))


def may_name_client(text: str) -> bool:
    """Whether a text would be a line of such a list; only asked where other lines show that it is one."""
    return bool(_BESIDE.search(text)) or shows_clients(text)


def lists_clients(rows: Iterable[Sequence[str]]) -> bool:
    """Whether the rows of a sheet are a list of persons: a heading for names and one for births, or such lines."""
    persons = 0
    for cells in rows:
        if shows_clients(" | ".join(cells)) or _is_heading(cells):
            return True
        persons += _is_person(cells)
        if persons >= MANY:
            return True
    return False


def _is_heading(cells: Sequence[str]) -> bool:
    short = [cell.strip() for cell in cells if len(cell) <= _HEADING_LENGTH]
    return any(map(_NAMED.match, short)) and any(map(_DATED.match, short))


def _is_person(cells: Sequence[str]) -> bool:
    return any(_NAME_ALONE.fullmatch(cell.strip()) for cell in cells) and any(
        _IS_BIRTH_DAY.fullmatch(cell.strip()) for cell in cells
    )
