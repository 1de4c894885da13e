"""Dataclasses as JSON and back, exactly: the annotations decide, so a new field needs no line here.

In the union of a cell's values JSON cannot tell a text from a number or a day, so one letter in front says it:
`t` text, `n` number, `d` day, `m` moment; true and false stand for themselves.
"""

from __future__ import annotations

import datetime as dt
import json
import types
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from kmn_automation.model.report import FoundBy, Place, Report, Scalar, Value

Record = TypeVar("Record")

_LOAD_SCALAR: dict[str, Callable[[str], Scalar]] = {
    "t": str,
    "n": Decimal,
    "d": dt.date.fromisoformat,
    "m": dt.datetime.fromisoformat,
}
RECEIPTS = "belege"
_FOUND_BY = {each.value: each for each in FoundBy}


class Coder(NamedTuple):
    """Both ways of one type; None where plain JSON is exact already."""

    dump: Callable[[Any], Any] | None
    load: Callable[[Any], Any] | None


PLAIN = Coder(None, None)


def dump(record: object) -> str:
    """The record as JSON in ASCII."""
    kind: Any = type(record)
    return json.dumps(_apply(_coder(kind).dump, record), separators=(",", ":"))


def load(kind: type[Record], text: str | bytes) -> Record:
    """The record that `dump` was given. A field that an older program did not know gets its default."""
    annotation: Any = kind
    record: Record = _apply(_coder(annotation).load, json.loads(text))
    return record


def pack(record: object) -> bytes:
    """As `dump`, compressed: a report with 200 receipts shrinks to a tenth."""
    return zlib.compress(dump(record).encode("ascii"), 1)


def unpack(kind: type[Record], data: bytes) -> Record:
    """As `load`, from what `pack` gave."""
    return load(kind, zlib.decompress(data))


def outline(report: Report) -> bytes:
    """As `pack` for a report without its Belegliste, which nobody needs of last year's."""
    kept = {name: lines for name, lines in report.tables.items() if name != RECEIPTS}
    return pack(replace(report, tables=kept))


def _apply(function: Callable[[Any], Any] | None, value: Any) -> Any:  # noqa: ANN401 - any annotated type
    return value if function is None else function(value)


@cache
def _coder(kind: Any) -> Coder:  # noqa: ANN401 - an annotation is no plain type
    if kind is Value:
        return Coder(_dump_value, _load_value)
    if kind == Scalar:
        return Coder(_dump_scalar, _load_scalar)
    if isinstance(kind, NewType):
        return _coder(kind.__supertype__)
    if get_origin(kind) is not None or isinstance(kind, types.UnionType):
        return _generic(get_origin(kind), get_args(kind))
    return _class(kind)


def _class(kind: type) -> Coder:
    if kind in {str, int, bool}:
        return PLAIN
    if kind is Decimal:
        return Coder(str, Decimal)
    if kind in {dt.date, dt.datetime}:
        return Coder(kind.isoformat, kind.fromisoformat)
    if issubclass(kind, Enum):
        return Coder(lambda member: member.value, kind)
    if is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"no exact JSON for {kind}")


def _generic(origin: Any, arguments: tuple[Any, ...]) -> Coder:  # noqa: ANN401 - an annotation is no plain type
    inner = _coder(arguments[-1] if origin is Mapping else arguments[0])
    if (
        origin in {Union, types.UnionType}
        and len(arguments) == len((inner, None))
        and arguments[1] is types.NoneType
    ):
        return Coder(_unless_none(inner.dump), _unless_none(inner.load))
    if origin is tuple and arguments[1:] == (...,):
        return Coder(_each(inner.dump, list), _each(inner.load, tuple))
    if origin is Mapping and arguments[0] is str:
        return Coder(_each_value(inner.dump), _each_value(inner.load))
    raise TypeError(f"no exact JSON for {origin} of {arguments}")


def _record(kind: type) -> Coder:
    hints = get_type_hints(kind)
    coders = {each.name: _coder(hints[each.name]) for each in fields(kind) if each.init}

    def dump_record(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
        return {name: _apply(coder.dump, getattr(record, name)) for name, coder in coders.items()}

    def load_record(data: dict[str, Any]) -> Any:  # noqa: ANN401 - any dataclass
        return kind(**{name: _apply(coders[name].load, value) for name, value in data.items()})

    return Coder(dump_record, load_record)


def _unless_none(function: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    if function is None:
        return None
    return lambda value: None if value is None else function(value)


def _each(function: Callable[[Any], Any] | None, into: type) -> Callable[[Any], Any]:
    if function is None:
        return into
    return lambda values: into([function(each) for each in values])


def _each_value(function: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    if function is None:
        return dict
    return lambda values: {name: function(each) for name, each in values.items()}


def _dump_value(value: Value) -> list[Any]:
    place = value.place
    scalar = value.value
    return [
        value.raw,
        None if scalar is None else _dump_scalar(scalar),
        place.sheet,
        place.cell,
        place.label,
        value.found_by,  # written as its word, since it is a text
        value.problem,
    ]


def _load_value(data: list[Any]) -> Value:
    raw, scalar, sheet, cell, label, found_by, problem = data
    meaning = scalar if scalar is None else _load_scalar(scalar)
    return Value(raw, meaning, Place(sheet, cell, label), _FOUND_BY[found_by], problem)


def _dump_scalar(value: Scalar) -> bool | str:
    if isinstance(value, str):
        return "t" + value
    if isinstance(value, Decimal):
        return "n" + str(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, dt.datetime):
        return f"m{value.isoformat()}"
    if isinstance(value, dt.date):
        return f"d{value.isoformat()}"
    raise TypeError(f"no value of a cell: {type(value).__name__}")


def _load_scalar(data: bool | str) -> Scalar:  # noqa: FBT001 - one of the two shapes of a stored value
    return data if isinstance(data, bool) else _LOAD_SCALAR[data[0]](data[1:])
