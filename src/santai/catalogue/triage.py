"""What triage knows as data: fields of law, topics, lines, signals of danger, periods, questions, everyday words.

The files lie in data/triage; `loader.triage` reads them and refuses a citation or a service there is not. Nothing
here decides: capabilities.knowledge.triage reads a person's words by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from santai.catalogue.schema import Text
from santai.kernel.citation import Citation
from santai.kernel.workdays import Term

NOT_OURS = "not ours"  # as the outside knows it; the line's id in the files is `none`


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns that speak for something (`strong` thrice as much as `weak`), and those that void them all."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalField:
    """A field of law, by its standard term."""

    id: str
    title: Text
    words: Words


@dataclass(frozen=True, slots=True)
class Line:
    """What kind of help fits: advice, aid, notary … or none of ours."""

    id: str
    title: Text
    guide: str  # the service of the catalogue, "" for none
    button: str  # apply | book | call | nearest
    words: Words
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of trouble: how people say it, what the law says to it, where it is settled."""

    id: str
    title: Text
    field: str
    line: str
    guide: str
    words: Words
    says: Text
    basis: tuple[Citation, ...]
    limits: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    aided: bool = False  # of the matters legal aid is given in, where somebody cannot pay
    about_help: bool = False  # asks for a kind of help, and so says little of the field


@dataclass(frozen=True, slots=True)
class Call:
    """A number to dial at once."""

    number: str
    title: Text


@dataclass(frozen=True, slots=True)
class Danger:
    """A signal that a person must see to: `people` is how many must be spoken of, 0 for any."""

    id: str
    title: Text
    words: Words
    says: Text
    calls: tuple[Call, ...]
    basis: tuple[Citation, ...]
    at_once: bool = True
    people: int = 0
    group: str = ""
    field: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Limitation:
    """A period within which something must be done (时效、期限). `starts`: from which event, in words."""

    id: str
    title: Text
    lasts: Term
    starts: Text
    caution: Text
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """What an answer to a question adds or changes; an empty line or guide leaves what was found."""

    says: Text
    basis: tuple[Citation, ...]
    line: str = ""
    guide: str = ""
    danger: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question worth asking before an answer, unless the text has answered it."""

    id: str
    ask: Text
    known: Mapping[str, tuple[str, ...]]  # yes | no: words that answer it
    branches: Mapping[str, Branch]  # yes | no | unknown


@dataclass(frozen=True, slots=True)
class LegalTerm:
    """A term of law and how people say it."""

    term: str
    field: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Smalltalk:
    """What is no question of law, and what is kindly said to it."""

    id: str
    words: Words
    says: Text
    hand_over: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """Everything triage goes by. `negations`: words that take back what follows them."""

    fields: Mapping[str, LegalField] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    dangers: Mapping[str, Danger] = field(default_factory=dict)
    limits: Mapping[str, Limitation] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    terms: Mapping[str, LegalTerm] = field(default_factory=dict)
    groups: Mapping[str, Words] = field(default_factory=dict)
    smalltalk: Mapping[str, Smalltalk] = field(default_factory=dict)
    phrases: Mapping[str, Words] = field(default_factory=dict)


EMPTY = Book()
