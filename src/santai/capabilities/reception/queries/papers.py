"""Papers handed from the front office to the back office on a day (前店后厂: ORD-15, ORD-19)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from santai.capabilities.orders import access
from santai.capabilities.orders.events import FILE_ADDED
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
    target: int
    to_name: str
    signature: str
    picture: int | None  # the signature drawn for it, where one was
    signed_by: str
    signed_picture: int | None


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
    beside = Event.objects.filter(
        order__in=[row.order_id for row in rows], code__in=[SIGN_FOR, FILE_ADDED]
    )
    around = {(event.order_id, event.seq): event for event in beside.order_by("order", "seq")}
    found = [_hand_over(row, around) for row in rows]
    return sorted(found, key=lambda over: (over.to_name, over.at))


def _hand_over(event: Event, around: Mapping[tuple[int, int], Event]) -> HandOver:
    data, taken = event.data, _signed_for(event, around.values())
    return HandOver(
        at=event.at,
        order=event.order,
        titles=data["titles"],
        target=data["to"],
        to_name=data["to_name"],
        signature=_signature(event),
        picture=_picture(event, around),
        signed_by=_signature(taken) if taken else "",
        signed_picture=_picture(taken, around) if taken else None,
    )


def _signed_for(event: Event, others: Iterable[Event]) -> Event | None:
    """The first time that any of these papers was taken in at the receiving office afterwards."""
    titles, target = set(event.data["titles"]), event.data["to"]
    later = (
        other
        for other in others
        if (other.order_id, other.code) == (event.order_id, SIGN_FOR) and other.seq > event.seq
    )
    return next(
        (o for o in later if o.data["organisation"] == target and titles & set(o.data["titles"])),
        None,
    )


def _signature(event: Event) -> str:
    return str(event.data.get("facts", {}).get("signature", ""))


def _picture(event: Event, around: Mapping[tuple[int, int], Event]) -> int | None:
    """A drawn signature stands in the chain right before what it was given for."""
    before = around.get((event.order_id, event.seq - 1))
    drawn = before is not None and before.data.get("signed") == event.code
    return int(before.data["file"]) if before and drawn else None
