"""The text of a template as a Jinja source of its own: what the finished letter must say, without any XML.

docxtpl lifts `{%p … %}` and `{%tr … %}` out of their paragraph or row; here the same tags become a line that
prints nothing. Built from the paragraphs alone, so it shares no step with the way the document is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kmn_automation.letters.story import Line
from kmn_automation.model.error import Misconfigured

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_LIFTED = re.compile(r"\{%(p|tr)\s(.*?)%\}")
_FOREIGN = re.compile(r"\{[%{#](?:tc|r|p|tr)\s|\{[%{]-|-[%}]\}|\{%\s*(?:vm|hm|colspan|cellbg)\b")
_BLANK = re.compile(r"\{%\s+(?:p|tr|tc|r)\s")
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

    def line_at(self, number: int) -> Line:
        """The paragraph that a Jinja line number points at."""
        return self.lines[max(0, min(number - 2, len(self.lines) - 1))]


def cast_shadow(lines: list[Line], where: str) -> Shadow:
    """The shadow of one part.

    Raises:
        Misconfigured: a tag that is not closed, not supported, or stands beside text that would get lost.
    """
    lifted = {line.row: line for line in lines if _row_tag(line)}
    lifted.pop(0, None)
    pieces: list[str] = []
    for line in lines:
        _check_braces(line, where)
        if line.row in lifted:
            pieces.append(_lifted_row(line, lifted[line.row], where))
        elif match := _LIFTED.search(line.text):
            _check_alone(match, line, where)
            pieces.append(f"{_SILENT_LINE}{{% {match[2]}%}}")
        else:
            pieces.append(f"\n{line.text}")
    return Shadow("".join(pieces), tuple(lines))


def tags_of(line: Line) -> Iterator[str]:
    """All tags that stand in a paragraph."""
    return (match[0] for match in TAG.finditer(line.text))


def refuse(what: str, line: Line, where: str, do: str = "") -> Misconfigured:
    """A complaint about one paragraph of a template."""
    return Misconfigured(what, where=f"{where}, {line.where}", do=do)


def _row_tag(line: Line) -> bool:
    match = _LIFTED.search(line.text)
    return bool(match and match[1] == "tr")


def _lifted_row(line: Line, tagged: Line, where: str) -> str:
    if line is not tagged:
        if line.text.strip():
            raise refuse("Neben einem {%tr … %} darf in der Tabellenzeile nichts stehen.", line, where)
        return _SILENT_LINE
    match = _LIFTED.search(line.text)
    if match is None:
        return _SILENT_LINE
    _check_alone(match, line, where)
    return f"{_SILENT_LINE}{{% {match[2]}%}}"


def _check_alone(match: re.Match[str], line: Line, where: str) -> None:
    if line.text.strip() != match[0]:
        raise refuse(
            f"Text neben {match[0]} geht verloren.", line, where, "Der Befehl muss allein im Absatz stehen."
        )
    if match[1] == "tr" and not line.row:
        raise refuse(f"{match[0]} steht nicht in einer Tabelle.", line, where)


def _check_braces(line: Line, where: str) -> None:
    bare = TAG.sub("", line.text)
    if "{" in bare or "}" in bare:
        raise refuse(
            "Ein Platzhalter ist nicht geschlossen oder hat eine Klammer zu wenig.",
            line,
            where,
            "Richtig ist {{ name }} oder {% … %}.",
        )
    if _BLANK.search(line.text):
        raise refuse("Zwischen {% und p oder tr darf kein Leerzeichen stehen.", line, where)
    for tag in tags_of(line):
        if _FOREIGN.search(tag) and not _LIFTED.fullmatch(tag):
            raise refuse(f"Der Befehl {tag} ist in Vorlagen nicht vorgesehen.", line, where)
