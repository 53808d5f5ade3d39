"""Receipts of events (存证凭证): what the applicant keeps so that nobody can say it never happened."""

from __future__ import annotations

from santai.capabilities.ledger import queries as ledger
from santai.capabilities.orders import access
from santai.capabilities.orders.actions.leaves import EVENT, content_of
from santai.capabilities.orders.models import Event
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Missing


def receipt(*, actor: Actor, number: str, seq: int) -> bytes | None:
    """The receipt of one event of an order this actor may see; None until a checkpoint covers it.

    What an applicant is not shown is missing for them here too. Raises Missing.
    """
    event = _event(actor, number, seq)
    return _receipt(event, event.order.number)


def compact(*, actor: Actor, number: str, seq: int) -> str | None:
    """The same as text for a QR code."""
    event = _event(actor, number, seq)
    content = content_of(event, event.order.number)
    return ledger.compact_receipt(EVENT, event.order_id, event.seq, content)


def receipt_of(number: str, seq: int) -> bytes | None:
    """The same for the operator at the machine."""
    event = Event.objects.filter(order__number=number, seq=seq).first()
    return _receipt(event, number) if event else None


def sealed(order_id: int) -> set[int]:
    """Which events of an order have their place in the ledger."""
    return ledger.sealed(EVENT, order_id)


def _event(actor: Actor, number: str, seq: int) -> Event:
    order = access.order_for(actor, number)
    event = Event.objects.filter(order=order, seq=seq).first()
    if event is None or not (event.public or access.is_staff_sight(actor, order)):
        raise Missing
    event.order = order
    return event


def _receipt(event: Event, number: str) -> bytes | None:
    return ledger.receipt(EVENT, event.order_id, event.seq, content_of(event, number))
