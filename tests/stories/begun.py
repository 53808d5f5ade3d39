"""A matter asked for at a door, ready to be followed: for stories that begin where the request has arrived, and
look at what happens afterwards."""

from __future__ import annotations

from typing import Any

from santai.capabilities.orders.actions import Request, code_of, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, guest
from tests.stories.telling import Tale, Time, desk, papers, staff
from tests.world import YE, World, holder, take

SOMEBODY = {"name": "申请人甲", "phone": "13800000001"}
HOUSE = {"name": "叶县公共法律服务中心", "phone": "13800000002"}


def begun(
    world: World,
    time: Time,
    service: str,
    answers: dict[str, Any],
    *,
    by: Actor | None = None,
    applicant: dict[str, Any] = SOMEBODY,
    opposite: dict[str, Any] | None = None,
) -> Tale:
    """Asked for on the web, or by this member of staff at the counter."""
    request = Request(
        service=service, region=YE, applicant=applicant, opposite=opposite, answers=answers
    )
    order = submit(actor=by or guest("portal"), request=request, at=time.now, key="").order
    return Tale(world, time, order, code_of(order))


def stands(tale: Tale) -> tuple[str, str]:
    """Where the matter is, and what came of it."""
    order = tale.now()
    return order.state, order.outcome


def applicant_does(tale: Tale, action: str, **facts: Any) -> Order:
    """What the applicant does with the query code in hand."""
    order = tale.now()
    return take(holder(order), order, action, at=tale.time.now, **facts)


def titles(tale: Tale, role: str) -> dict[str, str]:
    """The papers of the matter as staff see them: number → title."""
    page = staff(tale.world, role).read(desk(tale.order))
    return {number: title for number, (title, _) in papers(page).items()}
