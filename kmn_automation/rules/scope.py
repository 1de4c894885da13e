"""Which names an expression may use, and what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kmn_automation.model.form import Field, Form
from kmn_automation.rules.measure import Measure, measure_of
from kmn_automation.rules.tree import Name, Node


@dataclass(frozen=True)
class Scope:
    """Fields and tables of one form, plus single names from elsewhere (parameters, figures, register)."""

    form: Form
    singles: Mapping[str, Measure]
    lets: Mapping[str, Node] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, tuple[str, Field]]:
        """Column id (`belege.betrag`) → table id and column."""
        return {
            f"{table.id}.{column.name}": (table.id, column)
            for table in self.form.tables.values()
            for column in table.columns
        }

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every name that may be used, for suggestions."""
        return (*self.form.fields, *self.columns, *self.singles, *self.lets)

    def find(self, name: str) -> Node | None:
        """What stands behind a name: a typed name, or the tree of a partial result."""
        if name in self.lets:
            return self.lets[name]
        if name in self.singles:
            return Name(name, self.singles[name])
        if name in self.form.fields:
            return Name(name, measure_of(self.form.fields[name].unit))
        if name in self.columns:
            table, column = self.columns[name]
            return Name(name, measure_of(column.unit), table)
        return None

    def choices(self, name: str) -> tuple[str, ...]:
        """The words that a field or column may hold; empty if it is free."""
        if name in self.form.fields:
            return self.form.fields[name].choices
        return self.columns[name][1].choices if name in self.columns else ()

    def with_let(self, name: str, tree: Node) -> Scope:
        """The same scope with one more partial result."""
        return Scope(self.form, self.singles, {**self.lets, name: tree})
