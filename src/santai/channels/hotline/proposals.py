"""What may answer the words a caller says: the standard answers and the services they fit.

Proposals stand beside the form and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from santai.catalogue.schema import Door, Service
from santai.channels.hotline.script import Standard, script, standards
from santai.pages.forms.services import services_at

ANSWERS, SERVICES = 3, 3  # shown at most
WEAKEST = 2  # one pair of signs in common may be chance
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Proposals:
    text: str = ""
    danger: bool = False
    answers: tuple[tuple[int, Standard], ...] = ()  # with the number that its button sends
    services: tuple[Service, ...] = ()


def propose(text: str, region: str) -> Proposals:
    words = text.strip()[:LONGEST]
    if not words:
        return Proposals()
    wanted = _pairs(words)
    answers = _best(((i, len(wanted & _of_standard(i))) for i in range(len(standards()))), ANSWERS)
    offered = services_at(Door.HOTLINE, region)
    found = _best(((i, _fits(wanted, s)) for i, s in enumerate(offered)), SERVICES)
    return Proposals(
        text=words,
        danger=script().heard_danger(words),
        answers=tuple((i, standards()[i]) for i in answers),
        services=tuple(offered[i] for i in found),
    )


def standard(number: str) -> Standard | None:
    known = standards()
    return known[int(number)] if number.isdecimal() and int(number[:4]) < len(known) else None


@cache
def _of_standard(number: int) -> frozenset[str]:
    entry = standards()[number]
    return _pairs(f"{entry.ask} {entry.words}")


def _fits(wanted: frozenset[str], service: Service) -> int:
    options = " ".join(option for item in service.form for option in item.options)
    named = len(wanted & _pairs(f"{service.title.zh} {options}"))
    return 2 * named + len(wanted & _pairs(service.summary.zh))


def _best(scored: Iterable[tuple[int, int]], most: int) -> list[int]:
    """The numbers with the highest scores, best first; the file's order between equals."""
    fitting = sorted((-score, number) for number, score in scored if score >= WEAKEST)
    return [number for _, number in fitting[:most]]


def _pairs(text: str) -> frozenset[str]:
    """Every two neighbouring signs: the nearest thing to words in a text without spaces."""
    return frozenset(_neighbours(text))


def _neighbours(text: str) -> Iterator[str]:
    for word in "".join(sign if sign.isalnum() else " " for sign in text.lower()).split():
        yield from (word[start : start + 2] for start in range(len(word) - 1))
