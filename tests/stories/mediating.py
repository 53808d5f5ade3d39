"""A people's mediation committee in 叶县, and a dispute told step by step by those who act in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.queries import documents_of
from santai.capabilities.orders.actions import Request, act, submit, sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account, Post, Practitioner
from santai.capabilities.places.models import Organisation
from santai.kernel.workdays import ZONE
from tests import world as w

ASKER = {"name": "东街张大妈", "phone": "13800000011"}
NEIGHBOUR = {"name": "东街李大叔", "kind": "citizen"}


def day(month: int, number: int, hour: int = 9) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=ZONE)


@dataclass(frozen=True)
class Committee:
    house: Organisation
    officer: Actor
    mediator: Actor
    who: Practitioner

    def opens(
        self, service: str, at: datetime, *, actor: Actor | None = None, **answers: Any
    ) -> Order:
        request = Request(
            service=service, region=w.YE, applicant=ASKER, opposite=NEIGHBOUR, answers=answers
        )
        return submit(actor=actor or w.anyone(), request=request, at=at, key="").order

    def does(self, order: Order, action: str, at: datetime, **facts: Any) -> Order:
        return w.take(self.officer, order, action, at=at, **facts)

    def mediates(self, order: Order, action: str, at: datetime, **facts: Any) -> Order:
        return w.take(self.mediator, order, action, at=at, **facts)

    def chooses(self, order: Order, at: datetime) -> Order:
        """Both sides want this mediator, who takes it on."""
        facts = {"practitioner": self.who.pk, "chosen_by": "双方共同选定"}
        self.does(order, "assign", at, **facts)
        return self.mediates(order, "accept", at)

    def agrees(self, order: Order, at: datetime, perform_by: str, terms: str) -> Order:
        said = {"facts": "两家相邻。", "duties": "一人让一步。", "terms": terms}
        days = {"perform_by": perform_by, "signed_on": at.date().isoformat()}
        return self.mediates(order, "agree_in_writing", at, **said, **days)


def committee(world: w.World) -> Committee:
    house = Organisation.objects.create(
        code="TM01",
        name="叶县人民调解委员会",
        short="叶调",
        kind="mediation-committee",
        region_id=w.YE,
        phone="0375-7654321",
    )
    world.offices[("mediation-committee", w.YE)] = house
    officer, mediator = (_account(house, role) for role in ("officer", "mediator"))
    who = Practitioner.objects.create(
        account=mediator,
        name="调解员赵",
        kind="mediator",
        licence="M1",
        licensed_on=w.TODAY,
        organisation=house,
        region=w.YE,
        skills=["相邻关系"],
        capacity=5,
    )
    actors = (actor_for(one, "counter", w.TODAY) for one in (officer, mediator))
    return Committee(house, *actors, who)


def tells(order: Order, action: str, at: datetime, **facts: Any) -> Order:
    """The applicant, who came back with the query code."""
    act(actor=w.holder(order), number=order.number, action=action, facts=facts, at=at)
    return Order.objects.get(pk=order.pk)


def passes(order: Order, at: datetime) -> Order:
    """Time goes on, and limits that have passed are dealt with."""
    while sweep(at=at):
        pass
    return Order.objects.get(pk=order.pk)


def due(order: Order, clock: str) -> str:
    """The last day of a limit."""
    return Clock.objects.get(subject=order.subject, name=clock).due_on.isoformat()


def made(order: Order) -> list[str]:
    return [one.title for one in documents_of(order.subject).order_by("pk")]


def child(order: Order, service: str) -> Order:
    return Order.objects.get(parent=order, service=service)


def _account(house: Organisation, role: str) -> Account:
    account = Account.objects.create(username=role, name=role, kind="staff", password="!")
    Post.objects.create(account=account, role=role, organisation=house, region=w.YE, starts=w.TODAY)
    return account
