"""Laws and their versions: what citations are checked against. No text of law is kept here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from santai.catalogue.errors import CatalogueError
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    day,
    each,
    many,
    natural,
    one_of,
    positive,
    word,
)
from santai.catalogue.loader.reading import Node
from santai.catalogue.sources import Law

T = TypeVar("T")
MOST_ARTICLES = 9999
KINDS = ("法律", "行政法规", "司法解释", "规章", "地方性法规", "承诺", "政策")


def read_law(node: Node) -> Law:
    with Block(node) as block:
        versions = block.need("versions", each(_version)) or {}
        last = max(versions.values(), default=MOST_ARTICLES)
        return Law(
            title=block.need("title", word),
            aliases=block.get("aliases", many(word), ()),
            versions={date.fromisoformat(day): count for day, count in versions.items()},
            source=block.get("source", word, ""),
            kind=block.need("kind", one_of(KINDS, "kind of law")),
            paragraphs=block.get("paragraphs", _by_article(last, positive), {}),
            gist=block.get("gist", _by_article(last, word), {}),
        )


def by_name(laws: Iterable[tuple[Law, Node]]) -> dict[str, Law]:
    """Every law by its title and its aliases; a name can mean only one law."""
    found: dict[str, Law] = {}
    problems = []
    for law, node in laws:
        for name in (law.title, *law.aliases):
            if found.setdefault(name, law) is not law:
                fix = "Keep one law in one file, and give an alias to one law only."
                problems.append(node.problem(f"《{name}》 is in the catalogue twice", fix))
    if problems:
        raise CatalogueError(problems)
    return found


def _version(name: str, node: Node) -> int:
    """The number of articles of the version in force since the day it is called by."""
    try:
        date.fromisoformat(name)
    except ValueError:
        fix = "Call a version by the day it came into force, such as 2022-01-01."
        raise node.error(f"{name!r} is not a day", fix) from None
    with Block(node) as block:
        block.get("adopted", day, date.min)
        return block.need("articles", natural)


def _by_article(last: int, value: Reader[T]) -> Reader[dict[int, T]]:
    def read_one(name: str, node: Node) -> T:
        if name.isascii() and name.isdigit() and 1 <= int(name) <= last:
            return value(node)
        raise node.error(f"the law has no article {name}", f"It ends with article {last}.")

    def read(node: Node) -> dict[int, T]:
        return {int(name): found for name, found in each(read_one)(node).items()}

    return read
