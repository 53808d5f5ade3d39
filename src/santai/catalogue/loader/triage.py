"""Reading data/triage: every citation, service, group and name in it must exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from santai.catalogue.errors import suggestion
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    each,
    flag,
    listed,
    many,
    natural,
    one_of,
    term,
    text,
    word,
)
from santai.catalogue.loader.folders import File, Problems
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope, World
from santai.catalogue.schema import Basis, Text
from santai.catalogue.triage import (
    Book,
    Branch,
    Call,
    Danger,
    LegalField,
    LegalTerm,
    Limitation,
    Line,
    Question,
    Smalltalk,
    Topic,
    Words,
)

T = TypeVar("T")
BUTTONS = ("apply", "book", "call", "nearest")
ANSWERS = ("yes", "no", "unknown")
SIGNS = str.maketrans("", "", "[]|…<>")
NESTED = re.compile(r"\[[^\]]*\[")
TERM = re.compile(r"<([^<>]+)>")
FILES = (
    "fields",
    "lines",
    "topics",
    "dangers",
    "limits",
    "questions",
    "words",
    "groups",
    "smalltalk",
    "phrases",
)


@dataclass(frozen=True)
class Names:
    """What an entry may refer to: the law and the services of the world, and other entries of the same book."""

    world: World
    own: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def basis(self) -> Reader[Basis]:
        return Scope(self.world, {}, {}).basis

    @property
    def service(self) -> Reader[str]:
        return one_of(self.world.services, "service")

    @property
    def group(self) -> Reader[str]:
        return one_of(self.world.standards.groups, "group")

    def of(self, file: str, noun: str) -> Reader[str]:
        return one_of(self.own.get(file, ()), noun)


def read_triage(files: Iterable[File], world: World) -> Book:
    """The book of all roots: a file of one name adds its entries to those of the roots before."""
    problems, merged = Problems(), dict[str, list[Node]]()
    for file in files:
        name = file.path["name"]
        if name not in FILES:
            wrong = f"triage has no file {name!r}"
            problems.found.append(file.node.problem(wrong, suggestion(name, FILES)))
        merged.setdefault(name, []).append(file.node)
    problems.raised()
    own = {
        name: [key for node in nodes for key in node.entries()] for name, nodes in merged.items()
    }
    names = Names(world, own)
    read: dict[str, dict[str, object]] = {name: {} for name in FILES}
    for name, nodes in merged.items():
        for node in nodes:
            if found := problems.kept(partial(each(partial(READERS[name], names)), node)):
                read[name] |= found
    problems.raised()
    return Book(**{"terms" if name == "words" else name: found for name, found in read.items()})  # type: ignore[arg-type]


# --- entries ------------------------------------------------------------------------------------


def patterns(names: Names) -> Reader[tuple[str, ...]]:
    """Words as people write them, between blanks.

    `…` a short gap, `……` a long one, `[甲|乙]` one of these, `<term>` a term's.
    """

    def read(node: Node) -> tuple[str, ...]:
        written = apart(node)
        for one in written:
            if not one.translate(SIGNS).strip() or NESTED.search(one) or not _closed(one):
                fix = "Write words, `…` for a short gap between two, `[甲|乙]` for one of several."
                raise node.error(f"is not a pattern: {one!r}", fix)
            for named in TERM.findall(one):
                if named not in names.own.get("words", ()):
                    fix = suggestion(named, names.own.get("words", ()))
                    raise node.error(f"no term is called {named!r}", fix)
        return written

    return read


def apart(node: Node) -> tuple[str, ...]:
    """The words of a text, each once."""
    written = word(node).split()
    if twice := sorted({one for one in written if written.count(one) > 1}):
        raise node.error(f"names {twice[0]} twice", "Keep one of the two.")
    return tuple(written)


def _closed(written: str) -> bool:
    return written.count("[") == written.count("]") and written.count("<") == written.count(">")


def _words(names: Names, block: Block) -> Words:
    read = patterns(names)
    return Words(
        block.get("words", read, ()),
        block.get("hints", read, ()),
        block.get("unless", read, ()),
    )


def _field(names: Names, name: str, node: Node) -> LegalField:
    with Block(node) as block:
        return LegalField(name, block.need("title", text), _words(names, block))


def _line(names: Names, name: str, node: Node) -> Line:
    with Block(node) as block:
        return Line(
            name,
            block.need("title", text),
            block.get("guide", names.service, ""),
            block.need("button", one_of(BUTTONS, "button")),
            _words(names, block),
            block.get("weight", natural, 0),
        )


def _topic(names: Names, name: str, node: Node) -> Topic:
    with Block(node) as block:
        return Topic(
            name,
            block.need("title", text),
            block.need("field", names.of("fields", "field")),
            block.need("line", names.of("lines", "line")),
            block.need("guide", names.service),
            _words(names, block),
            block.need("says", text),
            block.need("basis", names.basis),
            block.get("limits", many(names.of("limits", "limit")), ()),
            block.get("asks", many(names.of("questions", "question")), ()),
            block.get("aided", flag, False),
            block.get("about_help", flag, False),
        )


def _call(node: Node) -> Call:
    with Block(node) as block:
        return Call(block.need("number", word), block.need("title", text))


def _danger(names: Names, name: str, node: Node) -> Danger:
    with Block(node) as block:
        return Danger(
            name,
            block.need("title", text),
            _words(names, block),
            block.need("says", text),
            block.need("calls", listed(_call)),
            block.need("basis", names.basis),
            block.get("at_once", flag, True),
            block.get("people", natural, 0),
            block.get("group", names.group, ""),
            block.get("field", names.of("fields", "field"), ""),
            block.get("line", names.of("lines", "line"), ""),
        )


def _limit(names: Names, name: str, node: Node) -> Limitation:
    with Block(node) as block:
        return Limitation(
            name,
            block.need("title", text),
            block.need("lasts", term),
            block.need("starts", text),
            block.need("caution", text),
            block.need("basis", names.basis),
        )


def _branch(names: Names, _: str, node: Node) -> Branch:
    with Block(node) as block:
        return Branch(
            block.get("says", text, Text("")),
            block.get("basis", names.basis, ()),
            block.get("line", names.of("lines", "line"), ""),
            block.get("guide", names.service, ""),
            block.get("danger", names.of("dangers", "danger"), ""),
        )


def _question(names: Names, name: str, node: Node) -> Question:
    with Block(node) as block:
        asked = block.need("ask", text)
        known: dict[str, tuple[str, ...]] = block.get("known", each(partial(_known, names)), {})
        branches = {
            answer: block.get(answer, partial(_branch, names, answer), Branch(Text(""), ()))
            for answer in ANSWERS
        }
        for answer, branch in branches.items():
            if branch.says.zh and not branch.basis:
                fix = "Add `basis:` to it."
                block.refuse(node.at(answer), "says something without a source", fix)
        return Question(name, asked, known, branches)


def _known(names: Names, name: str, node: Node) -> tuple[str, ...]:
    if name not in ("yes", "no"):
        raise node.error(f"no answer is called {name!r}", "Use one of: yes, no.")
    return patterns(names)(node)


def _term(names: Names, name: str, node: Node) -> LegalTerm:
    with Block(node) as block:
        return LegalTerm(
            name,
            block.need("field", names.of("fields", "field")),
            block.need("says", apart),
        )


def _group(names: Names, name: str, node: Node) -> Words:
    if name not in names.world.standards.groups:
        fix = suggestion(name, names.world.standards.groups)
        raise node.error(f"no group is called {name!r}", fix)
    return _phrase(names, name, node)


def _phrase(names: Names, __: str, node: Node) -> Words:
    with Block(node) as block:
        return _words(names, block)


def _smalltalk(names: Names, name: str, node: Node) -> Smalltalk:
    with Block(node) as block:
        return Smalltalk(
            name,
            _words(names, block),
            block.need("says", text),
            block.get("hand_over", flag, False),
        )


READERS: Mapping[str, Callable[[Names, str, Node], object]] = {
    "fields": _field,
    "lines": _line,
    "topics": _topic,
    "dangers": _danger,
    "limits": _limit,
    "questions": _question,
    "words": _term,
    "groups": _group,
    "smalltalk": _smalltalk,
    "phrases": _phrase,
}
