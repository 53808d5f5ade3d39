"""Reading mappings key by key, and single values into Python's.

A reader is a function from a `Node` to a value that raises `CatalogueError`. A `Block` calls readers for the
keys of one mapping and collects what they refuse, so that one look finds every mistake of a file:

    with Block(node) as block:
        law = Law(title=block.need("title", word), source=block.get("source", word, ""))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import TracebackType
from typing import TypeVar, cast

from santai.catalogue.errors import CatalogueError, Problem, suggestion
from santai.catalogue.loader.reading import Node
from santai.catalogue.schema import Text
from santai.kernel.workdays import Term

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Reader = Callable[[Node], T]

NAME = re.compile(r"[a-z][a-z0-9_]*")
PREFIX = re.compile(r"[1-9][0-9](?:(?!00)[0-9]{2}){0,2}")  # no padding with 00
SUM = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]{1,2})?")


class Block:
    """A mapping being read. Leaving it refuses the keys nobody asked for and raises what was collected."""

    def __init__(self, node: Node) -> None:
        if not isinstance(node.value, dict):
            raise node.error(
                f"should be a mapping, not {kind(node)}", "Write `key: value` lines below it."
            )
        self.node = node
        self.entries = node.value
        self.asked: list[str] = []
        self.problems: list[Problem] = []

    def __enter__(self) -> Block:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        _: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        if error_type is not None and not self.problems:
            return  # not ours: a fault in a reader
        for name, node in self.entries.items():
            if name not in self.asked:
                self.refuse(node, "is not a key here", suggestion(name, self.asked))
        if self.problems:
            raise CatalogueError(self.problems)

    def has(self, key: str) -> bool:
        return key in self.entries

    def need(self, key: str, reader: Reader[T]) -> T:
        """The value of a key that must be there."""
        if not self.has(key):
            self.asked.append(key)
            self.problems.append(self.missing(key))
            return cast(T, None)  # never seen: leaving the block raises
        return self.get(key, reader, cast(T, None))

    def get(self, key: str, reader: Reader[T], default: T) -> T:
        """The value of a key that may be left out."""
        self.asked.append(key)
        node = self.entries.get(key)
        if node is None:
            return default
        if node.value is None:
            self.refuse(node, "has no value", "Write one after the colon, or take the key out.")
            return default
        return self.collect(lambda: reader(node), default)

    def collect(self, read: Callable[[], T], default: T) -> T:
        """What `read` gives, or `default` with its problems kept for later."""
        try:
            return read()
        except CatalogueError as error:
            self.problems += error.problems
            return default

    def missing(self, key: str) -> Problem:
        inner = f"{self.node.key}.{key}" if self.node.key else key
        return Problem(self.node.file, inner, "is missing", f"Add `{key}:` here.", self.node.line)

    def refuse(self, node: Node, wrong: str, fix: str) -> None:
        self.problems.append(node.problem(wrong, fix))


# --- several values -----------------------------------------------------------------------------


def collected(nodes: Iterable[tuple[str, Node]], reader: Callable[[str, Node], T]) -> dict[str, T]:
    """Every value by its name; if any is refused, the problems of all of them at once."""
    values: dict[str, T] = {}
    problems: list[Problem] = []
    for name, node in nodes:
        try:
            values[name] = reader(name, node)
        except CatalogueError as error:
            problems += error.problems
    if problems:
        raise CatalogueError(problems)
    return values


def each(reader: Callable[[str, Node], T]) -> Reader[dict[str, T]]:
    """A mapping of things with names of any kind; `reader` gets the name and the value."""

    def read(node: Node) -> dict[str, T]:
        if not isinstance(node.value, dict):
            wrong = f"should be a mapping of names, not {kind(node)}"
            raise node.error(wrong, "Write `name: …` lines below it.")
        return collected(node.value.items(), reader)

    return read


def named(reader: Callable[[str, Node], T]) -> Reader[dict[str, T]]:
    """The same for names that can stand in a placeholder, a JSON body and an address."""
    return each(lambda name, node: reader(identifier(name, node), node))


def listed(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list, or a single value for a list of one."""

    def read(node: Node) -> tuple[T, ...]:
        places = ((str(place), item) for place, item in enumerate(node.items()))
        return tuple(collected(places, lambda _, item: reader(item)).values())

    return read


