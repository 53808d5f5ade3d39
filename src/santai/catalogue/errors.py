"""What is wrong with the catalogue's files, said so that the author can put it right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

SHOWN = 12  # names a message lists before it says how many more there are


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: the file, the key inside it (dotted), what is wrong and how to put it right."""

    file: str
    key: str
    wrong: str
    fix: str
    line: int = 0  # 0: no line of its own

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{': '.join(filter(None, [where, self.key, self.wrong]))}. {self.fix}"


class CatalogueError(ValueError):
    """The catalogue was refused; `problems` holds every mistake found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.key, p.wrong)))
        super().__init__("\n".join(map(str, self.problems)))


class NotInCatalogue(KeyError):
    """A service, version or parameter was asked for that the catalogue does not hold (there, then)."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would put it in quotes


def suggestion(name: str, known: Collection[str]) -> str:
    """How to put a wrong name right: the one probably meant, else what there is to choose from.

    >>> suggestion("porta", ["portal", "counter"])
    "Did you mean 'portal'?"
    >>> suggestion("window", ["portal", "counter"])
    'Use one of: counter, portal.'
    """
    likeness = 0.6 if name.isascii() else 0.5  # of two Chinese characters one may be wrong
    if close := get_close_matches(name, known, n=1, cutoff=likeness):
        return f"Did you mean {close[0]!r}?"
    if not known:
        return "There is none to choose from: take it out, or add one first."
    listed = sorted(known)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return f"Use one of: {', '.join(listed[:SHOWN])}{more}."
