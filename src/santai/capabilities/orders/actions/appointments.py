"""What was arranged about meeting in person, in the story of the order it is for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Stage
from santai.kernel.errors import Forbidden, NotNow

MAY_ARRANGE = ("applicant", "assignee", "handler", "intake", "window-clerk", "hotline-agent")


def note_appointment(
    *, actor: Actor, number: str, arranged: str, at: datetime, late: bool = False
) -> Order:
    """Write down that a time was agreed, moved or given up; `arranged` says it in a sentence.

    `late`: also of a matter that is closed meanwhile, for what was agreed before can still be given up.
    """
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order)
        capacity = next((word for word in MAY_ARRANGE if word in held), None)
        if capacity is None and not actor.is_system:
            raise Forbidden("您的岗位不能给这件工单约时间，请联系受理或承办单位。")
        if order.stage == Stage.CLOSED and not late:
            raise NotNow("这件工单已经归档，不用再约时间。要问别的，请另约。")
        door = Door(order, actor, at)
        tells = ("applicant", "agency", "assignee")
        data = {"arranged": arranged}
        door.record(events.APPOINTMENT, data, capacity=capacity or "system", tells=tells)
        door.close()
    return order
