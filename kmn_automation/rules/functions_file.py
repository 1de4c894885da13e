"""Checks of what the workbook holds beside the form, and of personal data where none belongs."""

from __future__ import annotations

from collections.abc import Iterator

from kmn_automation.model.client_data import may_name_client, shows_clients
from kmn_automation.model.form import Unit
from kmn_automation.model.german import join_words
from kmn_automation.model.report import Oddity, Place, Sight
from kmn_automation.rules.functions import Hit, rule_function
from kmn_automation.rules.subject import Subject

_OWN_PEOPLE = ("deckblatt", "bestaetigung")
"""Sheets that ask for names: of the Träger itself, never of Ratsuchende."""
_STAFF = ("personal", "belege.empfaenger")


@rule_function("fund")
def hidden_content(subject: Subject) -> Iterator[Hit]:
    """Macros, links, data connections, embedded objects, hidden sheets with content; one finding for all."""
    seen = [each for each in subject.report.sights if each.oddity is not Oddity.CLIENTS]
    if seen:
        words = join_words([_named(each) for each in seen])
        places = tuple(Place(each.sheet, "", str(each.oddity)) for each in seen)
        yield Hit(places, {"fund": words, "found": words})


def _named(sight: Sight) -> str:
    if sight.oddity is not Oddity.HIDDEN_SHEET:
        return str(sight.oddity)
    return f"das ausgeblendete Blatt „{sight.sheet}“ mit {sight.cells} gefüllten Zellen"


@rule_function("wo")
def client_data(subject: Subject) -> Iterator[Hit]:
    """Birth dates or lists of persons in free texts and foreign sheets; the words themselves are not repeated."""
    places = [*_texts(subject), *_lines(subject), *_sheets(subject)]
    if places:
        yield Hit(tuple(places), {"wo": join_words(list(dict.fromkeys(map(_where, places))))})


def _texts(subject: Subject) -> Iterator[Place]:
    for name, field in subject.form.fields.items():
        text = subject.singles[name]
        if field.unit is not Unit.TEXT or name.startswith(_OWN_PEOPLE):
            continue
        if isinstance(text, str) and shows_clients(text):
            yield subject.place(name)


def _lines(subject: Subject) -> Iterator[Place]:
    for table in subject.form.tables.values():
        for column in table.columns:
            if column.unit is Unit.TEXT and not column.id.startswith(_STAFF):
                cells = subject.column(column.id)
                # One look at the whole column: nearly always there is nothing.
                if not shows_clients("\n".join({each for each in cells if isinstance(each, str)})):
                    continue
                for line, text in zip(subject.lines(table.id), cells, strict=True):
                    if isinstance(text, str) and may_name_client(text):
                        yield subject.place(column.id, line)


def _sheets(subject: Subject) -> Iterator[Place]:
    seen = (each for each in subject.report.sights if each.oddity is Oddity.CLIENTS)
    return (Place(each.sheet, "", str(Oddity.CLIENTS)) for each in seen)


def _where(place: Place) -> str:
    return f"Blatt „{place.sheet}“" + (f", Zelle {place.cell}" if place.cell else "")
