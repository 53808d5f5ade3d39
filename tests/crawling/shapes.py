"""Which pages show something new: a list of thirty rows shows what one of three does, whatever is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.crawling.walk import Seen
from tests.factories.pages import VOID

TELLING = ("class", "type", "role", "open", "checked", "aria-current", "aria-invalid", "disabled")


@dataclass
class _Node:
    name: str
    inside: list[_Node] = field(default_factory=list)

    def pieces(self) -> set[str]:
        found = {f"{self.name} > {node.name}" for node in self.inside}
        return found.union(*(node.pieces() for node in self.inside))


class _Tree(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.root = _Node("page")
        self._open = [self.root]
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(" ".join([tag, *(f"{k}={v}" for k, v in attrs if k in TELLING)]))
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Drawings are one thing; nobody tells their lines apart."""

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and tag not in VOID:
            self._open.pop()


def enough_for_each_piece(pages: Iterable[Seen]) -> list[Seen]:
    """Few pages that show, inside something, all that any of them shows: those with most that is new come first."""
    left = [(page, _Tree(page.body.decode()).root.pieces()) for page in pages]
    chosen = []
    while left:
        page, shown = max(left, key=lambda one: len(one[1]))
        chosen.append(page)
        left = [(other, rest) for other, pieces in left if (rest := pieces - shown)]
    return chosen
