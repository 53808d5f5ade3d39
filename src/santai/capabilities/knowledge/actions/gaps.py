"""What many people asked and no answer speaks of: sums, kept until the next count (KB-04, HOT-16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from santai.capabilities.knowledge.enums import LEAST_ORDERS
from santai.capabilities.knowledge.models import Gap


@dataclass(frozen=True, slots=True)
class Missed:
    """A topic of a place: how many orders no answer spoke to, and the words that enough of them share."""

    place: str
    topic: str
    words: tuple[str, ...]
    orders: int


def keep_gaps(found: Iterable[Missed], *, on: date) -> int:
    """The new count instead of the old one; what could point to somebody is not kept."""
    rows = [
        Gap(
            place=one.place,
            topic=one.topic,
            words=list(one.words),
            orders=one.orders,
            counted_on=on,
        )
        for one in found
        if one.orders >= LEAST_ORDERS
    ]
    with transaction.atomic():
        Gap.objects.all().delete()
        Gap.objects.bulk_create(rows)
    return len(rows)
