"""That somebody read a matter in an emergency, in its own story: the citizen is told, and it is never taken out."""

from __future__ import annotations

from datetime import datetime

from santai.capabilities.orders import events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM, Actor


def note_emergency(order: Order, *, actor: Actor, office: str, reason: str, at: datetime) -> None:
    """In the caller's transaction. The system writes it: who read has no capacity in the matter."""
    held = Order.objects.select_for_update().get(pk=order.pk)
    door = Door(held, SYSTEM, at)
    said = {"reader": actor.name, "office": office, "cause": reason, "account": actor.account_id}
    tells = (
        () if held.link == Link.ASSIST else ("applicant",)
    )  # who never sees what offices ask offices
    door.record(events.READ_IN_EMERGENCY, said, tells=tells)
    door.close()
