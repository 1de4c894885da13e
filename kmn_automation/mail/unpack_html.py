"""The readable text of an HTML mail, for people and for the search for questions; never for a decision."""

from __future__ import annotations

from html.parser import HTMLParser

_BREAKS = {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "hr"}
_SKIPPED = {"script", "style", "head", "title", "blockquote"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a line or a stretch to skip (quotes and what is not text)."""
        del attrs
        if tag in _SKIPPED:
            self._skipping.append(tag)
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Closes what was opened; an unopened end is nothing."""
        if self._skipping and tag == self._skipping[-1]:
            self._skipping.pop()
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keeps text outside of skipped stretches."""
        if not self._skipping:
            self.pieces.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def readable_text(html: str) -> str:
    """The text with one line per block, quoted history left out; for broken HTML whatever was readable."""
    if not html.strip():
        return ""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError, IndexError, RecursionError):
        reader.pieces.append("")
    lines = (line.strip() for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)
