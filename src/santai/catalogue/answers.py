"""Files of standard answers, typical cases and topics: read strictly, against the catalogue they cite.

Pure reading, like that of services: every mistake is found at once and says the file, the line and the fix.
HOT-13, KB-03, KB-04, KB-09.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from santai.catalogue.catalogue import Catalogue
from santai.catalogue.errors import CatalogueError
from santai.catalogue.loader.blocks import Block, Reader, day, many, one_of, text, whole, word
from santai.catalogue.loader.reading import Node, read
from santai.catalogue.loader.scope import Scope, World
from santai.catalogue.text import Text
from santai.kernel.citation import Citation

LONGEST = 4000  # characters of an answer
WAYS = range(3, 13)  # of asking; fewer teach the search nothing
QUESTIONS = "consultation/legal"  # whose topics sort answers too


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """A standard answer as a file has it."""

    key: str
    topic: str
    question: str
    ways: tuple[str, ...]
    answer: str
    cites: tuple[Citation, ...]
    service: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """A typical case as a file has it."""

    key: str
    title: str
    line: str
    topic: str
    year: int
    gist: str
    facts: str
    outcome: str
    point: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A guide to one kind of trouble: answers, cases and services on one page (KB-09)."""

    key: str
    title: Text
    gist: Text
    answers: tuple[str, ...]
    cases: tuple[str, ...]
    services: tuple[str, ...]


def topics_of(known: Catalogue, on: date) -> tuple[str, ...]:
    """What a question can be about: the choices of the general consultation."""
    form = known.service(QUESTIONS, "", on).form
    return next(item.options for item in form if item.key == "topic")


def read_answers(path: Path, known: Catalogue) -> list[WrittenAnswer]:
    """The answers of one file. Raises CatalogueError with everything that is wrong in it."""
    root = read(path, path.name)
    with Block(root) as block:
        since = block.need("from", day)
        until = block.need("until", day)
        topic = block.get("topic", word, "")
        answers = block.need("answers", _plain)
    if until < since:
        raise root.error("ends before it begins", "Give `until:` a day after `from:`.")
    reader = _Reader(known, path.name, since)
    topic = reader.topic(root.at("topic")) if topic else ""
    return [reader.answer(key, node, topic, until) for key, node in answers.entries().items()]


def read_cases(path: Path, known: Catalogue, on: date) -> list[WrittenCase]:
    with Block(read(path, path.name)) as block:
        year = block.need("year", whole)
        cases = block.need("cases", _plain)
    reader = _Reader(known, path.name, on)
    return [reader.case(key, node, year) for key, node in cases.entries().items()]


def read_topics(
    path: Path, known: Catalogue, on: date, held: Mapping[str, set[str]]
) -> list[Topic]:
    """`held`: the keys of the answers and cases that there are."""
    with Block(read(path, path.name)) as block:
        topics = block.need("topics", _plain)
    reader = _Reader(known, path.name, on)
    return [reader.guide(key, node, held) for key, node in topics.entries().items()]


class _Reader:
    """Readers for one file: what its names mean on the day from which it holds."""

    def __init__(self, known: Catalogue, file: str, on: date) -> None:
        self.on = on
        self.cites = many(Scope(World(known.laws), {file: on}, {}).citation)
        self.topic = one_of(topics_of(known, on), "topic")
        self.line = one_of(known.lines, "line")
        self.service = one_of([service.id for service in known.services("", on)], "service")

    def answer(self, key: str, node: Node, topic: str, until: date) -> WrittenAnswer:
        with Block(node) as block:
            own = block.get("topic", self.topic, topic) or block.need("topic", self.topic)
            return WrittenAnswer(
                key=key,
                topic=own,
                question=block.need("question", word),
                ways=block.need("ways", _ways),
                answer=block.need("answer", _long),
                cites=block.need("cites", self.cites),
                service=block.need("service", self.service),
                since=self.on,
                until=until,
            )

    def case(self, key: str, node: Node, year: int) -> WrittenCase:
        with Block(node) as block:
            return WrittenCase(
                key=key,
                year=block.get("year", whole, year),
                title=block.need("title", word),
                line=block.need("line", self.line),
                topic=block.need("topic", self.topic),
                gist=block.need("gist", word),
                facts=block.need("facts", _long),
                outcome=block.need("outcome", _long),
                point=block.need("point", word),
                cites=block.need("cites", self.cites),
            )

    def guide(self, key: str, node: Node, held: Mapping[str, set[str]]) -> Topic:
        with Block(node) as block:
            return Topic(
                key=key,
                title=block.need("title", text),
                gist=block.need("gist", text),
                answers=block.need("answers", many(one_of(held["answers"], "answer"))),
                cases=block.get("cases", many(one_of(held["cases"], "case")), ()),
                services=block.need("services", many(self.service)),
            )


def _plain(node: Node) -> Node:
    if not isinstance(node.value, dict):
        raise node.error("should be a mapping", "Write one entry for each, by its key.")
    return node


def _long(node: Node) -> str:
    written = word(node).strip()
    if len(written) > LONGEST:
        raise node.error(f"has {len(written)} characters", f"{LONGEST} are the most: make it two.")
    return written


_each: Reader[tuple[str, ...]] = many(word)


def _ways(node: Node) -> tuple[str, ...]:
    found = _each(node)
    if len(found) not in WAYS:
        fix = f"Write {WAYS.start} to {WAYS.stop - 1} ways in which people ask it."
        raise node.error(f"names {len(found)} ways of asking", fix)
    return found


__all__ = [
    "CatalogueError",
    "Topic",
    "WrittenAnswer",
    "WrittenCase",
    "read_answers",
    "read_cases",
    "read_topics",
    "topics_of",
]
