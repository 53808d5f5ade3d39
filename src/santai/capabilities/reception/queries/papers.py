"""Papers handed from the front office to the back office on a day (前店后厂: ORD-15, ORD-19)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from santai.capabilities.orders import access
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.people.access import Actor
from santai.kernel.workdays import ZONE

HAND_OVER, SIGN_FOR = "hand_over", "sign_for"
SHOWN = 300


@dataclass(frozen=True, slots=True)
class HandOver:
    """One bundle on its way: what, of which order, from whom to whom, signed for by whom."""

    at: datetime
    order: Order
    titles: Sequence[str]
    source: int
    target: int
    to_name: str
    signature: str
    signed_by: str


def handed_over(actor: Actor, *, organisations: Collection[int], day: date) -> list[HandOver]:
    """What these organisations handed over on that day, by receiver; of orders the actor may open."""
    begin = datetime.combine(day, time(), ZONE)
    rows = list(
        Event.objects.filter(
            code=HAND_OVER,
            organisation__in=organisations,
            at__gte=begin,
            at__lt=begin + timedelta(days=1),
            order__in=access.orders_for(actor),
        )
        .select_related("order__applicant")
        .order_by("at", "pk")[:SHOWN]
    )
    signed = _signed([row.order_id for row in rows])
    found = [_hand_over(row, signed) for row in rows]
    return sorted(found, key=lambda over: (over.to_name, over.at))


def _signed(order_ids: Sequence[int]) -> list[Event]:
    return list(Event.objects.filter(code=SIGN_FOR, order__in=order_ids).order_by("order", "seq"))


def _hand_over(event: Event, signed: Sequence[Event]) -> HandOver:
    """Signed for by the first who took any of these papers in at the receiving office afterwards."""
    data = event.data
    later = (
        other
        for other in signed
        if other.order_id == event.order_id
        and other.seq > event.seq
        and other.data.get("organisation") == data["to"]
        and set(other.data.get("titles", ())) & set(data["titles"])
    )
    taken = next(later, None)
    return HandOver(
        at=event.at,
        order=event.order,
        titles=data["titles"],
        source=data["from"],
        target=data["to"],
        to_name=data["to_name"],
        signature=data.get("facts", {}).get("signature", ""),
        signed_by=taken.data.get("facts", {}).get("signature", "") if taken else "",
    )
