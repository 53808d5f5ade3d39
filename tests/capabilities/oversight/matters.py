"""Some matters of each kind in 叶县, and their figures."""

from __future__ import annotations

from datetime import datetime, timedelta

from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions import counting
from santai.capabilities.oversight.queries.totals import Totals, totals
from santai.capabilities.oversight.queries.which import Period
from santai.capabilities.people.access import Actor
from tests import world as w
from tests.capabilities.orders.steps import QUESTION, answered, consult

PERIOD = Period(w.TODAY - timedelta(days=29), w.TODAY + timedelta(days=30))


def asked(actor: Actor, at: datetime = w.NOW, region: str = w.YE) -> Order:
    """A question put to somebody at a counter or on the telephone."""
    request = Request(
        service="consultation/legal",
        region=region,
        applicant=w.APPLICANT,
        answers={"question": QUESTION},
    )
    return submit(actor=actor, request=request, at=at).order


def referred(world: w.World, at: datetime = w.NOW, region: str = w.YE) -> Order:
    request = Request(
        service="referral/outside",
        region=region,
        applicant=w.APPLICANT,
        answers={"body": "劳动监察大队", "matter": "查处欠薪"},
    )
    return submit(actor=world.staff("window-clerk"), request=request, at=at).order


def rated(order: Order, score: str, at: datetime = w.NOW) -> Order:
    return w.take(w.holder(order), order, "rate", at=at, score=score)


def called(world: w.World, order: Order, at: datetime = w.NOW, **facts: str) -> Order:
    facts = {"result": "已接通", "score": "满意", **facts}
    return w.take(world.staff("visitor"), order, "call_back", at=at, **facts)


def a_bit_of_everything(world: w.World) -> None:
    """Twelve orders: open, answered, rated well and badly, done again, referred, urged, and one elsewhere."""
    later = w.NOW + timedelta(hours=2)
    w.ask_for_aid(region=w.VILLAGE)
    w.ask_for_aid(region=w.LUSHAN, at=w.NOW - timedelta(days=20))
    late = w.ask_for_aid(at=w.NOW - timedelta(days=20)).order
    w.take(world.staff("bureau-chief"), late, "urge", reason="请尽快办理")
    w.take(world.staff("aid-clerk"), late, "claim")
    rated(answered(world, consult()), "满意", later)
    sour = rated(answered(world, consult()), "不满意", later)
    called(world, answered(world, sour, later), later + timedelta(hours=1))
    rated(answered(world, consult()), "非常不满意", later)
    clerk = world.staff("window-clerk")
    w.take(clerk, asked(clerk), "answer", answer="可以申请劳动仲裁。")
    asked(clerk)
    here = w.take(clerk, referred(world), "contact", with_whom="王科长", said="已说明情况")
    w.take(clerk, here, "accepted")
    w.take(clerk, referred(world), "served", result="当场登记")
    w.take(clerk, referred(world), "not_needed", reason="自己解决了")
    referred(world)


def counted(region: str, at: datetime = w.NOW) -> Totals:
    counting.catch_up(at=at)
    return totals(region, PERIOD, at=at)
