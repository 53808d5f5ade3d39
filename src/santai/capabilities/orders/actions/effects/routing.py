"""Where an order goes and what comes out of it: 转办, 退回, 协办, 转介, 拆分, 并案, 撤回, 督办."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions import timing
from santai.capabilities.orders.actions.children import spawn_child
from santai.capabilities.orders.actions.door import Door, Facts, effect
from santai.capabilities.orders.actions.effects.materials import send_along
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.models import Order
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import active_organisation
from santai.catalogue.schema import ActionSpec, Stage
from santai.kernel.errors import Conflict, Invalid, NotNow

LINKS = {"coordination/assist": Link.ASSIST, "referral/outside": Link.REFERRAL}


@effect("transfer")
def transfer(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Another organisation of the kind that decides this service takes over; the clocks run on."""
    order, target = door.order, active_organisation(facts["organisation"])
    if target is None or target.pk == order.organisation_id:
        raise Invalid({"organisation": _("请选择另一个在用的单位。")})
    if target.kind not in {door.service.handler, order.organisation.kind}:
        raise Invalid({"organisation": _("这个单位不办理这类事项，请选同类单位，或用“转介”。")})
    order.route = [*order.route, order.organisation_id]
    return _given(door, target)


@effect("send_back")
def send_back(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    order = door.order
    if not order.route:
        raise NotNow(_("这件工单不是别的单位转来的，没有可退回的单位。"))
    target = active_organisation(order.route[-1])
    if target is None:
        raise NotNow(_("转来的单位已经停用，请用“转办”。"))
    order.route = order.route[:-1]
    return _given(door, target)


def _given(door: Door, target: Organisation) -> dict[str, Any]:
    order, source = door.order, door.order.organisation
    papers = send_along(door, target.pk)
    order.organisation, order.holder = target, None
    return {"from": source.name, "to": target.name} | ({"titles": papers} if papers else {})


@effect("spawn")
def spawn(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Open a child order of another service for the same applicant."""
    service = spec.spawns or facts["service"]
    link = LINKS.get(service, Link.SPLIT)
    child = spawn_child(door, spec, service_id=service, link=link, facts=facts)
    return {"child": child.number, "service": child.service, "link": link.value}


@effect("merge")
def merge(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """The same person's second order for the same matter goes on inside the first."""
    order = door.order
    target = _other(door, facts["order"])
    if target.applicant_id != order.applicant_id or target.stage != Stage.OPEN:
        raise Invalid({"order": _("只能并入同一申请人尚未办结的工单。")})
    if order.parent_id is not None or order.children.filter(stage=Stage.OPEN).exists():
        raise NotNow(_("有上下级关系的工单不能并案，请先办结下级工单。"))
    timing.stop_all(order, at=door.at)
    order.parent, order.link = target, Link.MERGED
    kept = Door(target, door.actor, door.at)
    kept.record(
        events.MERGED_IN,
        {
            "order": order.number,
            "title": order.title,
            "answers": order.answers,
            "service": order.service,
            "version": order.version,
        },
        capacity=door.capacity(spec),
        source=target.state,
        target=target.state,
    )
    kept.close()
    return {"into": target.number}


@effect("withdraw")
def withdraw(door: Door, spec: ActionSpec, facts: Facts) -> None:
    if door.order.link == Link.SUMMONED:
        raise NotNow(_("这件事不是您提出的，不用撤回；不想参加的，告诉我们就行。"))
    timing.stop_all(door.order, at=door.at)


@effect("urge")
def urge(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    door.order.urged += 1
    return {"times": door.order.urged}


def _other(door: Door, number: str) -> Order:
    """Lock the other order too. Two merges the other way round must not wait for each other: fail at once."""
    if number == door.order.number:
        raise Invalid({"order": _("不能并入自己。")})
    try:
        with transaction.atomic():
            seen = access.orders_for(door.actor).filter(number=number)
            return seen.select_for_update(of=("self",), nowait=True).get()
    except Order.DoesNotExist:
        raise Invalid({"order": _("没有找到这件工单，请核对工单号。")}) from None
    except OperationalError as busy:
        raise Conflict(_("那件工单正在被别人办理，请稍后再试。")) from busy
