"""What happens to a form on its way, one function per mishap. Cells keep the name of their value, wherever they go."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

from kmn_automation.forms.layout import STAMP, layout_form
from tests.museum.clean_form import form, small_form
from tests.museum.light_book import Cell, Content, LightBook, LightSheet
from tests.museum.retyping import retype

Damage = Callable[[LightBook, random.Random], None]
JUNK = ("siehe Anlage", "geändert am 3.4.", "???", "Kopie von oben", "Frau B. fragen")


def insert_rows(book: LightBook, rng: random.Random) -> None:
    sheet = _any(book, rng)
    sheet.shift(row=rng.randint(1, _last(sheet)[0]), by=rng.randint(1, 3))


def insert_a_row_with_a_remark(book: LightBook, rng: random.Random) -> None:
    """A row of the person's own between the labelled rows: with a text, or a text and a number."""
    sheet = _with_rows(book, rng)
    rows = _labelled_rows(book, sheet)
    row = rng.choice(rows)
    sheet.shift(row=row)
    column = _label_column(book, sheet) or 2
    sheet.cells[row, column] = Cell(rng.choice(JUNK))
    if rng.random() < 0.5:
        sheet.cells[row, column + 1] = Cell(rng.randint(1, 999))


def delete_a_row(book: LightBook, rng: random.Random) -> None:
    sheet = _any(book, rng)
    sheet.shift(row=rng.randint(1, _last(sheet)[0]), by=-1)


def insert_a_column(book: LightBook, rng: random.Random) -> None:
    """With own remarks in half of the cases."""
    sheet = _any(book, rng)
    at = rng.randint(1, 6)
    sheet.shift(column=at)
    if rng.random() < 0.5:
        for row in rng.sample(range(2, _last(sheet)[0] + 2), 3):
            sheet.cells[row, at] = Cell(rng.choice((*JUNK, 17)))


def delete_a_column(book: LightBook, rng: random.Random) -> None:
    sheet = _any(book, rng)
    sheet.shift(column=rng.randint(1, max(3, _last(sheet)[1])), by=-1)


def delete_the_keys(book: LightBook, rng: random.Random) -> None:
    """The hidden column, the hidden row, or both: of one sheet or of all."""
    sheets = book.own() if rng.random() < 0.5 else [_any(book, rng)]
    column, row = rng.choice(((1, 0), (0, 1), (1, 1)))
    for sheet in sheets:
        if column:
            sheet.shift(column=1, by=-1)
        if row:
            sheet.shift(row=1, by=-1)


def remove_the_stamp(book: LightBook, rng: random.Random) -> None:
    sheets = book.own() if rng.random() < 0.5 else [_any(book, rng)]
    for sheet in sheets:
        for position, cell in list(sheet.cells.items()):
            if isinstance(cell.content, str) and cell.content.startswith(STAMP):
                sheet.cells[position] = Cell(rng.choice(JUNK))


def rename_a_sheet(book: LightBook, rng: random.Random) -> None:
    sheet = _any(book, rng)
    titles = {each.title for each in book.sheets}
    old = rng.choice([each.title for each in book.own()])
    sheet.title = rng.choice(
        [each for each in ("Tabelle1", f"{old} alt", f"{old[:20]} 2", "x") if each not in titles]
    )


def swap_two_titles(book: LightBook, rng: random.Random) -> None:
    one, other = rng.sample(book.own(), 2)
    one.title, other.title = other.title, one.title


def move_a_sheet(book: LightBook, rng: random.Random) -> None:
    book.sheets.insert(rng.randrange(len(book.sheets)), book.sheets.pop(rng.randrange(len(book.sheets))))


def hide_a_sheet(book: LightBook, rng: random.Random) -> None:
    _any(book, rng).state = rng.choice(("hidden", "veryHidden"))


def copy_a_sheet(book: LightBook, rng: random.Random) -> None:
    """As it is, with one value changed, with one value cleared, or as an empty form."""
    sheet = _any(book, rng)
    twin = copy.deepcopy(sheet)
    twin.title = f"{sheet.title[:20]} ({rng.randint(2, 999)})"
    tagged = [position for position, cell in twin.cells.items() if cell.tag and not cell.formula]
    match rng.randrange(4) if tagged else 0:
        case 1:
            changed = twin.cells[rng.choice(tagged)]
            changed.content, changed.spoiled = _other(changed.content), True
        case 2:
            del twin.cells[rng.choice(tagged)]
        case 3:
            twin.cells = {key: cell for key, cell in twin.cells.items() if key not in tagged}
            twin.kind = ""
    book.sheets.insert(rng.randrange(len(book.sheets)), twin)


