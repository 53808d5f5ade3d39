"""Where an order goes: on to another office, back again, into another order, or home with its applicant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import act
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Invalid, Missing, NotNow
from tests import world as w
from tests.capabilities.orders.steps import (
    clock,
    codes,
    completed,
    consult,
    everything,
    fresh,
    granted,
    last,
    merge,
    refused,
)

pytestmark = pytest.mark.django_db


def no(actor: Actor, order: Order, action: str, /, **facts: Any) -> str:
    before = everything()
    with pytest.raises((NotNow, Invalid, Forbidden)) as why:
        act(actor=actor, number=order.number, action=action, facts=facts, at=w.NOW)
    assert everything() == before
    return str(why.value)


# --- transfer and back ------------------------------------------------------------------------------


def test_a_transfer_hands_over_everything_but_the_time(world: w.World, order: Order) -> None:
    """ORD-02, ORD-18: the applicant does not pay for the way between two offices."""
    clerk, target = world.staff("aid-clerk"), world.office("legal-aid-agency", w.LUSHAN)
    order = w.take(clerk, order, "claim")
    before = Clock.objects.values().get(subject=order.subject)

    order = w.take(
        clerk,
        order,
        "transfer",
        at=w.NOW + timedelta(days=2),
        organisation=target.pk,
        reason="管辖",
    )

    assert (order.organisation, order.holder, order.state) == (target, None, "submitted")
    assert order.route == [world.office("legal-aid-agency").pk]
    assert Clock.objects.values().get(subject=order.subject) == before
    assert last(order).data["to"] == target.name


def test_it_goes_back_the_way_it_came(world: w.World, order: Order) -> None:
    here, there = world.office("legal-aid-agency"), world.office("legal-aid-agency", w.LUSHAN)
    city = world.office("legal-aid-agency", w.CITY)
    clerk = world.staff("aid-clerk")
    order = w.take(clerk, order, "transfer", organisation=there.pk, reason="管辖")
    lushan = world.staff("aid-clerk", w.LUSHAN)
    order = w.take(lushan, order, "claim")

    order = w.take(lushan, order, "send_back", reason="事情发生在叶县")

    assert (order.organisation, order.route, order.holder) == (here, [], None)
    order = w.take(clerk, order, "transfer", organisation=city.pk, reason="重大")
    assert order.route == [here.pk]


def test_what_came_from_nowhere_cannot_go_back(world: w.World, order: Order) -> None:
    said = no(world.staff("aid-clerk"), order, "send_back", reason="x")
    assert said == "这件工单不是别的单位转来的，没有可退回的单位。"


def test_it_does_not_go_back_to_an_office_that_closed(world: w.World, order: Order) -> None:
    here, there = world.office("legal-aid-agency"), world.office("legal-aid-agency", w.LUSHAN)
    order = w.take(
        world.staff("aid-clerk"), order, "transfer", organisation=there.pk, reason="管辖"
    )
    here.is_active = False
    here.save()

    said = no(world.staff("aid-clerk", w.LUSHAN), order, "send_back", reason="x")
    assert said == "转来的单位已经停用，请用“转办”。"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("legal-aid-agency", "请选择另一个在用的单位。"),  # the one that has it
        ("law-firm", "这个单位不办理这类事项，请选同类单位，或用“转介”。"),
    ],
)
def test_a_transfer_goes_to_another_office_of_the_kind(
    world: w.World, order: Order, kind: str, said: str
) -> None:
    text = no(
        world.staff("aid-clerk"),
        order,
        "transfer",
        organisation=world.office(kind).pk,
        reason="x",
    )
    assert text == f"有几处需要改一下。；organisation：{said}"


# --- merge -----------------------------------------------------------------------------------------


def test_the_second_order_for_one_matter_goes_on_in_the_first(world: w.World) -> None:
    """ORD-20."""
    first, second = w.ask_for_aid().order, w.ask_for_aid().order
    clerk = world.staff("aid-clerk")

    second = merge(clerk, second, first.number)

    assert (second.state, second.stage, second.turn) == ("merged", "closed", "nobody")
    assert (second.parent, second.link, second.due_at) == (first, "merged", None)
    assert clock(second, "submitted").state == "void"
    assert (last(second).target, last(second).data["into"]) == ("merged", first.number)
    kept = last(fresh(first))
    assert (kept.code, kept.data) == (
        "merged_in",
        {
            "order": second.number,
            "title": "劳动报酬",
            "answers": w.AID_ANSWERS,
            "service": second.service,
            "version": second.version,
        },
    )
    assert (fresh(first).state, fresh(first).due_at) == ("submitted", first.due_at)


def test_a_merged_order_is_over(world: w.World) -> None:
    first, second = w.ask_for_aid().order, w.ask_for_aid().order
    clerk = world.staff("aid-clerk")
    second = merge(clerk, second, first.number)

    assert no(clerk, second, "reopen", reason="x") == "已并案的工单请到并入的那一件上办理。"
    assert no(clerk, second, "note", text="x").startswith("工单现在是“已并案”")
    assert access.offered(clerk, second, {}) == []


@pytest.mark.parametrize("target", ["itself", "another person's", "done", "unseen", "none"])
def test_it_merges_into_an_open_order_of_the_same_person(
    world: w.World, order: Order, target: str
) -> None:
    clerk = world.staff("aid-clerk")
    other = {
        "itself": lambda: order.number,
        "another person's": lambda: (
            w.ask_for_aid(applicant={"name": "外人", "phone": "13800000099"}).order.number
        ),
        "done": lambda: refused(world, w.ask_for_aid().order).number,
        "unseen": lambda: w.ask_for_aid(region=w.LUSHAN).order.number,
        "none": lambda: "26000000000",
    }[target]()
    said = {
        "itself": "不能并入自己。",
        "another person's": "只能并入同一申请人尚未办结的工单。",
        "done": "只能并入同一申请人尚未办结的工单。",
        "unseen": "没有找到这件工单，请核对工单号。",
        "none": "工单编号不对，应是 11 位数字，请对照回执或者短信再看一下。",
    }[target]

    text = no(clerk, order, "merge", order=other, reason="x")
    assert text == f"有几处需要改一下。；order：{said}"


def test_an_order_with_open_children_is_not_merged(world: w.World, order: Order) -> None:
    clerk, other = world.staff("aid-clerk"), w.ask_for_aid().order
    centre = world.office("centre")
    w.take(clerk, order, "assist", organisation=centre.pk, task="核实收入", reason="需要核实")

    said = no(clerk, order, "merge", order=other.number, reason="x")
    assert said == "有上下级关系的工单不能并案，请先办结下级工单。"


# --- withdraw, urge -----------------------------------------------------------------------------------


def test_the_applicant_takes_the_application_back(world: w.World, order: Order) -> None:
    order = w.take(w.holder(order), order, "withdraw", reason="已经和解")

    assert (order.state, order.stage, order.outcome) == ("withdrawn", "completed", "withdrawn")
    assert (order.due_at, order.completed_at) == (None, w.NOW)
    assert clock(order, "submitted").state == "void"


def test_the_applicant_need_not_wait_for_an_office_that_helps(world: w.World, order: Order) -> None:
    """An open sub-order blocks the office's own completion, not the applicant's change of mind."""
    centre = world.office("centre")
    w.take(
        world.staff("aid-clerk"), order, "assist", organisation=centre.pk, task="核实", reason="x"
    )

    assert w.take(w.holder(order), order, "withdraw", reason="和解").state == "withdrawn"


def test_nobody_withdraws_for_the_applicant(world: w.World, order: Order) -> None:
    said = no(world.staff("aid-clerk"), order, "withdraw", reason="x")
    assert said == "“撤回申请”不由您的岗位办理。"


def test_after_the_grant_the_agency_ends_it(world: w.World, order: Order) -> None:
    """法律援助法 48: a service may write a common action of its own."""
    order = granted(world, order)
    said = no(w.holder(order), order, "withdraw", reason="x")
    assert said == "“应受援人请求终止”不由您的岗位办理。"

    order = w.take(world.staff("aid-approver"), order, "withdraw", reason="受援人请求")
    assert (order.state, order.outcome) == ("terminated", "terminated")


@pytest.mark.parametrize("role", ["bureau-chief", "centre-head"])
def test_who_supervises_urges_and_it_is_counted(world: w.World, order: Order, role: str) -> None:
    """ORD-18."""
    order = w.take(world.staff(role), order, "urge", reason="快到期了")
    order = w.take(world.staff(role), order, "urge", reason="今天必须办")

    assert (order.urged, last(order).data["times"]) == (2, 2)
    assert codes(order) == ["submitted", "urge", "urge"]


def test_the_handler_urges_nobody(world: w.World, order: Order) -> None:
    said = no(world.staff("aid-clerk"), order, "urge", reason="x")
    assert said == "“督办”不由您的岗位办理。"


def test_what_is_done_is_not_urged(world: w.World, order: Order) -> None:
    said = no(world.staff("bureau-chief"), completed(world, order), "urge", reason="x")
    assert said == "工单现在是“已办结”，不能这样办理。"


def test_an_outsider_moves_nothing(world: w.World, order: Order) -> None:
    outsider, other = world.staff("aid-clerk", w.LUSHAN), consult()
    for action, facts in (
        ("transfer", {"organisation": world.office("legal-aid-agency", w.LUSHAN).pk}),
        ("merge", {"order": other.number}),
        ("withdraw", {}),
        ("urge", {}),
    ):
        with pytest.raises(Missing):
            act(actor=outsider, number=order.number, action=action, facts=facts, at=w.NOW)
    assert codes(order) == ["submitted"]
