"""The mail texts of the office: plain files, first line the subject, the rest the body, checked before use."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Self

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.mail.headers import clean_text
from kmn_automation.mail.outgoing import Unsendable
from kmn_automation.mail.text_check import check_template
from kmn_automation.mail.text_fields import FIELDS, FRAME, Fields, Kind, Shape
from kmn_automation.mail.text_layout import lay_out
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.german import format_day, format_number
from kmn_automation.model.zone import BERLIN

MAX_VALUE = 1000
MAX_SHORT = 40
_TAGS_ALONE = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n", re.MULTILINE)
_PLACE = "templates/mail/"
Plain = str | int | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class MailText:
    """One compiled text."""

    subject: Template
    body: Template


class MailTexts:
    """All texts that the steps send; loaded whole or not at all."""

    def __init__(self, texts: Mapping[str, MailText]) -> None:
        self._texts = dict(texts)

    @classmethod
    def load(cls, files: Mapping[str, str]) -> Self:
        """The texts by file name (`brief.txt`, with or without folders).

        Raises:
            Misconfigured: an unknown or missing file, an unknown placeholder, an unclosed tag; with file and line.
        """
        environment = _environment()
        texts = {}
        for file, source in files.items():
            name = PurePosixPath(file).stem
            if name not in FIELDS:
                what = "Diesen Mailtext verwendet das Programm nicht."
                raise Misconfigured(what, where=_PLACE + PurePosixPath(file).name, do=suggest(name, FIELDS))
            texts[name] = _compile(environment, name, source)
        missing = [name for name in FIELDS if name not in texts]
        if missing:
            raise Misconfigured(
                f"Es fehlen Mailtexte: {', '.join(f'{name}.txt' for name in missing)}.", where=_PLACE
            )
        return cls(texts)

    @property
    def names(self) -> tuple[str, ...]:
        """The texts that can be rendered."""
        return tuple(name for name in FIELDS if name != FRAME)

    @staticmethod
    def fields(name: str) -> Fields:
        """What the text of that name may contain (KeyError for an unknown one)."""
        return FIELDS[name]

    def render(self, name: str, context: Mapping[str, object]) -> tuple[str, str]:
        """Subject and body in the frame of the office. `context` may hold more than the text declares, never less.

        Raises:
            Unsendable: a declared field is missing in `context` or is of the wrong kind.
        """
        text, frame = self._texts[name], self._texts[FRAME]
        values = _record(context, FIELDS[name], name)
        inner = {
            "betreff": clean_text(text.subject.render(values)),
            "text": text.body.render(values).strip("\n"),
        }
        return clean_text(frame.subject.render(inner)), lay_out(frame.body.render(inner)) + "\n"


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text, never HTML
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.filters["kurz"] = shorten
    return environment


def shorten(value: object, limit: int = MAX_SHORT) -> str:
    """The value cut to `limit` characters, for subjects in which something must follow."""
    return clean_text(str(value), limit)


def _compile(environment: ImmutableSandboxedEnvironment, name: str, source: str) -> MailText:
    where = f"{_PLACE}{name}.txt"
    subject, _, body = source.lstrip("\ufeff").replace("\r\n", "\n").partition("\n")
    if not subject.strip() or not body.strip():
        raise Misconfigured("Die erste Zeile ist der Betreff, darunter folgt der Text.", where=f"{where}:1")
    templates = []
    # a line of nothing but tags leaves no line behind; the line break goes into a comment, so that numbers stay right
    for part in (subject, "\n" + _TAGS_ALONE.sub(r"\1{#\n#}", body)):
        try:
            check_template(environment.parse(part), FIELDS[name], where)
            templates.append(environment.from_string(part))
        except TemplateSyntaxError as error:
            what = f"Ein Platzhalter ist nicht richtig geschrieben ({error.message})."
            raise Misconfigured(what, where=f"{where}:{error.lineno}") from error
    return MailText(*templates)


def _record(values: Mapping[str, object], fields: Fields, name: str) -> dict[str, Plain]:
    missing = [field for field in fields if field not in values]
    if missing:
        raise Unsendable(f"Für den Mailtext „{name}“ fehlen Angaben: {', '.join(missing)}.")
    return {field: _shaped(values[field], shape, f"{name}.{field}") for field, shape in fields.items()}


def _shaped(value: object, shape: Shape, name: str) -> Plain:
    if shape is Kind.VALUE:
        return _value(value, name)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Unsendable(f"„{name}“ ist keine Liste.")
    if shape is Kind.LINES:
        return [_value(each, name) for each in value]
    assert not isinstance(shape, Kind)  # noqa: S101 - for the type checker
    return [_record(each, shape, name) for each in value]


def _value(value: object, name: str) -> Plain:
    match value:
        case None:
            return ""
        case bool() | int():
            return value
        case str():
            return clean_text(value, MAX_VALUE)
        case Decimal():
            return format_number(value)
        case dt.datetime():
            return f"{value.astimezone(BERLIN):%d.%m.%Y um %H:%M} Uhr"
        case dt.date():
            return format_day(value)
        case _:
            kind = type(value).__name__
            raise Unsendable(f"„{name}“ ist ein Wert der Art „{kind}“; den kann keine Mail zeigen.")