def paste_over_a_label(book: LightBook, rng: random.Random) -> None:
    """With something else, with nothing, with a slip, or with another label of the form."""
    sheet = _any(book, rng)
    labels = [row.label for each in form(book.version).sheets for row in each.rows]
    places = [
        position
        for position, cell in sheet.cells.items()
        if isinstance(cell.content, str) and not cell.tag and position[0] > 1 and position[1] > 1
    ]
    position = rng.choice(places)
    text = str(sheet.cells[position].content)
    slip = text[: len(text) // 2] + "h" + text[len(text) // 2 + 1 :]
    new = rng.choice((rng.choice(JUNK), "", slip, rng.choice(labels), text.upper(), f" {text}:"))
    sheet.cells[position] = Cell(new or None)


def paste_over_a_key(book: LightBook, rng: random.Random) -> None:
    """With something else, with nothing, or with another key."""
    sheet = _any(book, rng)
    keys = [
        position for position, cell in sheet.cells.items() if not cell.tag and 1 in position and cell.content
    ]
    if keys:
        other = sheet.cells[rng.choice(keys)].content
        sheet.cells[rng.choice(keys)] = Cell(rng.choice((rng.choice(JUNK), None, other)))


def copy_a_row_over_another(book: LightBook, rng: random.Random) -> None:
    """The whole row, hidden key included; what stood there is gone."""
    sheet = _with_rows(book, rng)
    source, target = rng.sample(_labelled_rows(book, sheet), 2)
    copied = {column: cell for (row, column), cell in sheet.cells.items() if row == source}
    sheet.cells = {key: cell for key, cell in sheet.cells.items() if key[0] != target}
    sheet.cells |= {(target, column): copy.deepcopy(cell) for column, cell in copied.items()}


def sort_the_rows(book: LightBook, rng: random.Random) -> None:
    """What is visible of some rows changes places; the hidden keys stay."""
    sheet = _with_rows(book, rng)
    rows = _labelled_rows(book, sheet)
    first = rng.randrange(len(rows) - 2)
    chosen = rows[first : first + rng.randint(2, 5)]
    mixed = rng.sample(chosen, len(chosen))
    to = dict(zip(chosen, mixed, strict=True))
    labels = _label_column(book, sheet)
    if labels:
        sheet.cells = {
            ((to[row], column) if row in to and column >= labels else (row, column)): cell
            for (row, column), cell in sheet.cells.items()
        }


def merge_cells(book: LightBook, rng: random.Random) -> None:
    """Only the first cell of a merged block keeps its content."""
    sheet = _any(book, rng)
    row, column = rng.choice(list(sheet.cells))
    below, beside = rng.choice(((1, 0), (0, 1), (1, 1)))
    for position in list(sheet.cells):
        inside = row <= position[0] <= row + below and column <= position[1] <= column + beside
        if inside and position != (row, column):
            del sheet.cells[position]


def change_types(book: LightBook, rng: random.Random) -> None:
    """Numbers and days become texts, days become numbers, truth values become words."""
    for sheet in rng.sample(book.own(), 2):
        for cell in sheet.cells.values():
            if cell.tag and not cell.formula and rng.random() < 0.4:
                retype(cell, book, rng)


def lose_results(book: LightBook, rng: random.Random) -> None:
    """Another program saved the file: formulas have no results."""
    del rng
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            if cell.formula:
                cell.content = None


def break_a_formula(book: LightBook, rng: random.Random) -> None:
    cells = [cell for sheet in book.own() for cell in sheet.cells.values() if cell.formula]
    if cells:
        cell = rng.choice(cells)
        cell.error, cell.content = "#REF!", None


def write_below_a_list(book: LightBook, rng: random.Random) -> None:
    """A sum, as people are used to write it."""
    sheet = next(each for each in book.own() if each.kind == "belegliste")
    last = _last(sheet)[0]
    sheet.cells[last + 2, 5] = Cell("Summe")
    sheet.cells[last + 2, 6] = Cell(rng.randint(100, 900))


def write_far_away(book: LightBook, rng: random.Random) -> None:
    _any(book, rng).cells[rng.randint(900, 2000), rng.randint(20, 200)] = Cell("x")


def count_from_1904(book: LightBook, rng: random.Random) -> None:
    del rng
    book.is_1904 = True


def drop_names(book: LightBook, rng: random.Random) -> None:
    del rng
    book.names = False


def share_strings(book: LightBook, rng: random.Random) -> None:
    del rng
    book.inline = False


DAMAGES: tuple[Damage, ...] = (
    insert_rows, insert_a_row_with_a_remark, delete_a_row, insert_a_column, delete_a_column, delete_the_keys,
    remove_the_stamp, rename_a_sheet, swap_two_titles, move_a_sheet, hide_a_sheet, copy_a_sheet, paste_over_a_label,
    paste_over_a_key, copy_a_row_over_another, sort_the_rows, merge_cells, change_types, lose_results, break_a_formula,
    write_below_a_list, write_far_away, count_from_1904, drop_names, share_strings,
)  # fmt: skip


def _any(book: LightBook, rng: random.Random) -> LightSheet:
    return rng.choice([each for each in book.own() if each.cells])


def _with_rows(book: LightBook, rng: random.Random) -> LightSheet:
    layouts = layout_form(small_form(book.version))
    return rng.choice([each for each in book.own() if each.cells and layouts[each.kind].rows])


def _labelled_rows(book: LightBook, sheet: LightSheet) -> list[int]:
    """Where the labelled rows stand by now; in any order of rows, but at least three."""
    fields = {each.id for part in form(book.version).sheets if part.id == sheet.kind for each in part.fields}
    rows = sorted({row for (row, _), cell in sheet.cells.items() if cell.tag and cell.tag[0] in fields})
    return rows if len(rows) > 2 else [6, 7, 8]


def _label_column(book: LightBook, sheet: LightSheet) -> int:
    """Where the labels stand by now; 0 if none is left."""
    labels = {row.label for each in form(book.version).sheets if each.id == sheet.kind for row in each.rows}
    columns = [
        at
        for (_, at), cell in sheet.cells.items()
        if str(cell.content).rstrip("*").strip() in labels and not cell.tag
    ]
    return max(sorted(set(columns)), key=columns.count, default=0)


def _last(sheet: LightSheet) -> tuple[int, int]:
    rows, columns = zip(*(position for position in sheet.cells if position[0] < 900), strict=True)
    return max(rows), max(columns)


def _other(content: Content | None) -> Content:
    return f"{content} (neu)" if isinstance(content, str) else 4711
