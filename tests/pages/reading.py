"""Reads a page as a browser does, as far as the tests ask: tags that close, ids, links, tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "hr", "link", "input"}


@dataclass
class Part:
    """An element with its text and its children."""

    name: str
    attributes: dict[str, str]
    content: list[Part | str] = field(default_factory=list)

    @property
    def children(self) -> list[Part]:
        return [each for each in self.content if isinstance(each, Part)]

    @property
    def own_text(self) -> str:
        return "".join(each for each in self.content if isinstance(each, str))

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.content)

    def all(self, name: str) -> list[Part]:
        """All elements of that name within, in order."""
        found = [self] if self.name == name else []
        return found + [each for child in self.children for each in child.all(name)]

    def by_id(self, anchor: str) -> Part | None:
        if self.attributes.get("id") == anchor:
            return self
        return next((found for child in self.children if (found := child.by_id(anchor))), None)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Part("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = Part(tag, {key: value or "" for key, value in attrs})
        assert len(part.attributes) == len(attrs), f"an attribute of <{tag}> stands twice"
        self.open[-1].content.append(part)
        if tag not in VOID:
            self.open.append(part)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.name == tag, f"</{tag}> closes <{closed.name}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def read(page: str) -> Part:
    """The page as a tree; an element that is not closed in its turn is an assertion error."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].name}> is not closed"
    return reader.open[0]
