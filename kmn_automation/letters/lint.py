"""A Word file beside its sidecar, looked at from all sides: everything that is wrong is told, with its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kmn_automation.letters.blocks import check_tags
from kmn_automation.letters.defect import Defects, Unusable
from kmn_automation.letters.grammar import Used
from kmn_automation.letters.hints import give_hints
from kmn_automation.letters.inspection import inspect_template, read_tree
from kmn_automation.letters.package import Member, read_members
from kmn_automation.letters.placeholders import meaning_of
from kmn_automation.letters.shadow import Shadow, cast_shadow
from kmn_automation.letters.sidecar import Sidecar
from kmn_automation.letters.split_tags import check_splits
from kmn_automation.letters.story import Line, read_lines, read_text, story_parts
from kmn_automation.letters.values import BREAK

_SPACES = re.compile(r"\s+")
SUBJECT = "Betreff (subject)"


@dataclass(frozen=True, slots=True)
class Draft:
    """A Word file that was looked at: its members, the shadows of its text parts, the placeholders it prints."""

    docx: bytes
    sha256: str
    members: Mapping[str, Member]
    shadows: Mapping[str, Shadow]
    used: Used


def look_at(docx: bytes, sidecar: Sidecar, defects: Defects) -> Draft:
    """The file, with everything that is wrong told to `defects`.

    Raises:
        Misconfigured: it is no Word file at all.
    """
    members = read_members(docx, defects.file)
    stories = inspect_template(members, defects)
    shadows = {story.name: cast_shadow(story.lines, defects) for story in stories}
    used = Used()
    for story in stories:
        check_splits(story, defects)
        check_tags(story.lines, sidecar, defects, used)
    _check_subject(sidecar, defects)
    if stories:
        text = "".join(read_text(story.root) for story in stories)
        _check_complete(sidecar, used, text, defects)
        give_hints(members, stories, defects)
    sha256 = hashlib.sha256(docx + repr(sidecar).encode()).hexdigest()
    return Draft(docx, sha256, members, shadows, used)


def flat(text: str) -> str:
    """The text for comparing sentences: any white space is one blank."""
    return _SPACES.sub(" ", text.replace("\u00a0", " "))


def paragraphs_of(docx: bytes, name: str) -> list[str]:
    """What a Word file says, paragraph by paragraph, with headers and footers.

    Raises:
        Unusable: it is no Word file, or one that Word could not open.
    """
    defects = Defects(name)
    members = read_members(docx, name)
    trees = {part: read_tree(members[part], defects) for part in story_parts(members)}
    if defects.found:
        raise Unusable(defects.found)
    lines = (line for part, tree in trees.items() if tree is not None for line in read_lines(tree, part))
    return [line.text.replace(BREAK, " ") for line in lines if line.text.strip()]


def _check_subject(sidecar: Sidecar, defects: Defects) -> None:
    line = Line(SUBJECT, 0, sidecar.subject)
    cast_shadow([line], defects)
    check_tags([line], sidecar, defects, Used())


def _check_complete(sidecar: Sidecar, used: Used, text: str, defects: Defects) -> None:
    broken = " ".join(each.line.text for each in defects.found if each.line)
    for name in sidecar.needed:
        is_tried = name in used.meant or re.search(rf"\{{\s*{re.escape(name)}\b", broken)
        if name not in used.names and not is_tried:
            about = meaning_of(name)
            what = f"In der Vorlage fehlt die Pflichtangabe {{{{ {name} }}}}{about and f': {about}'}."
            defects.add(what, do="Bitte den Platzhalter wieder einfügen.")
    whole = flat(text)
    for sentence in sidecar.required_sentences:
        if flat(sentence) not in whole:
            what = f"In der Vorlage fehlt der vorgeschriebene Satz „{sentence}“."
            defects.add(what, do="Bitte den Satz wörtlich wieder einfügen.")
