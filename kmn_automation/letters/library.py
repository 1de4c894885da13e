"""All templates in all versions, loaded and checked together; one wrong template refuses the whole set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.defect import Defect, Defects, Unusable, as_defects
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.lint import look_at
from kmn_automation.letters.samples import try_samples
from kmn_automation.letters.sidecar import Sidecar
from kmn_automation.letters.template import Rendered, Template, compile_template
from kmn_automation.letters.versions import Version, find_versions
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.german import format_day


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of one version: its template, if it can be used, and what is to be said about it."""

    template: Template | None
    defects: tuple[Defect, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Kind of letter → its newest template, and those before it."""

    templates: Mapping[str, Template]
    earlier: Mapping[str, tuple[Template, ...]] = field(default_factory=dict)
    """The oldest first."""
    waiting: Mapping[str, dt.date] = field(default_factory=dict)
    """Kinds that no version counts for yet, and the day from which one will."""

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Library:
        """The templates among `files` (name → bytes of a .docx or its .yaml).

        Raises:
            Unusable: naming file and place of everything that is wrong.
        """
        examined, defects = examine_files(files)
        found = [*defects, *(each for one in examined for each in one.defects)]
        if any(not each.is_hint for each in found):
            raise Unusable(found)
        return cls.of(one.template for one in examined if one.template)

    @classmethod
    def of(cls, templates: Iterable[Template]) -> Library:
        """A library of these templates in any order."""
        by_kind: dict[str, list[Template]] = {}
        for each in sorted(templates, key=lambda template: (template.kind, template.valid_from)):
            by_kind.setdefault(each.kind, []).append(each)
        return cls(
            {kind: found[-1] for kind, found in by_kind.items()},
            {kind: tuple(found[:-1]) for kind, found in by_kind.items() if found[1:]},
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of letters there are, sorted."""
        return tuple(self.templates)

    def versions(self, kind: str) -> tuple[Template, ...]:
        """All versions of a kind, the oldest first."""
        return (*self.earlier.get(kind, ()), self._template(kind))

    def on(self, day: dt.date) -> Library:
        """The library as it counts on that day: one version of each kind."""
        valid: dict[str, Template] = {}
        waiting: dict[str, dt.date] = {}
        for kind in self.templates:
            versions = self.versions(kind)
            begun = [each for each in versions if each.valid_from <= day]
            if begun:
                valid[kind] = begun[-1]
            else:
                waiting[kind] = versions[0].valid_from
        return replace(self, templates=valid, earlier={}, waiting=waiting)

    def sidecar(self, kind: str) -> Sidecar:
        """What the sidecar of a kind says: title, release, addressee, fields."""
        return self._template(kind).sidecar

    def render(self, kind: str, context: Mapping[str, object]) -> Rendered:
        """The finished letter, checked.

        Raises:
            LetterHeld: the data or the finished text are not what they should be.
        """
        return self._template(kind).render(context)

    def _template(self, kind: str) -> Template:
        if kind in self.waiting:
            begin = format_day(self.waiting[kind])
            raise LetterHeld(
                f"Die Vorlage „{kind}“ gilt erst ab {begin}.", do="Für frühere Tage fehlt eine Fassung."
            )
        if kind not in self.templates:
            hint = suggest(kind, self.templates)
            raise LetterHeld(f"Für „{kind}“ gibt es keine Vorlage.", do=hint)
        return self.templates[kind]


def examine_files(files: Mapping[str, bytes]) -> tuple[list[Examined], list[Defect]]:
    """Every version among the files, and what is wrong with names and sidecars."""
    versions, defects = find_versions(files)
    return [examine(each, files[each.docx]) for each in versions], defects


def examine(version: Version, docx: bytes) -> Examined:
    """The version, looked at and tried with samples."""
    defects = Defects(version.docx)
    try:
        draft = look_at(docx, version.sidecar, defects)
        if not defects.is_usable:
            return Examined(None, defects.found)
        template = compile_template(version, draft)
        try_samples(template, version.docx)
    except Misconfigured as error:
        return Examined(None, (*defects.found, *as_defects(error, version.docx)))
    return Examined(template, defects.found)
