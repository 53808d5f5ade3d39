"""One box over all that can be found: what is asked, what is found, and who finds it (KB-01, KB-02, KB-05).

A part of the house that holds something to be found registers a source; nobody else is touched by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Marked = tuple[tuple[str, bool], ...]  # pieces of a text, and whether somebody looked for this one


@dataclass(frozen=True, slots=True)
class Asked:
    """`words`: what is looked for, in the words typed and those the law has for them."""

    text: str
    on: date
    words: tuple[str, ...] = ()
    region: str = ""  # a code; "" is the nation
    level: str = ""
    line: str = ""
    meant: Mapping[str, str] = field(default_factory=dict)  # legal term → the everyday word typed

    @property
    def widened(self) -> str:
        """The text with the law's own words behind it."""
        return " ".join((self.text, *self.meant))


@dataclass(frozen=True, slots=True)
class Found:
    """`key`: what its own page is called by; `data`: what else its row shows."""

    kind: str
    key: str
    title: str
    passage: Marked = ()
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


Source = Callable[[Asked], list[Found]]
_sources: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """Registers a function that finds things of one kind; two for one kind are a mistake."""

    def register(function: Source) -> Source:
        if _sources.setdefault(kind, function) is not function:
            raise ValueError(f"there are two sources of {kind}")
        return function

    return register


def kinds() -> tuple[str, ...]:
    return tuple(_sources)


def found_in(asked: Asked, *, only: str = "") -> dict[str, list[Found]]:
    """What each source finds, in the order they were registered; empty ones are left out."""
    chosen = {kind: find for kind, find in _sources.items() if only in {"", kind}}
    found = {kind: find(asked) for kind, find in chosen.items()}
    return {kind: rows for kind, rows in found.items() if rows}
