"""Matters in every state that looks different, a busy hall and a telephone that rings; once, or several times over."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.test import override_settings

from santai.capabilities.notices.actions import relay
from santai.capabilities.orders.actions import Request, add_file, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions import counting
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import call_next, put_on_duty, ring
from santai.channels.hotline import seats
from tests import world as w
from tests.capabilities.orders import steps
from tests.capabilities.oversight.matters import asked, rated, referred
from tests.channels.hotline.telephone import SECRET, Telephone
from tests.factories.halls import queue, seat
from tests.stories.telling import PNG

LONG_AGO = w.NOW - timedelta(days=20)
LATER = w.NOW + timedelta(minutes=1)
MISSING = {"missing": "请补充欠条或者聊天记录。", "reply_by": "2026-03-13"}


def one_of_each(world: w.World) -> list[Order]:
    """Every state of an order that a page shows in its own way."""
    return [*_aid(world), *_decided(world), *_questions(world), *_others(world)]


def a_busy_hall(world: w.World, hall: Venue) -> None:
    """People wait, a window is open, somebody rings at the terminal, the roster is made."""
    seat(world.staff("window-clerk"), hall)
    more_people_come(hall)
    call_next(actor=world.staff("window-clerk"), at=w.NOW)
    for day in range(3):
        put_on_duty(
            actor=world.staff("centre-head"),
            venue_id=hall.pk,
            day=w.TODAY + timedelta(days=day),
            shift="morning",
            window=1,
            account_id=world.accounts[("window-clerk", w.YE)].pk,
        )


def more_people_come(hall: Venue) -> None:
    for priority in ("", "elder"):
        queue(hall, line="legal-aid", priority=priority)
    ring(hall=hall, at=w.NOW)


def more_on_each(world: w.World) -> None:
    """One more note, message and file on every open order: what stands on a page as rows of its own."""
    for order in Order.objects.filter(stage="open", region_id=w.YE).exclude(parent__isnull=False):
        w.take(w.holder(order), order, "message", at=LATER, text="我再补充一句。")
        _file(order)
    relay(at=LATER)
    counting.catch_up(at=LATER)


def a_ringing_telephone(world: w.World) -> Telephone:
    """The agent sits at 8001; the applicant of the matters calls."""
    actor = world.staff("hotline-agent", w.CITY)
    seats.sit_at(actor=actor, extension="8001", at=w.NOW)
    seats.choose(actor=actor, state="ready", at=w.NOW)
    telephone = Telephone()
    with override_settings(HOTLINE_SECRET=SECRET):
        telephone.rings(-60, call="c-0", event="e-0")
        telephone.says("ended", -30, call="c-0", event="e-00")
        telephone.rings()
    return telephone


def _aid(world: w.World) -> list[Order]:
    clerk = world.staff("aid-clerk")
    waiting = w.take(clerk, _new(), "ask_for_more", **MISSING)
    late = w.take(clerk, w.ask_for_aid(at=LONG_AGO).order, "claim")
    late = w.take(world.staff("bureau-chief"), late, "urge", reason="请尽快办理")
    busy = steps.in_hand(world, _new())
    busy = w.take(world.lawyer(), busy, "progress", progress="已经联系上对方。")
    reported = w.take(world.lawyer(), steps.in_hand(world, _new()), "report", summary="调解结案。")
    sent_on = w.take(clerk, _new(), "refer", body="县人社局", matter="查社保记录", reason="由它管")
    papers = w.take(world.staff("window-clerk"), _new(), "receive_material", materials=["identity"])
    return [
        _file(_new()),
        waiting,
        late,
        steps.granted(world, _new()),
        steps.assigned(world, _new()),
        busy,
        reported,
        sent_on,
        papers,
        w.ask_for_aid(region=w.LUSHAN).order,
    ]


def _decided(world: w.World) -> list[Order]:
    refused = steps.refused(world, _new())
    good = rated(steps.completed(world, _new()), "满意", LATER)
    bad = rated(steps.completed(world, _new()), "不满意", LATER)
    kept = rated(steps.completed(world, _new()), "非常满意", LATER)
    withdrawn = _new()
    return [
        refused,
        steps.object_to(refused),
        steps.completed(world, _new()),
        good,
        bad,
        w.take(world.staff("visitor"), kept, "archive", at=LATER),
        w.take(w.holder(withdrawn), withdrawn, "withdraw", reason="不用办了"),
    ]


def _questions(world: w.World) -> list[Order]:
    clerk = world.staff("window-clerk")
    by_agent = asked(world.staff("hotline-agent", w.CITY))
    back = w.take(clerk, steps.consult(), "ask_back", question="是哪一年的事？")
    lawyer = w.take(clerk, steps.consult(), "assign", practitioner=world.lawyers[0].pk)
    taken = w.take(clerk, steps.consult(), "assign", practitioner=world.lawyers[0].pk)
    taken = w.take(world.lawyer(), taken, "accept")
    said = steps.answered(world, by_agent)
    return [steps.consult(), back, lawyer, taken, said, steps.answered(world, steps.consult())]


def _others(world: w.World) -> list[Order]:
    complaint = _submit("complaint/service", {"about": "服务态度", "facts": "让我跑了三趟。"})
    officer = world.staff("bureau-officer")
    heard = _submit("complaint/service", {"about": "服务态度", "facts": "电话一直没人接。"})
    heard = w.take(officer, heard, "accept", investigator=officer.name)
    pointed = referred(world)
    contacted = w.take(
        world.staff("window-clerk"),
        referred(world),
        "contact",
        with_whom="王科长",
        said="已说明情况",
    )
    return [complaint, heard, pointed, contacted]


def _new() -> Order:
    return w.ask_for_aid().order


def _submit(service: str, answers: dict[str, Any]) -> Order:
    request = Request(service=service, region=w.YE, applicant=w.APPLICANT, answers=answers)
    return submit(actor=w.anyone(), request=request, at=w.NOW).order


def _file(order: Order) -> Order:
    add_file(
        actor=w.holder(order),
        number=order.number,
        name="欠条.png",
        content=BytesIO(PNG),
        at=w.NOW,
        material="",
    )
    return order
