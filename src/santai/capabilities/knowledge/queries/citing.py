"""Who cites an article: the services of the catalogue, the answers and cases that are published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from santai.capabilities.knowledge.enums import State, Touched
from santai.capabilities.knowledge.models import AnswerVersion, Case
from santai.catalogue.catalogue import Catalogue
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Service
from santai.kernel.citation import Citation


@dataclass(frozen=True, slots=True)
class Citing:
    """Something of ours that cites an article, by what it is called and how to get there."""

    kind: Touched
    what: str  # the id of the service, the key of the answer or case
    title: str
    citation: Citation


def names_of(law: str) -> frozenset[str]:
    """Every name that the catalogue has for a law."""
    known = catalogue().laws.get(law)
    return frozenset({law, *((known.title, *known.aliases) if known else ())})


def cites(one: Citation, number: int, inserted: int) -> bool:
    """Whether a citation means this article; the law as a whole means none in particular."""
    if one.article is None:
        return False
    if one.to is not None:
        return one.article <= number <= one.to
    return (one.article, one.inserted) == (number, inserted)


def citing(law: str, number: int, inserted: int, *, on: date) -> list[Citing]:
    """What cites this article, each once: services first, then answers and cases."""
    found: dict[tuple[str, str], Citing] = {}
    for one in citing_law(law, on=on):
        if cites(one.citation, number, inserted):
            found.setdefault((one.kind, one.what), one)
    return list(found.values())


def citing_law(law: str, *, on: date) -> Iterator[Citing]:
    """What cites any article of this law, or the law."""
    names = names_of(law)
    for service, title, citations in services_citing(catalogue(), on):
        for one in citations:
            if one.law in names:
                yield Citing(Touched.SERVICE, service, title, one)
    answers = AnswerVersion.objects.filter(
        state=State.APPROVED, valid_from__lte=on, valid_until__gte=on
    )
    for key, title, written in answers.values_list("answer__key", "question", "citations"):
        yield from _among(Touched.ANSWER, key, title, written, names)
    for key, title, written in Case.objects.filter(state=State.APPROVED).values_list(
        "key", "title", "citations"
    ):
        yield from _among(Touched.CASE, key, title, written, names)


def _among(
    kind: Touched, key: str, title: str, written: list[str], names: frozenset[str]
) -> Iterator[Citing]:
    for one in map(Citation.parse, written):
        if one.law in names:
            yield Citing(kind, key, title, one)


@lru_cache(maxsize=8)
def services_citing(
    loaded: Catalogue, on: date
) -> tuple[tuple[str, str, tuple[Citation, ...]], ...]:
    """Every service of the nation with all it cites, in states, actions, rules and clocks alike."""
    return tuple(
        (service.id, service.title.zh, citations_of(service)) for service in loaded.services("", on)
    )


def citations_of(service: Service) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(_within(service)))


def _within(value: Any) -> Iterator[Citation]:
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _within(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _within(getattr(value, one.name))
