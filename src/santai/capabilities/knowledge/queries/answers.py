"""The one text of an answer: what hotline, counter, web, machine and robot all give (KB-06, HOT-14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet, Sum

from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import AnswerVersion, Found
from santai.capabilities.places.codes import NATION, ancestors, full
from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.kernel.citation import Citation
from santai.kernel.workdays import ZONE

LEAST_LIKE = 0.3  # below it two texts share no more than everyday words


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it is told: words, articles, the way on, and how fresh it is."""

    key: str
    family: str
    version: int
    pk: int
    topic: str
    question: str
    ways: tuple[str, ...]
    text: str
    citations: tuple[Citation, ...]
    service: str
    place: str
    checked: datetime | None
    valid_from: date
    valid_until: date

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def answers_for(
    region: str = "",
    *,
    on: date,
    topic: str = "",
    line: str = "",
    service: str = "",
    keys: Iterable[str] | None = None,
) -> list[Told]:
    """Approved answers that hold in a region on a day; of a family the one of the smallest place around it.

    `region`: a code or prefix; "" is the nation as such. `line`: of the service that an answer leads to.
    Everybody who tells an answer asks here: there is no second text.
    """
    rows = _in_force(on).filter(answer__place__in=_around(region))
    if topic:
        rows = rows.filter(topic=topic)
    if service:
        rows = rows.filter(service=service)
    if keys is not None:
        rows = rows.filter(answer__key__in=list(keys))
    nearest: dict[str, AnswerVersion] = {}
    for row in rows.order_by("answer__place", "answer__key"):
        nearest[row.answer.family] = (
            row  # the greater code of those around one place is the smaller place
        )
    found = [_told(row) for row in nearest.values()]
    return [one for one in found if not line or line_of(one.service, on) == line]


def answer_by_key(key: str, *, on: date) -> Told | None:
    row = _in_force(on).filter(answer__key=key).first()
    return _told(row) if row else None


class Likeness:
    """Answers beside the pairs of signs in their questions, ways of asking and words: made once, asked often."""

    def __init__(self, told: Iterable[Told]) -> None:
        self._known = [
            (one, [_known(way) for way in (one.question, *one.ways)], _known(one.text))
            for one in told
        ]

    def like(self, text: str, limit: int = 5) -> list[Told]:
        """Those that overlap most with a text, best first; none for what has nothing to do with any."""
        wanted = _pairs(text)
        scored = []
        for one, ways, words in self._known if wanted else ():
            asked = max(_overlap(wanted, way) for way in ways)
            said = (wanted & words).total() / wanted.total()
            if (points := asked + 0.5 * said) >= LEAST_LIKE:
                scored.append((-points, one.key, one))
        return [one for _, _, one in sorted(scored, key=lambda row: row[:2])[:limit]]


def answers_like(text: str, region: str = "", *, on: date, limit: int = 5) -> list[Told]:
    """The answers most like a text; plain, without any index.

    The ranking of the search box does better where an index is there; this is what works without one.
    """
    return Likeness(answers_for(region, on=on)).like(text, limit) if text.strip() else []


def told_on(key: str, moment: datetime) -> Told | None:
    """What an answer said at a moment of the past, whatever became of it since (HOT-14)."""
    rows = AnswerVersion.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=moment), answer__key=key, reviewed_at__lte=moment
    ).filter(state__in=(State.APPROVED, State.ENDED))
    day = moment.astimezone(ZONE).date()
    row = rows.filter(valid_from__lte=day, valid_until__gte=day).select_related("answer").first()
    return _told(row) if row else None


def versions_of(key: str) -> list[AnswerVersion]:
    """All that was ever told, the latest first."""
    rows = AnswerVersion.objects.filter(
        answer__key=key, state__in=(State.APPROVED, State.ENDED)
    ).select_related("answer")
    return list(rows.order_by("-number"))


def ways_of_asking(*, on: date) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(a way of asking, the answer's key, the articles) of every approved answer: what the ranker learns from."""
    for one in answers_for(on=on):
        articles = tuple(str(cited) for cited in one.citations)
        for way in (one.question, *one.ways):
            yield way, one.key, articles


def found_of(pk: int) -> tuple[int, int]:
    """How many found a version helpful, and how many did not."""
    sums = Found.objects.filter(version=pk).aggregate(yes=Sum("helped"), no=Sum("not_helped"))
    return sums["yes"] or 0, sums["no"] or 0


def end_of_day(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZONE) - timedelta(microseconds=1)


def line_of(service: str, on: date) -> str:
    """The line of business that a service belongs to."""
    try:
        return catalogue().service(service, "", on).line if service else ""
    except NotInCatalogue:
        return ""


def _in_force(on: date) -> QuerySet[AnswerVersion]:
    rows = AnswerVersion.objects.filter(
        state=State.APPROVED, valid_from__lte=on, valid_until__gte=on
    )
    return rows.select_related("answer")


def _around(region: str) -> list[str]:
    code = full(region) if region else NATION
    return list({NATION, code, *ancestors(code)})


def _told(row: AnswerVersion) -> Told:
    return Told(
        key=row.answer.key,
        family=row.answer.family,
        version=row.number,
        pk=row.pk,
        topic=row.topic,
        question=row.question,
        ways=tuple(row.ways),
        text=row.text,
        citations=tuple(Citation.parse(one) for one in row.citations),
        service=row.service,
        place=row.answer.place,
        checked=row.reviewed_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


@lru_cache(maxsize=20_000)
def _known(text: str) -> Counter[str]:
    """Of approved texts, which are the same for every question; what people type is kept nowhere."""
    return _pairs(text)


def _pairs(text: str) -> Counter[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()
    return Counter(word[at : at + 2] for word in words for at in range(max(len(word) - 1, 1)))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0
