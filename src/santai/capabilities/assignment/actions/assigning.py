"""Assigning (指派): the effect behind every `with: assignment`, and the one that takes the best proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from santai.capabilities.assignment.queries import examine, propose, reasons_of
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Done, Door, act, effect
from santai.capabilities.people.access import Actor
from santai.capabilities.people.queries import practitioner_locked
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.kernel.workdays import ZONE


@effect("assign")
def assign(door: Door, spec: ActionSpec, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the order to a practitioner who may act in it.

    The practitioner's organisation is locked first: two orders with the sides swapped, assigned at the same
    moment to the same person or to two colleagues, are judged one after the other, and the second is refused.
    """
    order, on = door.order, door.at.astimezone(ZONE).date()
    practitioner = practitioner_locked(facts["practitioner"])
    if practitioner is None:
        raise Invalid({"practitioner": _("没有这位法律服务人员。")})
    with override(settings.LANGUAGE_CODE):  # the event keeps the reasons, whoever reads along
        candidate, left_out = examine(practitioner, order, on=on)
    if candidate.excluded:
        told, _left_out = examine(practitioner, order, on=on)
        raise Conflict(
            _("不能指派%(name)s：%(reason)s。")
            % {"name": practitioner.name, "reason": told.excluded}
        )
    order.assignee, order.accepted_at = practitioner, None
    return {
        "name": practitioner.name,
        "organisation": practitioner.organisation.name,
        "points": candidate.points,
        "why": list(candidate.reasons),
        "excluded": reasons_of(left_out),
    }


def assign_best(
    *, actor: Actor, number: str, action: str, at: datetime, seen: int | None = None
) -> Done:
    """Assign the first candidate of the proposal, on the actor's responsibility."""
    order = access.order_for(actor, number)
    fit, _left_out = propose(order, on=at.astimezone(ZONE).date(), limit=1)
    if not fit:
        raise NotNow(_("没有合适的人选：请扩大范围，或人工指派。"))
    facts = {"practitioner": fit[0].practitioner.pk}
    return act(
        actor=actor,
        number=number,
        action=action,
        facts=facts,
        at=at,
        seen=order.seq if seen is None else seen,
    )
