"""Orders that come out of an order: help, referrals, what is split off, an application out of a question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.kernel.errors import Invalid, NotNow
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import (
    QUESTION,
    clock,
    consult,
    everything,
    finished,
    fresh,
    in_hand,
    last,
    object_to,
    permit,
    refused,
)

pytestmark = pytest.mark.django_db


def child_of(order: Order) -> Order:
    return Order.objects.get(parent=order)


def assist(world: w.World, order: Order) -> Order:
    """The agency asks the centre of the county for help."""
    facts = {"organisation": world.office("centre").pk, "task": "核实收入", "reason": "要核实"}
    w.take(world.staff("aid-clerk"), order, "assist", **facts)
    return child_of(order)


# --- assistance ---------------------------------------------------------------------------------------


def test_another_office_helps_and_the_main_order_stays_where_it_is(
    world: w.World, order: Order
) -> None:
    """ORD-04."""
    child = assist(world, order)

    assert (child.service, child.link, child.state) == ("coordination/assist", "assist", "asked")
    assert child.organisation == world.office("centre")
    assert child.intake == world.office("legal-aid-agency")  # who asked follows it
    assert child.answers == {"task": "核实收入", "reason": "要核实"}
    assert (fresh(order).state, fresh(order).organisation) == ("submitted", order.organisation)
    assert last(order).data["child"] == child.number
    assert clock(child, "asked").title == "接手的期限"


def test_the_same_people_stand_in_the_child(world: w.World, order: Order) -> None:
    child = assist(world, order)

    parties = [(row.party_id, row.role) for row in child.parties.order_by("role")]
    assert parties == [(row.party_id, row.role) for row in order.parties.order_by("role")]
    assert child.applicant == order.applicant


def test_who_asked_sees_the_child_and_the_helper_does_not_see_the_parent(
    world: w.World, order: Order
) -> None:
    child = assist(world, order)

    assert child in access.orders_for(world.staff("aid-clerk"))
    assert child in access.orders_for(world.staff("window-clerk"))
    assert child not in access.orders_for(world.staff("aid-clerk", w.LUSHAN))


def test_the_main_order_is_not_completed_before_the_help_is(world: w.World, order: Order) -> None:
    order = in_hand(world, order)
    child = assist(world, order)
    order = w.take(world.lawyer(), order, "report", summary="调解结案。")
    before = everything()

    with pytest.raises(NotNow) as refusal:
        w.take(world.staff("aid-clerk"), order, "complete")
    assert refusal.value.message == f"要等这些工单办结：{child.number}。"
    assert everything() == before

    helper = world.staff("window-clerk")
    child = w.take(helper, child, "take_up")
    w.take(helper, child, "finish", result="收入属实")
    assert w.take(world.staff("aid-clerk"), order, "complete").state == "completed"


def test_the_main_order_is_told_what_came_of_it(world: w.World, order: Order) -> None:
    child = assist(world, order)
    w.take(world.staff("window-clerk"), child, "decline_task", reason="没有人手")

    told = last(order)
    assert (told.code, told.actor_name, told.public) == ("child_done", "系统", False)
    assert told.data == {"child": child.number, "link": "assist", "outcome": "declined"}
    assert (told.source, told.target) == ("submitted", "submitted")


def test_the_words_of_who_helped_come_back_for_the_office_and_not_for_the_citizen(
    world: w.World,
) -> None:
    """ORD-34: since 2026-11-15 the file of 协办 says what it passes on."""
    at = datetime(2026, 11, 16, 9, tzinfo=ZONE)
    order = w.ask_for_aid(at=at).order
    facts = {"organisation": world.office("centre").pk, "task": "核实收入", "reason": "要核实"}
    w.take(world.staff("aid-clerk"), order, "assist", at=at, **facts)
    helper, child = world.staff("window-clerk"), child_of(order)
    w.take(helper, child, "take_up", at=at)
    w.take(helper, child, "finish", at=at, result="收入属实")

    told = last(fresh(order))
    assert (told.code, told.public) == ("child_done", False)
    assert (told.data["did"], told.data["said"]) == ("协办完成", {"协办结果": "收入属实"})


def test_the_main_order_is_not_archived_before_the_help_is(world: w.World, order: Order) -> None:
    """ORD-14 for every part of it."""
    order = in_hand(world, order)
    child, helper = assist(world, order), world.staff("window-clerk")
    child = w.take(helper, child, "take_up")
    child = w.take(helper, child, "finish", result="收入属实")
    order = finished(world, order)
    order = w.take(w.holder(order), order, "rate", score="满意")

    with pytest.raises(NotNow) as refusal:
        w.take(world.staff("aid-clerk"), order, "archive")
    assert refusal.value.message == "协办工单还没有归档。"

    w.take(helper, child, "archive")
    assert w.take(world.staff("aid-clerk"), order, "archive").state == "archived"


def test_help_is_asked_of_an_office_that_is_there(world: w.World, order: Order) -> None:
    before = everything()
    with pytest.raises(Invalid) as refusal:
        w.take(
            world.staff("aid-clerk"), order, "assist", organisation=999_999, task="x", reason="y"
        )
    assert refusal.value.fields == {"organisation": "没有这个单位，或单位已停用。"}
    assert everything() == before


# --- referral, splitting, what grows out of a question ------------------------------------------------


def test_a_referral_is_an_order_followed_to_its_outcome(world: w.World) -> None:
    """ORD-22, ORD-23, ORD-24."""
    question, clerk = consult(), world.staff("window-clerk")
    w.take(clerk, question, "refer", body="劳动监察大队", matter="追讨工资", reason="管辖")

    child = child_of(question)
    assert (child.service, child.link, child.state, child.title) == (
        "referral/outside",
        "referral",
        "pointed",
        "劳动监察大队",
    )
    assert child.answers == {"body": "劳动监察大队", "matter": "追讨工资", "reason": "管辖"}
    w.take(clerk, child, "served", result="工资已经付清")
    assert last(question).data == {
        "child": child.number,
        "link": "referral",
        "outcome": "served",
    }


def test_a_call_for_protection_counts_as_a_referral(world: w.World) -> None:
    """反家庭暴力法 13: the body is found at once, and followed like every referral."""
    question = consult(answers={"question": "丈夫打我，我害怕。", "danger": ["家庭暴力"]})
    facts = {"body": "妇女联合会（12338）", "matter": "安排庇护", "reason": "有现实危险"}
    w.take(world.staff("window-clerk"), question, "protect", **facts)

    assert (child_of(question).link, child_of(question).title) == (
        "referral",
        "妇女联合会（12338）",
    )


def test_an_application_grows_out_of_a_question_and_nothing_is_told_twice(
    world: w.World,
) -> None:
    """HOT-02, ORD-21."""
    question = consult(opposite=w.OPPOSITE, answers={"topic": "劳动工资", "question": QUESTION})
    order = w.take(w.holder(question), question, "open_aid", reason="请不起律师")

    child = child_of(order)
    assert (child.service, child.link, child.answers) == (
        "legal-aid/civil",
        "split",
        {"facts": QUESTION},
    )
    assert child.organisation == world.office("legal-aid-agency")
    assert sorted(child.parties.values_list("party__name", "role")) == [
        ("对方建筑公司", "opposite"),
        ("申请人甲", "applicant"),
    ]
    assert fresh(order).state == "submitted"  # the question is still to be answered


def test_what_is_split_off_is_what_the_clerk_says_it_is(world: w.World, order: Order) -> None:
    facts = {"service": "consultation/legal", "matter": "另外问房东押金的事", "reason": "另一件事"}
    w.take(world.staff("aid-clerk"), order, "split", **facts)

    child = child_of(order)
    assert (child.service, child.link) == ("consultation/legal", "split")
    assert child.answers == {"question": "另外问房东押金的事"}


@pytest.mark.parametrize("service", ["legal-aid/nothing", "complaint/nobody"])
def test_a_service_that_is_not_there_is_not_opened(
    world: w.World, order: Order, service: str
) -> None:
    before = everything()
    with pytest.raises(Invalid) as refusal:
        w.take(world.staff("aid-clerk"), order, "split", service=service, matter="x", reason="y")
    assert refusal.value.fields == {"service": "没有这个事项。"}
    assert everything() == before


def test_what_was_said_before_and_does_not_fit_any_more_stays_behind(world: w.World) -> None:
    """A wish for a day that has passed does not stop one office from asking the next."""
    actor = world.second("window-clerk")
    partner = type(actor)(**{**fields(actor), "channel": "partners"})
    request = Request(
        service="coordination/assist",
        region=w.YE,
        applicant={},
        answers={"task": "送达文书", "wanted_by": "2026-03-03"},
    )
    first = submit(actor=partner, request=request, at=w.NOW).order
    later = w.NOW.replace(day=9)
    bureau = world.office("bureau").pk
    facts = {"organisation": bureau, "task": "再送一次", "reason": "找不到人"}

    w.take(world.staff("window-clerk"), first, "assist", at=later, **facts)

    assert child_of(first).answers == {"task": "再送一次", "reason": "找不到人"}


def test_what_is_said_now_and_does_not_fit_is_refused(world: w.World, trial: None) -> None:
    order, before = permit(), None
    text = "一件很长很长的事" * 5
    facts = {"organisation": world.office("bureau").pk, "task": text, "reason": "x"}
    w.take(world.staff("window-clerk"), order, "assist", **facts)
    assert child_of(order).answers["task"] == text

    before = everything()
    split: dict[str, Any] = {"service": "trial/permit", "matter": "搭台", "reason": "x" * 101}
    with pytest.raises(Invalid) as refusal:
        w.take(world.staff("window-clerk"), order, "split", **split)
    assert list(refusal.value.fields) == ["reason"]
    assert everything() == before


def test_an_objection_is_no_child_that_holds_up_completion(world: w.World, order: Order) -> None:
    order = refused(world, order)
    objection = object_to(order)

    assert objection.link == "remedy"
    assert order.stage == "completed"


def fields(actor: Any) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__slots__}
