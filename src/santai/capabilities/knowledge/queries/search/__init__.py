"""The one search box: `search` for what a person typed, `suggestions` while they type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from santai.capabilities.knowledge.queries.answers import answers_for
from santai.capabilities.knowledge.queries.search import sources  # noqa: F401 - they register themselves
from santai.capabilities.knowledge.queries.search.asked import Asked, Found, found_in, kinds, source
from santai.capabilities.knowledge.queries.search.marking import best_passage, wanted
from santai.capabilities.knowledge.queries.search.ranked import open_ranker
from santai.capabilities.knowledge.queries.search.spelling import respelled, sounded, vocabulary
from santai.capabilities.knowledge.queries.search.words import meant_by, terms
from santai.catalogue.current import catalogue
from santai.catalogue.words import is_public

LONGEST = 500  # characters that are looked for
SUGGESTED = 8

__all__ = [
    "Asked",
    "Found",
    "Results",
    "best_passage",
    "found_in",
    "kinds",
    "search",
    "source",
    "suggestions",
    "warm_search",
]


@dataclass(frozen=True, slots=True)
class Results:
    """`spelled`: how the text was read where that is not how it was typed."""

    asked: Asked
    spelled: str
    found: dict[str, list[Found]]


def search(
    text: str,
    *,
    on: date,
    region: str = "",
    level: str = "",
    line: str = "",
    only: str = "",
    as_typed: bool = False,
) -> Results:
    """Everything that fits, by kind. `on`: laws as they were in force that day."""
    typed = " ".join(text.split())[:LONGEST]
    read = typed if as_typed or not typed else respelled(typed)
    asked = Asked(read, on, region=region, level=level, line=line, meant=meant_by(read))
    asked = replace(asked, words=wanted(read, asked.meant))
    spelled = read if read != typed.lower() else ""
    return Results(asked, spelled, found_in(asked, only=only) if read else {})


def warm_search(*, on: date) -> None:
    """Open what every search needs and a process reads only once: the ranker, the vocabulary, the answers."""
    open_ranker()
    search("劳动报酬", on=on)
    suggestions("bao", on=on)


def suggestions(text: str, *, on: date) -> list[str]:
    """Titles and questions that hold what is typed, or whose pinyin begins with it; what begins so comes first."""
    typed = " ".join(text.split())[:LONGEST]
    if len(typed) < 2:
        return []
    services = [one.title.zh for one in catalogue().services("", on) if is_public(one)]
    asked = [way for one in answers_for(on=on) for way in (one.question, *one.ways)]
    words = sorted(vocabulary().words, key=lambda word: (len(word), word))
    every = [*terms(), *services, *words, *asked]
    held = [one for one in every if typed in one] or sounded(typed, every)
    ordered = sorted(dict.fromkeys(held), key=lambda one: not one.startswith(typed))
    return ordered[:SUGGESTED]
