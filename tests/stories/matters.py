"""A matter begun at a door, for stories that look at what happens afterwards."""

from __future__ import annotations

from typing import Any

from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from tests import world as w
from tests.stories.telling import Tale, Time, desk, papers, staff

PERSON = {"name": "申请人甲", "phone": "13800000001"}


def begun(
    world: w.World,
    time: Time,
    service: str,
    answers: dict[str, Any],
    *,
    by: Actor | None = None,
    applicant: dict[str, Any] = PERSON,
) -> Tale:
    """The matter as it was taken in, at home unless somebody else says who takes it in."""
    request = Request(service=service, region=w.YE, applicant=applicant, answers=answers)
    done = submit(actor=by or w.anyone(), request=request, at=time.now)
    return Tale(world, time, done.order)


def applicant_does(tale: Tale, action: str, **facts: Any) -> Order:
    """What the applicant does with the query code in hand."""
    order = tale.now()
    return w.take(w.holder(order), order, action, at=tale.time.now, **facts)


def titles(tale: Tale, role: str) -> dict[str, str]:
    """The papers of the matter as staff see them: number → title."""
    page = staff(tale.world, role).read(desk(tale.order))
    return {number: title for number, (title, _) in papers(page).items()}
