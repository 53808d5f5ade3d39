"""Which questions come often and have no standard answer: counted from finished consultations (KB-04, HOT-16).

Sums and shared words only: a word counts when at least LEAST_ORDERS different orders of a place used it, after names,
numbers and addresses were taken out. Which orders they were is written nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import rjieba

from santai.capabilities.knowledge.actions import Missed, keep_gaps
from santai.capabilities.knowledge.enums import LEAST_ORDERS
from santai.capabilities.knowledge.masking import deidentified
from santai.capabilities.knowledge.queries import Likeness, answers_for
from santai.capabilities.orders.access import orders_for
from santai.capabilities.people.access import SYSTEM
from santai.catalogue.answers import QUESTIONS
from santai.catalogue.schema import Stage
from santai.kernel.workdays import ZONE

BACK = timedelta(days=90)
SHOWN = 8  # words of a gap
COUNTY = 6  # digits of a code: smaller places have too few orders to hide in
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
EVERYDAY = frozenset(
    {
        "怎么",
        "怎么办",
        "什么",
        "没有",
        "可以",
        "我们",
        "他们",
        "现在",
        "已经",
        "一个",
        "不是",
        "请问",
        "还是",
        "因为",
        "但是",
    }
)


@dataclass(slots=True)
class _Heap:
    orders: int = 0
    words: Counter[str] = field(default_factory=Counter)


def count_gaps(*, at: datetime) -> int:
    """Count the last 90 days again; gives how many gaps there are."""
    on, heaps = at.astimezone(ZONE).date(), dict[tuple[str, str], _Heap]()
    known: dict[str, Likeness] = {}
    for place, topic, text in _asked(at):
        likeness = known.setdefault(place, Likeness(answers_for(place, on=on)))
        if not likeness.like(text, limit=1):
            heap = heaps.setdefault((place, topic), _Heap())
            heap.orders += 1
            heap.words.update(_words(text))
    found = [
        Missed(place, topic, _shared(heap), heap.orders) for (place, topic), heap in heaps.items()
    ]
    return keep_gaps(found, on=on)


def _asked(at: datetime) -> Iterator[tuple[str, str, str]]:
    """Place, topic and words of every finished consultation that may be used."""
    rows = orders_for(SYSTEM).filter(
        service=QUESTIONS, received_at__gt=at - BACK, restricted_at=None, erased_by=None
    )
    for order in rows.exclude(stage=Stage.OPEN).iterator(chunk_size=200):
        given = order.answers
        text = given.get("question")
        if isinstance(text, str) and text.strip():
            place = order.region_id[:COUNTY].ljust(12, "0")
            yield place, str(given.get("topic") or "其他"), text


def _words(text: str) -> set[str]:
    plain = "".join(one.text for one in deidentified(text))
    return {word for word in rjieba.cut(plain) if HAN.fullmatch(word)} - EVERYDAY


def _shared(heap: _Heap) -> tuple[str, ...]:
    return tuple(word for word, count in heap.words.most_common(SHOWN) if count >= LEAST_ORDERS)
