"""Who has the order in hand: 领办, 放回, 交办, and the assignee's yes or no."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.orders.actions.door import Door, Facts, effect
from santai.capabilities.people.queries import colleague
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Conflict, Invalid, NotNow


@effect("claim")
def claim(door: Door, spec: ActionSpec, facts: Facts) -> None:
    """First come, first responsible (首办负责, ORD-11); a second clerk is told who has it."""
    order = door.order
    if order.holder is not None:
        if order.holder_id == door.actor.account_id:
            raise Conflict(_("这件工单已由您领办。"))
        raise Conflict(_("这件工单已由%(name)s领办。") % {"name": order.holder.name})
    order.holder_id = door.actor.account_id


@effect("release")
def release(door: Door, spec: ActionSpec, facts: Facts) -> None:
    if door.order.holder_id is None:
        raise NotNow(_("这件工单没有人领办。"))
    if door.order.holder_id != door.actor.account_id and not door.actor.may("dispatch"):
        raise NotNow(_("只有经办人自己或分派员可以放回。"))
    door.order.holder = None


@effect("give")
def give(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Hand the order to a colleague of the organisation that has it."""
    order = door.order
    account = colleague(facts["account"], organisation_id=order.organisation_id, on=door.today)
    if account is None:
        raise Invalid({"account": _("请选择本单位在岗的同事。")})
    order.holder = account
    return {"to": account.name}


@effect("accept")
def accept(door: Door, spec: ActionSpec, facts: Facts) -> None:
    """The assignee takes it on: who may not practise today takes on nothing, even if they might
    when they were asked.
    """
    assignee = door.order.assignee
    if assignee is not None and not assignee.practising_on(door.today):
        until = assignee.suspended_until
        if not assignee.is_active:
            said = _("%(name)s已经不在册，不能接受这件工单。请选择不接受，由指派单位另行指派。")
            raise NotNow(said % {"name": assignee.name})
        said = _("%(name)s停止执业至 %(day)s，不能接受这件工单。请选择不接受，由指派单位另行指派。")
        raise NotNow(said % {"name": assignee.name, "day": f"{until:%Y-%m-%d}"})
    door.order.accepted_at = door.at


@effect("decline")
def decline(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Declined or replaced: the event keeps who and why, so that the next proposal leaves them out."""
    order = door.order
    gone = {"declined": order.assignee_id, "had_accepted": order.accepted_at is not None}
    order.assignee, order.accepted_at = None, None
    return gone
