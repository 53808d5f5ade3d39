"""Published cases, for everybody (KB-02, KB-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import Case
from santai.capabilities.places.codes import prefix
from santai.capabilities.places.queries import inside
from santai.kernel.citation import Citation


@dataclass(frozen=True, slots=True)
class ToldCase:
    key: str
    title: str
    line: str
    topic: str
    place: str
    year: int
    gist: str
    facts: str
    outcome: str
    point: str
    citations: tuple[Citation, ...]
    published: datetime | None


def cases(
    *,
    line: str = "",
    topic: str = "",
    year: int | None = None,
    place: str = "",
    keys: Iterable[str] | None = None,
) -> list[ToldCase]:
    """Published cases, the latest first. `place`: a region, with all inside it."""
    rows = Case.objects.filter(state=State.APPROVED)
    if line:
        rows = rows.filter(line=line)
    if topic:
        rows = rows.filter(topic=topic)
    if year is not None:
        rows = rows.filter(year=year)
    if place and prefix(place):
        rows = rows.filter(inside(prefix(place), "place"))
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    return [_told(row) for row in rows.order_by("-year", "-reviewed_at", "key")]


def case_by_key(key: str) -> ToldCase | None:
    row = Case.objects.filter(key=key, state=State.APPROVED).first()
    return _told(row) if row else None


def _told(row: Case) -> ToldCase:
    return ToldCase(
        key=row.key,
        title=row.title,
        line=row.line,
        topic=row.topic,
        place=row.place,
        year=row.year,
        gist=row.gist,
        facts=row.facts,
        outcome=row.outcome,
        point=row.point,
        citations=tuple(Citation.parse(one) for one in row.citations),
        published=row.reviewed_at,
    )
