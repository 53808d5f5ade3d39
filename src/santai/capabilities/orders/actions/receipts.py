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
    order = access.order_for(actor, number)
    event = Event.objects.filter(order=order, seq=seq).first()
    if event is None or not (event.public or access.is_staff_sight(actor, order)):
        raise Missing
    return _receipt(event, order.number)


def receipt_of(number: str, seq: int) -> bytes | None:
    """The same for the operator at the machine."""
    event = Event.objects.filter(order__number=number, seq=seq).first()
    return _receipt(event, number) if event else None


def sealed(order_id: int) -> set[int]:
    """Which events of an order have their place in the ledger."""
    return ledger.sealed(EVENT, order_id)


def _receipt(event: Event, number: str) -> bytes | None:
    return ledger.receipt(EVENT, event.order_id, event.seq, content_of(event, number))
