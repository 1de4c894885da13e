"""All templates of the office, loaded and checked together; one wrong template refuses the whole set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.samples import try_samples
from kmn_automation.letters.sidecar import Sidecar, read_sidecar
from kmn_automation.letters.template import Rendered, Template, compile_template
from kmn_automation.model.error import Misconfigured


@dataclass(frozen=True, slots=True)
class Library:
    """Kind of letter → its template."""

    templates: Mapping[str, Template]

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Library:
        """The templates among `files` (name → bytes of a .docx or its .yaml); the name without ending is the kind.

        Raises:
            Misconfigured: naming file and place of the first thing that is wrong.
        """
        pairs = _pairs(files)
        return cls({kind: _load(kind, docx, yaml, files) for kind, (docx, yaml) in sorted(pairs.items())})

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of letters there are, sorted."""
        return tuple(self.templates)

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
        if kind not in self.templates:
            hint = suggest(kind, self.templates)
            raise LetterHeld(f"Für „{kind}“ gibt es keine Vorlage.", do=hint)
        return self.templates[kind]


def _load(kind: str, docx: str, yaml: str, files: Mapping[str, bytes]) -> Template:
    template = compile_template(kind, files[docx], read_sidecar(files[yaml], yaml), docx)
    try_samples(template, docx)
    return template


def _pairs(files: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    by_kind: dict[str, dict[str, str]] = {}
    for name in files:
        path = PurePosixPath(name)
        if path.name.startswith(("~$", ".")):
            continue  # Word's lock file beside an open document
        if path.suffix not in {".docx", ".yaml"}:
            raise Misconfigured(
                "Hier liegen nur .docx und .yaml.", where=name, do="Bitte die Datei entfernen."
            )
        by_kind.setdefault(path.stem, {})[path.suffix] = name
    for kind, found in by_kind.items():
        for suffix in (".docx", ".yaml"):
            if suffix not in found:
                there = next(iter(found.values()))
                raise Misconfigured(f"Zu dieser Datei fehlt „{kind}{suffix}“.", where=there)
    return {kind: (found[".docx"], found[".yaml"]) for kind, found in by_kind.items()}
