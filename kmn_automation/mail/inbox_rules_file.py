"""The shape of inbox_rules.yaml: every word that an office may write in it, and nothing else."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.mail.attachment_kind import GROUPS
from kmn_automation.mail.facts import SenderKind
from kmn_automation.mail.mail_kind import MailKind

_SIZE = re.compile(r"(\d{1,6})\s*(KB|MB)")
_FACTORS = {"KB": 1024, "MB": 1024 * 1024}
Proofs = Literal["proven", "spf", "none", "contradicted"]
Content = Literal["encrypted", "signed", "empty"]
Lastings = Literal["permanent", "temporary", "delayed"]
Replies = Literal["no_workbook", "encrypted", "too_big"]
Folders = Literal["done", "review", "trash"]


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _as_step(value: object) -> object:
    return {value: {}} if isinstance(value, str) else value


def _as_bytes(value: object) -> object:
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError("erwartet wird eine Größe wie 25 MB")
    return int(match[1]) * _FACTORS[match[2]]


def _known_group(value: str) -> str:
    if value not in GROUPS:
        raise ValueError(f"möglich sind: {', '.join(GROUPS)}. {suggest(value, GROUPS)}")
    return value


class _OrAlone:
    """Tells editors that one item may stand without its list."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(core)
        return {"anyOf": [listed["items"], listed]}


Item = TypeVar("Item")
Size = Annotated[
    int, BeforeValidator(_as_bytes), WithJsonSchema({"type": "string", "pattern": f"^{_SIZE.pattern}$"})
]
Group = Annotated[str, BeforeValidator(_known_group), WithJsonSchema({"enum": list(GROUPS)})]
OneOrMore = Annotated[tuple[Item, ...], BeforeValidator(_as_list), _OrAlone()]
Texts = OneOrMore[str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class TextTest(_Strict):
    """Tests on one text; all that are given must hold."""

    has: Texts = ()
    equals: Texts = Field((), alias="is")
    none_of: Texts = ()
    has_words: Texts = ()
    starts_with_words: Texts = ()
    none_of_words: Texts = ()
    in_list: str = Field("", alias="list")
    present: bool | None = None


class FileTest(_Strict):
    """Tests on one file of the mail."""

    type: OneOrMore[Group] = ()
    name: TextTest | None = None
    over: Size | None = None


class FilesTest(_Strict):
    """Tests on all files: some, all or none of them, and how many."""

    some: FileTest | None = Field(None, alias="any")
    every: FileTest | None = Field(None, alias="all")
    none: FileTest | None = None
    count: int | None = None


class SizeTest(_Strict):
    """The size of the whole mail."""

    over: Size | None = None
    under: Size | None = None


class SpamTest(_Strict):
    """The score that our server gave."""

    at_least: Decimal


class Condition(_Strict):
    """Keys are joined by and, the items of a list by or."""

    every: tuple[Condition, ...] = Field((), alias="all")
    some: tuple[Condition, ...] = Field((), alias="any")
    none: tuple[Condition, ...] = ()
    kind: OneOrMore[MailKind] = ()
    sender: OneOrMore[SenderKind] = ()
    proof: OneOrMore[Proofs] = ()
    authenticated: bool | None = None
    from_address: TextTest | None = Field(None, alias="from")
    to: TextTest | None = None
    subject: TextTest | None = None
    own_text: TextTest | None = None
    header: dict[str, TextTest] = {}
    release_token: bool | None = None
    case_token: bool | None = None
    origin_code: bool | None = None
    question: bool | None = None
    attachments: FilesTest | None = None
    content: Content | None = None
    bounce: OneOrMore[Lastings] = ()
    spam_score: SpamTest | None = None
    size: SizeTest | None = None


class Report(_Strict):
    """How a report is to be read."""

    confirmed: bool = True


class Task(_Strict):
    """Something for a person to do."""

    title: str
    only_if: Condition | None = Field(None, alias="if")


class Nothing(_Strict):
    """A step without further words."""


class Step(_Strict):
    """One step of a rule: exactly one of these keys."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
    read_report: Report | None = None
    decide_release: Nothing | None = None
    confirm_origin: Nothing | None = None
    record_bounce: Nothing | None = None
    record_absence: Nothing | None = None
    record_attendance: Nothing | None = None
    reply: Replies | None = None
    task: Task | None = None
    file: Folders | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Step:
        if len(self.model_fields_set) != 1:
            raise ValueError("ein Schritt hat genau ein Wort")
        return self

    @property
    def verb(self) -> str:
        """The one key that is set."""
        return next(iter(self.model_fields_set))


Words = Literal[
    "read_report", "decide_release", "confirm_origin", "record_bounce", "record_absence", "record_attendance"
]
"""Steps that may stand as a word alone."""
Steps = tuple[Annotated[Step, BeforeValidator(_as_step, json_schema_input_type=Step | Words)], ...]


class Rule(_Strict):
    """One rule: if `when` holds, it is the rule of the mail, and `then` is done in order."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    about: str = ""
    when: Condition
    then: Steps


class ExampleMail(_Strict):
    """A mail of the file's own tests; what is not said is a proven mail of a Träger."""

    kind: MailKind = MailKind.PERSON
    sender: SenderKind = SenderKind.TRAEGER
    proof: Proofs = "proven"
    from_address: str = Field("info@traeger.example", alias="from")
    subject: str = ""
    text: str = ""
    headers: dict[str, str] = {}
    attachments: tuple[str, ...] = ()
    release_token: bool = False
    origin_code: bool = False
    bounce: Lastings | None = None
    size: Size | None = None


class Example(_Strict):
    """A mail and the id of the rule that must take it."""

    mail: ExampleMail
    expect: str


class RulesFile(_Strict):
    """The whole file."""

    version: Literal[1]
    lists: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    rules: tuple[Rule, ...]
    otherwise: Steps
    tests: tuple[Example, ...] = ()
