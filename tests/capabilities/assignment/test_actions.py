"""Assigning: on somebody's responsibility, with the reasons in the record, and never to both sides."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.assignment.actions import assign_best
from santai.capabilities.documents.models import Document
from santai.capabilities.orders.actions import act
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Practitioner
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow, Refusal
from tests import world as w
from tests.capabilities.orders.steps import everything, fresh, last

pytestmark = pytest.mark.django_db


def assign(world: w.World, order: Order, practitioner: int) -> Order:
    return w.take(world.staff("aid-dispatcher"), order, "assign", practitioner=practitioner)


def refusal(world: w.World, order: Order, practitioner: int) -> Refusal:
    before = everything()
    with pytest.raises(Refusal) as refused:
        assign(world, order, practitioner)
    assert everything() == before
    return refused.value


def test_who_is_chosen_is_asked_and_the_reasons_are_kept(world: w.World, order: Order) -> None:
    """Nobody has accepted yet: it is their turn to answer."""
    order = assign(world, order, world.lawyers[0].pk)

    assert (order.state, order.turn, order.assignee, order.accepted_at) == (
        "assigned",
        "assignee",
        world.lawyers[0],
        None,
    )
    data = last(order).data
    assert {key: data[key] for key in ("name", "organisation", "points", "why", "excluded")} == {
        "name": "律师甲",
        "organisation": "叶县law-firm",
        "points": 100,
        "why": ["擅长劳动争议", "与申请人同县（市、区）", "在办 0 件（最多 5 件）", "执业 10 年"],
        "excluded": [],
    }
    notice = Document.objects.get(key="assignment_notice")
    assert "律师甲" in str(notice.facts)


def test_who_was_left_out_is_kept_with_the_reason(world: w.World, order: Order) -> None:
    """An excluded colleague can see in the record that they were thought of, and why not."""
    order = assign(world, order, world.lawyers[0].pk)
    order = w.take(world.lawyer(), order, "decline", reason="利益冲突")
    order = assign(world, order, world.lawyers[1].pk)

    assert last(order).data["excluded"] == [{"name": "律师甲", "reason": "已经表示不接受这件工单"}]


def test_nobody_unfit_is_assigned_by_hand(world: w.World, order: Order) -> None:
    """律师法 39: also against the advice of the proposal."""
    firm = {"name": "对方包工头", "phone": "13800000055"}
    order = w.take(world.staff("aid-approver"), w.ask_for_aid(opposite=firm).order, "grant")
    other = w.ask_for_aid(applicant=firm, opposite=None).order
    Order.objects.filter(pk=other.pk).update(assignee=world.lawyers[0])

    refused = refusal(world, order, world.lawyers[0].pk)
    assert type(refused) is Conflict
    assert refused.message == ("不能指派律师甲：正在或曾经代理对方当事人，利益冲突，应当回避。")
    assert refusal(world, order, world.lawyers[1].pk).message == (
        "不能指派律师乙：同一机构的同事正在代理对方当事人，利益冲突。"
    )
    assert assign(world, order, world.lawyers[2].pk).assignee == world.lawyers[2]


def test_there_must_be_such_a_person(world: w.World, order: Order) -> None:
    refused = refusal(world, order, 999_999)
    assert isinstance(refused, Invalid)
    assert refused.fields == {"practitioner": "没有这位法律服务人员。"}


def test_somebody_without_room_is_not_given_more(world: w.World, order: Order) -> None:
    Practitioner.objects.filter(pk=world.lawyers[0].pk).update(capacity=0)
    assert refusal(world, order, world.lawyers[0].pk).message == (
        "不能指派律师甲：手上已有 0 件，已满。"
    )


def test_only_the_dispatcher_assigns(world: w.World, order: Order) -> None:
    facts = {"practitioner": world.lawyers[0].pk}
    for role, kind in (("aid-clerk", Forbidden), ("aid-approver", Forbidden)):
        before = everything()
        with pytest.raises(kind):
            w.take(world.staff(role), order, "assign", **facts)
        assert everything() == before
    with pytest.raises(Missing):
        w.take(world.staff("aid-clerk", w.LUSHAN), order, "assign", **facts)


# --- the best ---------------------------------------------------------------------------------------------


def best(world: w.World, order: Order, **changes: Any) -> Order:
    actor = world.staff("aid-dispatcher")
    assign_best(actor=actor, number=order.number, action="assign", at=w.NOW, **changes)
    return fresh(order)


def test_the_first_of_the_proposal_on_the_dispatchers_responsibility(
    world: w.World, order: Order
) -> None:
    order = best(world, order)

    assert order.assignee == world.lawyers[0]
    assert last(order).actor_id == world.staff("aid-dispatcher").account_id


def test_the_next_one_when_the_first_said_no(world: w.World, order: Order) -> None:
    order = w.take(world.lawyer(), best(world, order), "decline", reason="办案量已满")
    assert best(world, order).assignee == world.lawyers[1]


def test_where_nobody_fits_people_must_look_further(world: w.World, order: Order) -> None:
    Practitioner.objects.update(is_active=False)
    before = everything()
    with pytest.raises(NotNow) as refused:
        best(world, order)
    assert refused.value.message == "没有合适的人选：请扩大范围，或人工指派。"
    assert everything() == before


def test_who_was_quicker_wins(world: w.World, order: Order) -> None:
    """Abuse case 4: the proposal was made for the order as it stood then."""
    seen = order.seq
    act(
        actor=world.staff("aid-clerk"),
        number=order.number,
        action="note",
        facts={"text": "x"},
        at=w.NOW,
    )
    before = everything()
    with pytest.raises(Conflict):
        best(world, order, seen=seen)
    assert everything() == before


def test_who_may_not_see_the_order_gets_no_proposal(world: w.World, order: Order) -> None:
    with pytest.raises(Missing):
        assign_best(
            actor=world.staff("aid-clerk", w.LUSHAN),
            number=order.number,
            action="assign",
            at=w.NOW,
        )
