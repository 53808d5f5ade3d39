"""What became of the orders of a batch of contests: two questions to the database for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.queries import broken_among
from tests.reliability.race.pairs import Together, only


@dataclass(frozen=True, slots=True)
class Stories(Together):
    """What became of the orders of a batch: their records whole, and each story, from what its order was raced with
    on, judged beside what everybody got."""

    fault: Callable[[list[str], Sequence[Any]], str]

    def of_all(self, matters: Sequence[Order], results: Sequence[Sequence[Any]]) -> list[str]:
        keys = [order.pk for order in matters]
        after = list(Order.objects.filter(pk__in=keys))
        found = [f"{order}: the chain is broken" for order in broken_among(after)]
        stories: dict[int, list[str]] = {key: [] for key in keys}
        for key, code in _deeds(matters):
            stories[key].append(code)
        judged = (
            self.fault(stories[order.pk], got) for order, got in zip(matters, results, strict=True)
        )
        return found + [wrong for wrong in judged if wrong]


def _deeds(orders: Sequence[Order]) -> Iterator[tuple[int, str]]:
    begun = {order.pk: order.seq for order in orders}
    rows = Event.objects.filter(order__in=begun).order_by("order", "seq")
    for key, seq, code in rows.values_list("order", "seq", "code"):
        if seq > begun[key]:
            yield key, code


def counted(code: str) -> Stories:
    """This deed once in the story, by the one who won."""

    def fault(story: list[str], got: Sequence[Any]) -> str:
        if (times := story.count(code)) != 1:
            return f"{code} {times} times in the story"
        return only(1)(None, None, got)

    return Stories(fault)
