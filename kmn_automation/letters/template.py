"""One template, compiled once: docxtpl's own patching of the XML, Jinja without its dangers, unchanged parts copied.

Measured: a new DocxTemplate per letter compiles, patches, parses and packs everything again; here only the parts
with tags are rendered, and their Jinja code is compiled when the template is loaded.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2 import Template as Jinja
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kmn_automation.letters.check import Expectation, check_finished, expectation_of
from kmn_automation.letters.grammar import Used
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.lint import Draft, flat
from kmn_automation.letters.package import Member, pack, write_members
from kmn_automation.letters.shadow import Shadow
from kmn_automation.letters.sidecar import FieldType
from kmn_automation.letters.values import BREAK, FILTERS, as_line, as_word, plain_context
from kmn_automation.letters.versions import Version
from kmn_automation.model.letter import Release

CORE = "docProps/core.xml"
_CORE_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>de-DE</dc:language>'
    "</cp:coreProperties>"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished letter that passed its check."""

    docx: bytes
    text: str
    """Every paragraph of the finished file, body first; line feeds between and inside paragraphs."""
    template_sha256: str
    template_file: str
    release: Release
    subject: str


@dataclass(frozen=True, slots=True)
class Part:
    """One text part: how the document is made (`word`), and what it must say afterwards (`plain`)."""

    name: str
    word: Jinja | None
    plain: Jinja | None
    expectation: Expectation


class Template:
    """A template that passed every check at load; `render` may be called any number of times."""

    def __init__(self, version: Version, draft: Draft, members: Mapping[str, Member]) -> None:
        self.kind = version.kind
        self.file = version.docx
        self.sidecar = version.sidecar
        self.docx = draft.docx
        self.sha256 = draft.sha256
        self.valid_from = version.sidecar.valid_from
        self._members = members
        self._parts: list[Part] = []
        self._always: set[str] = set()
        self._subject = _environment(for_word=False).from_string(version.sidecar.subject)

    def add_part(self, part: Part, used: Used) -> None:
        """Takes a checked part; `used.always` must be found in every letter."""
        self._parts.append(part)
        self._always |= used.always

    def render(self, context: Mapping[str, object]) -> Rendered:
        """The letter for these data.

        Raises:
            LetterHeld: a value is missing or not plain, or the finished text differs from what the data say.
        """
        values = plain_context(context)
        self._check_fields(values)
        changed = {part.name: _render_part(part.word, values, self.kind) for part in self._parts if part.word}
        docx = write_members(self._members, changed)
        expected = {part.name: self._expected(part, values) for part in self._parts}
        text = check_finished(docx, self._members, expected, {p.name: p.expectation for p in self._parts})
        self._check_sentences(text)
        self._check_values(values, text)
        subject = _render_jinja(self._subject, values, self.kind)
        return Rendered(
            docx=docx,
            text=text.replace(BREAK, "\n"),
            template_sha256=self.sha256,
            template_file=self.file,
            release=self.sidecar.release,
            subject=subject,
        )

    def _expected(self, part: Part, values: Mapping[str, object]) -> str | None:
        return _render_jinja(part.plain, values, self.kind) if part.plain else None

    def _check_fields(self, values: Mapping[str, object]) -> None:
        missing = [name for name, kind in self.sidecar.top_fields() if not _has(values, name, kind)]
        if missing:
            raise LetterHeld(f"Für das Schreiben „{self.kind}“ fehlen Angaben: {', '.join(missing)}.")

    def _check_sentences(self, text: str) -> None:
        whole = ""
        for sentence in self.sidecar.required_sentences:
            if sentence in text:
                continue
            whole = whole or flat(text)
            if flat(sentence) not in whole:
                raise LetterHeld(f"Im Schreiben „{self.kind}“ fehlt der vorgeschriebene Satz „{sentence}“.")

    def _check_values(self, values: Mapping[str, object], text: str) -> None:
        for name in sorted(self._always):
            at = 0  # rows stand in their order, so each search begins where the last one ended
            for value in _values_at(values, name):
                line = as_line(value)
                at = max(text.find(line, at), 0) or text.find(line)
                if at < 0:
                    raise LetterHeld(f"Im Schreiben „{self.kind}“ fehlt der Wert von „{name}“: {value}.")


def compile_template(version: Version, draft: Draft) -> Template:
    """A template ready to render, from a file that was looked at and found usable."""
    members = dict(draft.members)
    if CORE in members:  # the author's name and dates of editing stay in the office
        members[CORE] = pack(CORE, _CORE_XML.format(escape(version.sidecar.title)).encode())
    template = Template(version, draft, members)
    for name, shadow in draft.shadows.items():
        template.add_part(_part(name, members[name], shadow), draft.used)
    return template


def _part(name: str, member: Member, shadow: Shadow) -> Part:
    xml = member.unpack().decode("utf-8")
    if not shadow.has_tags:
        return Part(name, None, None, expectation_of(xml))
    patched = DocxTemplate(io.BytesIO()).patch_xml(xml)
    return Part(
        name,
        _environment(for_word=True).from_string(patched),
        _environment(for_word=False).from_string(shadow.source),
        expectation_of(patched),
    )


class _Environment(ImmutableSandboxedEnvironment):
    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja has it
        """A value of our own data by its name; everything else as the sandbox has it."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _environment(*, for_word: bool) -> ImmutableSandboxedEnvironment:
    environment = _Environment(
        undefined=StrictUndefined,
        autoescape=for_word,
        finalize=as_word if for_word else as_line,
        keep_trailing_newline=True,
        cache_size=0,
    )
    environment.globals.clear()
    environment.filters = dict(FILTERS)
    return environment


def _render_part(word: Jinja, values: Mapping[str, object], kind: str) -> bytes:
    return _render_jinja(word, values, kind).encode("utf-8")


def _render_jinja(jinja: Jinja, values: Mapping[str, object], kind: str) -> str:
    try:
        return jinja.render(values)
    except TemplateError as error:
        raise LetterHeld(f"Das Schreiben „{kind}“ ließ sich nicht füllen ({error}).") from None


def _has(values: Mapping[str, object], name: str, kind: FieldType) -> bool:
    found: object = values
    for step in name.split("."):
        if not isinstance(found, dict) or step not in found:
            return False
        found = found[step]
    return isinstance(found, list) is (kind is FieldType.LIST)


def _values_at(values: Mapping[str, object], path: str) -> list[object]:
    """Every value with that dotted name; through a list, that of each record."""
    found: list[object] = [values]
    for step in path.split("."):
        found = [each[step] for each in found if isinstance(each, dict) and step in each]
        if found and type(found[0]) is list:
            found = [item for each in found if isinstance(each, list) for item in each]
    return found
