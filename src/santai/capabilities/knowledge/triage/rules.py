"""The book made ready to read texts by: every word of it compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from santai.capabilities.knowledge.triage.patterns import Matcher, compiled, matcher
from santai.catalogue.current import catalogue
from santai.catalogue.triage import Book, Words

DENIED = "denied"  # of the phrases: a danger that is denied where it is named
TAKEN_BACK = "negations"  # of the phrases: what takes back a danger that follows it


class Rules:
    """Matchers by the kind of entry and its id."""

    def __init__(self, book: Book) -> None:
        self.book = book
        terms = book.terms
        self.fields = {name: matcher(one.words, terms) for name, one in book.fields.items()}
        self.lines = {name: matcher(one.words, terms) for name, one in book.lines.items()}
        self.topics = {name: matcher(one.words, terms) for name, one in book.topics.items()}
        self.dangers = {name: matcher(one.words, terms) for name, one in book.dangers.items()}
        self.groups = {name: matcher(one, terms) for name, one in book.groups.items()}
        self.smalltalk = {name: matcher(one.words, terms) for name, one in book.smalltalk.items()}
        self.phrases = {name: matcher(one, terms) for name, one in book.phrases.items()}
        self.known: Mapping[str, Mapping[str, re.Pattern[str] | None]] = {
            name: {answer: compiled(words, terms) for answer, words in one.known.items()}
            for name, one in book.questions.items()
        }
        self.terms = {
            name: compiled((name, *one.says), terms) for name, one in terms.items() if one.says
        }
        voids = book.phrases.get(TAKEN_BACK, Words()).strong
        self.voids = (
            re.compile(f"(?:{ending.pattern})$") if (ending := compiled(voids, terms)) else None
        )
        self.within = compiled(book.phrases.get(DENIED, Words()).strong, terms)
        self.denials = re.compile(r"(?:不是|并非|不算|不属于|不想|不用|不愿)$")

    def matches(self, kind: str, text: str) -> tuple[str, ...]:
        """The entries of a kind (smalltalk, groups …) that a text speaks of."""
        matchers: Mapping[str, Matcher] = getattr(self, kind)
        return tuple(name for name, one in matchers.items() if one.find(text))

    def phrase(self, name: str, text: str) -> tuple[str, ...]:
        """The words of a phrase list that stand in a text."""
        found = self.phrases.get(name, NOTHING).find(text, self.denials)
        return tuple(hit.words for hit in found)


NOTHING = Matcher(None, None, None)
_made: list[Rules] = []


def rules(book: Book | None = None) -> Rules:
    """The rules of a book, by default of the catalogue at hand; those of the last book are kept."""
    asked = catalogue().triage if book is None else book
    if not _made or _made[0].book is not asked:
        _made[:] = [Rules(asked)]
    return _made[0]
