"""What triage found in a text: the shape other parts build on. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from santai.catalogue.text import Text
from santai.catalogue.triage import Danger
from santai.kernel.citation import Citation


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from: an article, or an approved answer (`key`: what the library calls it)."""

    title: str
    quote: str = ""
    citation: Citation | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that fired: of which kind (field, line, topic, danger, group, limit, model), which, by what words."""

    kind: str
    rule: str
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Signal:
    """A danger, with the words that raised it."""

    danger: Danger
    words: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.danger.id


@dataclass(frozen=True, slots=True)
class Period:
    """A period and, where the text names a day, when it ends. `exact`: the day was named, not guessed at."""

    id: str
    title: Text
    basis: tuple[Citation, ...]
    says: str
    caution: Text
    since: date | None = None
    ends: date | None = None
    exact: bool = False

    def passed(self, today: date) -> bool:
        return self.ends is not None and self.ends < today


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, understood as far as the rules go. Empty texts say that nothing was found.

    `line` is the kind of help by its id (`none` for what is not ours), `service` the same as the outside calls
    it, `guide` the service of the catalogue that fits best. `urgency`: now | soon | calm.
    """

    text: str
    field: str = ""
    line: str = "none"
    service: str = "not ours"
    guide: str = ""
    topics: tuple[str, ...] = ()
    place: str = ""
    level: str = ""
    urgency: str = "calm"
    clock: Period | None = None
    periods: tuple[Period, ...] = ()
    groups: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    sources: tuple[Source, ...] = ()
    terms: tuple[str, ...] = ()
    smalltalk: str = ""
    lunar: bool = False
    why: tuple[Why, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether anything in it speaks of law, or of danger."""
        return bool(self.topics or self.signals or self.field)
