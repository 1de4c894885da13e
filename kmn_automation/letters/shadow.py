"""The text of a template as a Jinja source of its own: what the finished letter must say, without any XML.

docxtpl lifts `{%p … %}` and `{%tr … %}` out of their paragraph or row; here the same tags become a line that
prints nothing. Built from the paragraphs alone, so it shares no step with the way the document is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kmn_automation.letters.defect import Defects
from kmn_automation.letters.story import Line

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_LIFTED = re.compile(r"\{%(p|tr)\s(.*?)%\}")
_FOREIGN = re.compile(r"\{[%{#](?:tc|r|p|tr)\s|\{[%{]-|-[%}]\}|\{%\s*(?:vm|hm|colspan|cellbg)\b")
_BLANK = re.compile(r"\{%\s+(?:p|tr|tc|r)\s")
_STATEMENT = re.compile(r"\{%(?:(p|tr)\s)?\s*(\w*)\s*(.*?)\s*%\}")
_STRAY = re.compile("[{}]")
_SILENT_LINE = "{#\n#}"


@dataclass(frozen=True, slots=True)
class Shadow:
    """A Jinja source in which line n + 1 is the n-th paragraph of the part."""

    source: str
    lines: tuple[Line, ...]

    @property
    def has_tags(self) -> bool:
        """Whether the part needs rendering at all."""
        return any(TAG.search(line.text) for line in self.lines)


def cast_shadow(lines: list[Line], defects: Defects) -> Shadow:
    """The shadow of one part; tags that are not closed, not supported, or stand beside text are told to `defects`."""
    lifted = {line.row: line for line in lines if _row_tag(line)}
    lifted.pop(0, None)
    pieces: list[str] = []
    for line in lines:
        _check_braces(line, defects)
        if line.row in lifted:
            pieces.append(_lifted_row(line, lifted[line.row], defects))
        elif match := _LIFTED.search(line.text):
            _check_alone(match, line, defects)
            pieces.append(f"{_SILENT_LINE}{{% {match[2]}%}}")
        else:
            pieces.append(f"\n{line.text}")
    return Shadow("".join(pieces), tuple(lines))


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as it is written, and its pieces: `{%p for x in punkte %}` is p, for, `x in punkte`."""

    text: str
    level: str
    """`p` or `tr` where the tag lifts its paragraph or row out, else empty."""
    word: str
    """The command; empty for `{{ … }}`."""
    rest: str


def tags_of(line: Line) -> Iterator[Tag]:
    """The tags that stand in a paragraph, without comments and without those that `cast_shadow` complains about."""
    for text in _texts_of(line):
        if is_foreign(text) or _STRAY.search(text[2:-2]):
            continue
        if match := _STATEMENT.fullmatch(text):
            yield Tag(text, match[1] or "", match[2], match[3])
        elif text.startswith("{{"):
            yield Tag(text, "", "", text[2:-2].strip())


def is_foreign(tag: str) -> bool:
    """Whether docxtpl gives this tag a meaning that letters do not use."""
    return bool(_BLANK.match(tag) or (_FOREIGN.search(tag) and not _LIFTED.fullmatch(tag)))


def _texts_of(line: Line) -> Iterator[str]:
    return (match[0] for match in TAG.finditer(line.text))


def _row_tag(line: Line) -> bool:
    match = _LIFTED.search(line.text)
    return bool(match and match[1] == "tr")


def _lifted_row(line: Line, tagged: Line, defects: Defects) -> str:
    if line is not tagged and line.text.strip():
        defects.add(
            "Neben einem {%tr … %} darf in der Tabellenzeile nichts stehen.",
            line,
            "Der Befehl braucht eine Zeile für sich; der Text gehört in die Zeile darunter.",
        )
    match = _LIFTED.search(line.text) if line is tagged else None
    if match is None:
        return _SILENT_LINE
    _check_alone(match, line, defects)
    return f"{_SILENT_LINE}{{% {match[2]}%}}"


def _check_alone(match: re.Match[str], line: Line, defects: Defects) -> None:
    if line.text.strip() != match[0]:
        defects.add(f"Text neben {match[0]} geht verloren.", line, "Der Befehl muss allein im Absatz stehen.")
    if match[1] == "tr" and not line.row:
        do = "Außerhalb von Tabellen heißt der Befehl {%p … %}."
        defects.add(f"{match[0]} steht nicht in einer Tabelle.", line, do)


def _check_braces(line: Line, defects: Defects) -> None:
    tags = list(_texts_of(line))
    if _STRAY.search(TAG.sub("", line.text)) or any(_STRAY.search(each[2:-2]) for each in tags):
        what = "Ein Platzhalter ist nicht geschlossen oder hat eine Klammer zu wenig."
        defects.add(what, line, "Richtig ist {{ name }} oder {% … %}, alles in einem Absatz.")
    for tag in filter(is_foreign, tags):
        if _BLANK.match(tag):
            do = "Richtig ist {%p … %} oder {%tr … %}."
            defects.add(f"In {tag} darf zwischen {{% und p oder tr kein Leerzeichen stehen.", line, do)
        else:
            do = "Erlaubt sind {{ name }}, {% … %}, {%p … %} und {%tr … %}."
            defects.add(f"Der Befehl {tag} ist in Vorlagen nicht vorgesehen.", line, do)
