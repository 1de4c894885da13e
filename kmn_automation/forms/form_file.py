"""What may stand in a form file, key by key; anything else is refused with its place."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Key

from kmn_automation.model.form import Unit

PLAN_COLUMN = "plan"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class YearsEntry(_Strict):
    """First and last Förderjahr of the version, both included."""

    first: int = Key(alias="from")
    last: int = Key(alias="to")


class ColumnEntry(_Strict):
    """A column of a sheet; the one without id is the plain one. `share`: computed percentage of the total."""

    id: str = ""
    title: str
    unit: Unit | None = None
    required: bool = True
    share: bool = False


class RowEntry(_Strict):
    """A labelled row. `sum`: true = all rows above, or the rows named; `only`: the columns that it has."""

    id: str
    label: str
    unit: Unit
    required: bool = False
    help: str = ""
    choices: str = ""
    prefill: str = ""
    long: bool = False
    sum: bool | list[str] = False
    only: list[str] | None = None


class CellEntry(_Strict):
    """A column of a table."""

    id: str
    label: str
    unit: Unit
    required: bool = False
    help: str = ""
    choices: str = ""


class TableEntry(_Strict):
    """A list of lines; `rows` is the number of free ones."""

    id: str
    label: str
    rows: int
    columns: list[CellEntry]
    help: str = ""


class SheetEntry(_Strict):
    """A sheet."""

    id: str
    title: str
    intro: str = ""
    columns: list[ColumnEntry] = []
    rows: list[RowEntry] = []
    tables: list[TableEntry] = []
    required: bool = True


class FormFile(_Strict):
    """The whole file."""

    version: str
    title: str
    foerderjahre: YearsEntry
    choices: dict[str, list[str]] = {}
    sheets: list[SheetEntry]
