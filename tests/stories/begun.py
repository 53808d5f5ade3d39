"""A matter asked for at a door, ready to be followed: for stories that begin where the request has arrived."""

from __future__ import annotations

from typing import Any

from santai.capabilities.orders.actions import Request, code_of, submit
from santai.capabilities.people.access import Actor, guest
from tests.stories.telling import Tale, Time
from tests.world import YE, World

SOMEBODY = {"name": "申请人甲", "phone": "13800000001"}
HOUSE = {"name": "叶县公共法律服务中心", "phone": "13800000002"}


def asked(
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
