"""The commands of a template in their order: each `for` and `if` is closed where it must be, each tag is checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kmn_automation.letters.defect import Defects
from kmn_automation.letters.grammar import Grammar, Scope, Used
from kmn_automation.letters.shadow import Tag, tags_of
from kmn_automation.letters.sidecar import Sidecar
from kmn_automation.letters.story import Line

_CLOSING = {"endfor": "for", "endif": "if"}
_BRANCHES = ("elif", "else")


@dataclass(frozen=True, slots=True)
class _Block:
    tag: Tag
    line: Line
    scope: Scope

    @property
    def closing(self) -> str:
        """The tag that ends it."""
        return f"{{%{self.tag.level} end{self.tag.word} %}}"


def check_tags(lines: Iterable[Line], sidecar: Sidecar, defects: Defects, used: Used) -> None:
    """Adds the placeholders of these paragraphs to `used`; whatever is no known placeholder is told to `defects`."""
    walk = _Walk(sidecar, defects, used)
    for line in lines:
        for tag in tags_of(line):
            walk.step(tag, line)
        walk.end_paragraph()
    walk.end()


@dataclass(slots=True)
class _Walk:
    """Where we are: the blocks that are open, the outermost first."""

    sidecar: Sidecar
    defects: Defects
    used: Used
    blocks: list[_Block] = field(default_factory=list)

    @property
    def scope(self) -> Scope:
        """Loop variable → the list it runs over."""
        return self.blocks[-1].scope if self.blocks else {}

    @property
    def is_certain(self) -> bool:
        """Whether no condition can leave out what stands here."""
        return all(block.tag.word != "if" for block in self.blocks)

    def step(self, tag: Tag, line: Line) -> None:
        grammar = Grammar(self.sidecar, self.defects, line, self.used)
        if not tag.word:
            grammar.check_print(tag, self.scope, is_certain=self.is_certain)
        elif tag.word == "for":
            self.blocks.append(_Block(tag, line, {**self.scope, **grammar.check_loop(tag, self.scope)}))
        elif tag.word == "if":
            grammar.check_condition(tag, self.scope)
            self.blocks.append(_Block(tag, line, self.scope))
        elif tag.word in _BRANCHES:
            self._branch(tag, line, grammar)
        elif tag.word in _CLOSING:
            self._close(tag, line)
        else:
            grammar.forbid(tag)

    def end_paragraph(self) -> None:
        """What a paragraph opens without p or tr, it must close."""
        while self.blocks and not self.blocks[-1].tag.level:
            self._never_closed(self.blocks.pop(), "im selben Absatz")

    def end(self) -> None:
        while self.blocks:
            self._never_closed(self.blocks.pop(), "dahinter")

    def _branch(self, tag: Tag, line: Line, grammar: Grammar) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.tag.word != "if" or block.tag.level != tag.level:
            what = f"Zu {tag.text} fehlt davor ein {{%{tag.level} if … %}}."
            self.defects.add(what, line, "Bitte das if ergänzen oder den Befehl löschen.")
        elif tag.word == "elif":
            grammar.check_condition(tag, self.scope)

    def _close(self, tag: Tag, line: Line) -> None:
        word = _CLOSING[tag.word]
        fitting = [block for block in self.blocks if block.tag.word == word and block.tag.level == tag.level]
        if not fitting:
            what = f"Zu {tag.text} fehlt davor ein {{%{tag.level} {word} … %}}."
            do = "Beide Befehle brauchen dieselbe Art: beide ohne Zusatz, beide mit p oder beide mit tr."
            self.defects.add(what, line, do)
            return
        while (block := self.blocks.pop()) is not fitting[-1]:
            self._never_closed(block, f"vor {tag.text}")

    def _never_closed(self, block: _Block, where: str) -> None:
        do = "Blöcke über mehrere Absätze brauchen {%p … %}, über Tabellenzeilen {%tr … %}, je allein im Absatz."
        what = f"{block.tag.text} wird nicht geschlossen: Es fehlt {where} {block.closing}."
        self.defects.add(what, block.line, do)