def many(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """The same, with no value twice."""

    def read(node: Node) -> tuple[T, ...]:
        values = listed(reader)(node)
        for place, value in enumerate(values):
            if value in values[:place]:
                raise node.items()[place].error(f"names {value} twice", "Keep one of the two.")
        return values

    return read


def some(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """Like `many`, but never empty."""

    def read(node: Node) -> tuple[T, ...]:
        if node.value == ():
            raise node.error("is an empty list", "Name at least one, or take the key out.")
        return many(reader)(node)

    return read


# --- single values ------------------------------------------------------------------------------


def kind(node: Node) -> str:
    """What a value is, for messages."""
    value = node.value
    if isinstance(value, dict | tuple):
        return ("a " if value else "an empty ") + ("mapping" if isinstance(value, dict) else "list")
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return "nothing" if value is None else f"{value!r}"


def word(node: Node) -> str:
    if isinstance(node.value, str) and node.value.strip():
        return unicodedata.normalize("NFC", node.value.strip())
    fix = "Write a text; put quotes around a number or a true/false that is meant as one."
    raise node.error(f"should be a text, not {kind(node)}", fix)


def text(node: Node) -> Text:
    """中文, or {zh: 中文, en: English}."""
    if not isinstance(node.value, dict):
        return Text(word(node))
    with Block(node) as block:
        return Text(block.need("zh", word), block.get("en", word, ""))


def flag(node: Node) -> bool:
    if isinstance(node.value, bool):
        return node.value
    raise node.error(f"should be true or false, not {kind(node)}", "Write `true` or `false`.")


def only_true(node: Node) -> bool:
    """A switch that is thrown by being there."""
    if node.value is True:
        return True
    raise node.error(f"can only be `true`, not {kind(node)}", "Write `true`, or take the key out.")


def whole(node: Node) -> int:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    raise node.error(f"should be a whole number, not {kind(node)}", "Write digits, such as 3.")


def natural(node: Node) -> int:
    if (number := whole(node)) >= 0:
        return number
    raise node.error(f"should not be below 0: {number}", "Write 0 or more.")


def positive(node: Node) -> int:
    if (number := whole(node)) >= 1:
        return number
    raise node.error(f"should be at least 1, not {number}", "Write 1 or more.")


def day(node: Node) -> date:
    try:
        return date.fromisoformat(str(node.value))
    except ValueError:
        wrong = f"should be a day, not {kind(node)}"
        raise node.error(wrong, "Write year-month-day, such as 2022-01-01.") from None


def term(node: Node) -> Term:
    try:
        return Term.parse(str(node.value))
    except ValueError:
        fix = "Write a number of at least 1 and a unit: `24 hours`, `7 days`, `5 working days`, `1 month`."
        raise node.error(f"is not a limit: {kind(node)}", fix) from None


def money(node: Node) -> str:
    """A sum in CNY with two places."""
    written = str(node.value) if not isinstance(node.value, bool) else ""
    if not SUM.fullmatch(written):
        fix = 'Write it in CNY with up to two places, such as "80.00".'
        raise node.error(f"should be a sum of money, not {kind(node)}", fix)
    return f"{Decimal(written):.2f}"


def one_of(known: Collection[str], noun: str) -> Reader[str]:
    def read(node: Node) -> str:
        if (name := word(node)) in known:
            return name
        raise node.error(f"no {noun} is called {name!r}", suggestion(name, known))

    return read


def member(enum: type[E], noun: str) -> Reader[E]:
    read_name = one_of([item.value for item in enum], noun)
    return lambda node: enum(read_name(node))


def identifier(name: str, node: Node) -> str:
    if NAME.fullmatch(name):
        return name
    fix = "Use small letters, digits and _ (a letter first); the text for people goes inside."
    raise node.error(f"{name!r} cannot be a name", fix)


def region(node: Node) -> str:
    """The prefix of a code: two digits for a province, four for a city, six for a county, "" for all."""
    code = node.value
    if code == "" or (isinstance(code, str) and PREFIX.fullmatch(code)):
        return code
    fix = "Write two digits for a province, four for a city, six for a county, in quotes: '41'."
    raise node.error(f"{kind(node)} is not a whole level of the divisions", fix)
