"""Ways an order goes, taken as far as a test needs it, and what the database holds before and after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.actions import Request, act, submit
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.people.access import Actor
from tests import world as w

QUESTION = "老板三个月没有发工资，打电话也不接，该怎么办？"


def everything() -> dict[str, str]:
    """Every row of every table of ours, as one digest for each table."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("santai.capabilities")
    ]
    one = "SELECT '{0}', count(*) || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(one.format, tables)))
        return dict(cursor.fetchall())


def last(order: Order) -> Event:
    return order.events.order_by("seq").last()


def codes(order: Order) -> list[str]:
    return list(order.events.order_by("seq").values_list("code", flat=True))


def clock(order: Order, name: str) -> Clock:
    """The newest clock of this name."""
    return Clock.objects.filter(subject=order.subject, name=name).latest("pk")


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


# --- legal aid ----------------------------------------------------------------------------------


def granted(world: w.World, order: Order, at: datetime = w.NOW) -> Order:
    return w.take(world.staff("aid-approver"), order, "grant", at=at)


def refused(world: w.World, order: Order, at: datetime = w.NOW) -> Order:
    return w.take(world.staff("aid-approver"), order, "refuse", at=at, reason="不在援助范围内")


def assigned(world: w.World, order: Order, at: datetime = w.NOW, lawyer: int = 0) -> Order:
    order = granted(world, order, at)
    whom = world.lawyers[lawyer].pk
    return w.take(world.staff("aid-dispatcher"), order, "assign", at=at, practitioner=whom)


def in_hand(world: w.World, order: Order, at: datetime = w.NOW) -> Order:
    return w.take(world.lawyer(), assigned(world, order, at), "accept", at=at)


def completed(world: w.World, order: Order, at: datetime = w.NOW) -> Order:
    return finished(world, in_hand(world, order, at), at)


def finished(world: w.World, order: Order, at: datetime = w.NOW) -> Order:
    """From in hand to completed."""
    order = w.take(world.lawyer(), order, "report", at=at, summary="调解结案，工资已付清。")
    return w.take(world.staff("aid-clerk"), order, "complete", at=at)


def object_to(order: Order, at: datetime = w.NOW) -> Order:
    """An objection by the applicant, who came with the query code."""
    request = Request(
        service="legal-aid/objection",
        region=w.YE,
        applicant=w.APPLICANT,
        answers={
            "kind": "不予法律援助",
            "order": order.number,
            "reason": "我是农民工，要的是工资。",
        },
    )
    return submit(actor=w.holder(order), request=request, at=at).order


def merge(actor: Actor, order: Order, into: str) -> Order:
    facts = {"order": into, "reason": "同一件事"}
    act(actor=actor, number=order.number, action="merge", facts=facts, at=w.NOW)
    return fresh(order)


# --- consultation -------------------------------------------------------------------------------


def consult(actor: Actor | None = None, at: datetime = w.NOW, **changes: Any) -> Order:
    request: dict[str, Any] = {
        "service": "consultation/legal",
        "region": w.YE,
        "applicant": w.APPLICANT,
        "answers": {"question": QUESTION},
        **changes,
    }
    return submit(actor=actor or w.anyone(), request=Request(**request), at=at).order


def answered(world: w.World, order: Order, at: datetime = w.NOW) -> Order:
    return w.take(world.staff("window-clerk"), order, "answer", at=at, answer="可以申请劳动仲裁。")


# --- the services of `root/` ----------------------------------------------------------------------


def permit(at: datetime = w.NOW, **changes: Any) -> Order:
    request: dict[str, Any] = {
        "service": "trial/permit",
        "region": w.YE,
        "applicant": w.APPLICANT,
        "opposite": w.OPPOSITE,
        "answers": {"what": "搭台", "age": 30},
        **changes,
    }
    return submit(actor=w.anyone(), request=Request(**request), at=at).order
