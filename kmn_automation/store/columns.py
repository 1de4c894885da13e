"""Column types that come back as they went in, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from kmn_automation.model.money import Euro, euro

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Words(sa.TypeDecorator[str]):
    """Text from outside: a NUL or half a surrogate pair, which no database takes, becomes U+FFFD."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as it can be stored."""
        del dialect
        return None if value is None else clean(value)


class Moment(sa.TypeDecorator[dt.datetime]):
    """An aware moment as ISO text in UTC with microseconds, so that text order is time order."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> str | None:
        """`2026-03-01T06:00:00.000000+00:00`."""
        del dialect
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> dt.datetime | None:
        """The moment, aware, in UTC."""
        del dialect
        return None if value is None else dt.datetime.fromisoformat(value)


class Cents(sa.TypeDecorator[Decimal]):
    """An amount of money as whole cents, so that the database can add and compare it."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        """Whole cents, rounded half up."""
        del dialect
        return None if value is None else int(euro(value) * 100)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Euro | None:
        """The amount in euro."""
        del dialect
        return None if value is None else euro(Decimal(value) / 100)


class Word(sa.TypeDecorator[StrEnum]):
    """A word of one enumeration, stored as it is written for people; an unknown word is refused on both ways."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The German word."""
        del dialect
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> StrEnum | None:
        """The member."""
        del dialect
        return None if value is None else self.kind(value)


class Json(sa.TypeDecorator[Any]):
    """Plain data as canonical JSON in ASCII (sorted keys), so that equal data is equal text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: sa.Dialect) -> str | None:
        """The text."""
        del dialect
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> object:
        """The data."""
        del dialect
        return None if value is None else json.loads(value)


def clean(text: str) -> str:
    """The text without the characters that no database takes."""
    return _UNSTORABLE.sub("\ufffd", text)


def moment_text(moment: dt.datetime) -> str:
    """ISO text in UTC with microseconds.

    Raises:
        ValueError: for a naive moment, which could mean Berlin or UTC.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def canonical(data: object) -> str:
    """JSON in ASCII with sorted keys and no spaces: equal data, equal text.

    Raises:
        TypeError: for what JSON cannot say exactly (Decimal, date): write it as text first.
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def row_id() -> sa.Column[int]:
    """The id that the database gives."""
    return sa.Column("id", sa.Integer, primary_key=True)


def text(name: str, *, unique: bool = False) -> sa.Column[str]:
    """Text that is never NULL; `unique` makes it a natural key."""
    return sa.Column(name, Words, nullable=False, unique=unique)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer, nullable=False)


def yes_no(name: str) -> sa.Column[bool]:
    """True or false."""
    return sa.Column(name, sa.Boolean, nullable=False)


def moment(name: str, *, empty: bool = False) -> sa.Column[dt.datetime]:
    """A moment; `empty` where it may not have come yet."""
    return sa.Column(name, Moment, nullable=empty)


def link(table: str, *, empty: bool = True) -> sa.Column[int]:
    """`mail_id` for `mails` and the like, with an index."""
    key = sa.ForeignKey(f"{table}.id")
    return sa.Column(f"{table[:-1]}_id", sa.Integer, key, nullable=empty, index=True)
