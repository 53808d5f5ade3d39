"""Strict YAML: every value knows its file, its line and its key, and nothing is guessed.

Only what the catalogue needs is YAML here: mappings, lists, text, whole numbers, `true`/`false`. So `no` is
a word, `2022-01-01` and `80.00` are text (whoever expects a day or a sum reads it as one), and tags, anchors
and two keys of one name are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from santai.catalogue.errors import CatalogueError, Problem

Scalar = str | int | bool | None
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}
PLAIN_TAGS = "tag:yaml.org,2002:"
TAGS: dict[type[yaml.Node], str] = {
    kind: PLAIN_TAGS + kind.id for kind in (yaml.ScalarNode, yaml.SequenceNode, yaml.MappingNode)
}


class _Unguessed:
    """What an unquoted word means is for `plain` to say, so the parser need not guess at every one of them."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: object) -> str:
        return TAGS[kind]


# The same language, ten times as fast where the parser is there in C.
Loader = type("Loader", (_Unguessed, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a file and where it stands. `key` is dotted from the top of the file, "" for the whole."""

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    file: str = field(compare=False)
    line: int = field(compare=False)
    key: str = field(compare=False)

    def problem(self, wrong: str, fix: str) -> Problem:
        return Problem(self.file, self.key, wrong, fix, self.line)

    def error(self, wrong: str, fix: str) -> CatalogueError:
        return CatalogueError([self.problem(wrong, fix)])

    def entries(self) -> Mapping[str, Node]:
        """The entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self) -> tuple[Node, ...]:
        """The items of a list; the value itself for anything else."""
        return self.value if isinstance(self.value, tuple) else (self,)

    def at(self, key: str) -> Node:
        """The value at a dotted key, or the nearest one above it that the file has."""
        node = self
        for part in key.split("."):
            if part not in node.entries():
                break
            node = node.entries()[part]
        return node


def read(path: Path, file: str) -> Node:
    """The content of one file. Raises CatalogueError with every mistake of writing, not of meaning."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=Loader)
    except UnicodeDecodeError as error:
        wrong = f"is not UTF-8 (byte {error.start})"
        raise CatalogueError([Problem(file, "", wrong, "Save the file as UTF-8.")]) from error
    except yaml.YAMLError as error:
        raise CatalogueError([_unreadable(file, error)]) from error
    if root is None:
        raise CatalogueError([Problem(file, "", "is empty", "Write it or take the file away.")])
    return _Builder(file).build(root)


def _unreadable(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    wrong = getattr(error, "problem", None) or str(error).splitlines()[0]
    fix = "Look at this line and the one above: indentation by spaces, closing quotes and brackets."
    return Problem(file, "", f"is not YAML: {wrong}", fix, mark.line + 1 if mark else 0)


class _Builder:
    """Turns the parser's tree into ours and collects what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def build(self, root: yaml.Node) -> Node:
        node = self.node(root, "")
        if self.problems:
            raise CatalogueError(self.problems)
        return node

    def node(self, raw: yaml.Node, key: str) -> Node:
        line = raw.start_mark.line + 1
        if not raw.tag.startswith(PLAIN_TAGS):
            self.refuse(line, key, f"has a tag ({raw.tag})", "Write the value without a tag.")
        if id(raw) in self.seen:  # the parser gives the same node again
            fix = "Write the value out: whoever reads it here should not have to look elsewhere."
            self.refuse(line, key, "takes its value from an anchor (*)", fix)
            return Node(None, self.file, line, key)
        self.seen.add(id(raw))
        return Node(self.value(raw, key), self.file, line, key)

    def value(self, raw: yaml.Node, key: str) -> Scalar | tuple[Node, ...] | dict[str, Node]:
        if isinstance(raw, yaml.MappingNode):
            return dict(self.pairs(raw, key))
        if isinstance(raw, yaml.SequenceNode):
            return tuple(self.node(item, f"{key}[{i}]") for i, item in enumerate(raw.value, 1))
        unquoted = isinstance(raw, yaml.ScalarNode) and not raw.style
        return plain(raw.value) if unquoted else str(raw.value)

    def pairs(self, raw: yaml.MappingNode, key: str) -> Iterator[tuple[str, Node]]:
        seen: dict[str, int] = {}
        for name_node, value in raw.value:
            line, name = name_node.start_mark.line + 1, name_node.value
            if not isinstance(name, str):
                self.refuse(line, key, "has a list or mapping as a key", "Use a word as the key.")
                continue
            inner = f"{key}.{name}" if key else name
            if name in seen:
                wrong = f"is written twice (first on line {seen[name]})"
                self.refuse(line, inner, wrong, "Keep one of the two.")
            seen.setdefault(name, line)
            yield name, self.node(value, inner)

    def refuse(self, line: int, key: str, wrong: str, fix: str) -> None:
        self.problems.append(Problem(self.file, key, wrong, fix, line))


def plain(text: str) -> Scalar:
    """What an unquoted word means.

    >>> plain("7"), plain("true"), plain("no"), plain("2022-01-01"), plain("010")
    (7, True, 'no', '2022-01-01', '010')
    """
    if text in WORDS:
        return WORDS[text]
    return int(text) if WHOLE_NUMBER.fullmatch(text) else text
