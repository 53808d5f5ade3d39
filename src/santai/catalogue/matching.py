"""Finding services by words: plain overlap of the words typed with what the service files say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from santai.catalogue.schema import Service

TITLE, OPTION, SUMMARY = 5, 3, 1  # what a pair of signs found there counts
SHOWN = 8


def matching(services: Iterable[Service], text: str) -> list[Service]:
    """The services whose words overlap most with the text, best first."""
    wanted = pairs(text)
    scored = [(score(service, wanted), service) for service in services]
    found = sorted((-points, service.id, service) for points, service in scored if points)
    return [service for _, _, service in found[:SHOWN]]


def score(service: Service, wanted: frozenset[str]) -> int:
    places = (
        (TITLE, service.title.zh),
        (OPTION, " ".join(option for item in service.form for option in item.options)),
        (SUMMARY, service.summary.zh),
    )
    return sum(points * len(wanted & _known(words)) for points, words in places)


def pairs(text: str) -> frozenset[str]:
    """Every two neighbouring signs, the nearest thing to words in a text without spaces.

    >>> sorted(pairs("欠工资 了"))
    ['工资', '欠工']
    """
    return frozenset(_pairs(text))


@lru_cache(maxsize=2_000)
def _known(words: str) -> frozenset[str]:
    """Of a service's own words, which are the same for every question; what people type is kept nowhere."""
    return pairs(words)


def _pairs(text: str) -> Iterator[str]:
    for word in "".join(sign if sign.isalnum() else " " for sign in text.lower()).split():
        yield from (word[start : start + 2] for start in range(len(word) - 1))
