"""A letter made anew from what was kept of it, and where two documents say something different."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.letters.defect import Defects, Unusable
from kmn_automation.letters.lint import look_at
from kmn_automation.letters.package import read_members
from kmn_automation.letters.sidecar import Sidecar
from kmn_automation.letters.story import label_of, parse_xml, read_text, story_parts
from kmn_automation.letters.template import Rendered, compile_template
from kmn_automation.letters.values import BREAK
from kmn_automation.letters.versions import Version

KEPT = "aufbewahrte Vorlage"
_AMOUNT, _DAY = "=n", "=d"
"""No placeholder begins with a sign."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Paragraphs of a part that are not the same; `number` is the first of them in the older document."""

    part: str
    number: int
    before: str
    after: str


def pack_context(context: Mapping[str, object]) -> bytes:
    """The data of a letter as compressed JSON; amounts and days come back as what they were."""
    text = json.dumps(context, default=_tagged, separators=(",", ":"))
    return zlib.compress(text.encode("ascii"), 1)


def unpack_context(packed: bytes) -> dict[str, object]:
    """The data that `pack_context` was given."""
    context: dict[str, object] = json.loads(zlib.decompress(packed), object_hook=_untagged)
    return context


def remake(kind: str, docx: bytes, sidecar: str, context: bytes) -> Rendered:
    """The letter from template, sidecar (JSON) and packed data.

    Raises:
        Misconfigured: the template would not be taken today.
        LetterHeld: the data would not be taken today.
    """
    version = Version(kind, KEPT, "", Sidecar.model_validate_json(sidecar))
    defects = Defects(KEPT)
    draft = look_at(docx, version.sidecar, defects)
    if not defects.is_usable:
        raise Unusable(defects.found)
    return compile_template(version, draft).render(unpack_context(context))


def differences(before: bytes, after: bytes) -> list[Difference]:
    """Where the text of two documents differs, part by part.

    Raises:
        Misconfigured: one of them is no Word file.
    """
    old, new = _texts(before), _texts(after)
    return [each for part in dict.fromkeys([*old, *new]) for each in _compare(part, old, new)]


def _compare(part: str, old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> list[Difference]:
    before, after = old.get(part, []), new.get(part, [])
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        Difference(label_of(part), low + 1, " ¶ ".join(before[low:high]), " ¶ ".join(after[start:end]))
        for opcode, low, high, start, end in matcher.get_opcodes()
        if opcode != "equal"
    ]


def _texts(docx: bytes) -> dict[str, list[str]]:
    members = read_members(docx, "Dokument")
    return {
        part: read_text(parse_xml(members[part].unpack())).replace(BREAK, " ").split("\n")[1:]
        for part in story_parts(members)
    }


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {_AMOUNT: str(value)}
    if isinstance(value, dt.date):
        return {_DAY: value.isoformat()}
    raise TypeError(f"no value of a letter: {type(value).__name__}")


def _untagged(found: dict[str, str]) -> object:
    if found.keys() == {_AMOUNT}:
        return Decimal(found[_AMOUNT])
    return dt.date.fromisoformat(found[_DAY]) if found.keys() == {_DAY} else found
