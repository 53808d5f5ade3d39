"""Who has the order in hand: claimed, put back, given on, accepted or not."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from santai.capabilities.assignment.queries import declined_by, propose
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Post, Practitioner
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow, Refusal
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import assigned, everything, fresh, in_hand, last

pytestmark = pytest.mark.django_db


def test_who_claims_an_order_is_responsible_for_it(world: w.World, order: Order) -> None:
    """ORD-11, ORD-26."""
    clerk = world.staff("aid-clerk")

    assert w.take(clerk, order, "claim").holder_id == clerk.account_id


def test_the_second_is_told_who_has_it(world: w.World, order: Order) -> None:
    """Abuse case 4."""
    first, second = world.staff("aid-clerk"), world.second("aid-clerk")
    order = w.take(first, order, "claim")
    before = everything()

    for actor, said in (
        (second, f"这件工单已由{first.name}领办。"),
        (first, "这件工单已由您领办。"),
    ):
        with pytest.raises(Conflict) as refused:
            w.take(actor, order, "claim")
        assert refused.value.message == said
    assert everything() == before


def test_it_is_put_back_by_who_has_it(world: w.World, order: Order) -> None:
    clerk = world.staff("aid-clerk")
    order = w.take(clerk, order, "claim")

    assert w.take(clerk, order, "release", reason="休假").holder is None


def test_it_is_put_back_by_a_dispatcher_and_by_no_other_colleague(
    world: w.World, order: Order
) -> None:
    order = w.take(world.staff("aid-clerk"), order, "claim")

    with pytest.raises(NotNow) as refused:
        w.take(world.second("aid-clerk"), order, "release", reason="我来办")
    assert refused.value.message == "只有经办人自己或分派员可以放回。"
    assert w.take(world.staff("aid-dispatcher"), order, "release", reason="人不在").holder is None


def test_what_nobody_has_cannot_be_put_back(world: w.World, order: Order) -> None:
    with pytest.raises(NotNow) as refused:
        w.take(world.staff("aid-clerk"), order, "release", reason="x")
    assert refused.value.message == "这件工单没有人领办。"


def test_it_is_given_to_a_colleague_of_the_organisation(world: w.World, order: Order) -> None:
    colleague = world.staff("aid-approver")

    order = w.take(
        world.staff("aid-clerk"), order, "give", account=colleague.account_id, reason="休假"
    )

    assert order.holder_id == colleague.account_id
    assert last(order).data["to"] == colleague.name


@pytest.mark.parametrize("role", ["window-clerk", "bureau-officer"])
def test_it_is_given_to_nobody_outside_it(world: w.World, order: Order, role: str) -> None:
    before = everything()
    with pytest.raises(Invalid) as refused:
        w.take(
            world.staff("aid-clerk"),
            order,
            "give",
            account=world.staff(role).account_id,
            reason="休假",
        )
    assert refused.value.fields == {"account": "请选择本单位在岗的同事。"}
    assert everything() == before


def test_the_colleagues_first_day_begins_at_midnight_here(world: w.World, order: Order) -> None:
    """Seven in the morning in 叶县 is still yesterday in UTC, which is what the server's clock says."""
    colleague = world.staff("aid-approver")
    Post.objects.filter(account=colleague.account_id).update(starts=w.TODAY)
    at = (w.NOW - timedelta(hours=2)).astimezone(ZoneInfo("UTC"))
    assert at.date() < w.TODAY

    order = w.take(
        world.staff("aid-clerk"), order, "give", at=at, account=colleague.account_id, reason="轮班"
    )

    assert order.holder_id == colleague.account_id


# --- the assignee ---------------------------------------------------------------------------------


def test_the_assignee_accepts(world: w.World, order: Order) -> None:
    at = w.NOW + timedelta(hours=3)
    order = w.take(world.lawyer(), assigned(world, order), "accept", at=at)

    assert (order.state, order.turn, order.accepted_at) == ("in_hand", "assignee", at)
    assert last(order).role == "assignee"
    assert last(order).organisation == world.office("law-firm")


@pytest.mark.parametrize("who", ["another lawyer", "the dispatcher"])
def test_nobody_accepts_for_the_assignee(world: w.World, order: Order, who: str) -> None:
    order = assigned(world, order)
    actor = world.lawyer(1) if who == "another lawyer" else world.staff("aid-dispatcher")
    before = everything()

    with pytest.raises(Refusal) as refused:
        w.take(actor, order, "accept")

    assert type(refused.value) is (Missing if who == "another lawyer" else Forbidden)
    assert everything() == before


def test_who_was_suspended_since_accepts_nothing(world: w.World, order: Order) -> None:
    """The last day of a suspension is a day of it; the day after one practises again."""
    order = assigned(world, order)
    Practitioner.objects.filter(pk=world.lawyers[0].pk).update(suspended_until=w.TODAY)
    before = everything()

    with pytest.raises(NotNow) as refused:
        w.take(world.lawyer(), order, "accept")
    assert refused.value.message == (
        "律师甲停止执业至 2026-03-02，不能接受这件工单。请选择不接受，由指派单位另行指派。"
    )
    assert everything() == before
    tomorrow = w.NOW + timedelta(days=1)
    assert w.take(world.lawyer(), order, "accept", at=tomorrow).state == "in_hand"


def test_who_was_suspended_since_may_still_decline(world: w.World, order: Order) -> None:
    order = assigned(world, order)
    Practitioner.objects.filter(pk=world.lawyers[0].pk).update(suspended_until=w.TODAY)

    order = w.take(world.lawyer(), order, "decline", reason="利益冲突")

    assert (order.state, order.assignee) == ("granted", None)


def test_who_left_the_roll_since_accepts_nothing(world: w.World, order: Order) -> None:
    """Their sight goes with the roll, but not for who holds them as actor from a moment before."""
    order, lawyer = assigned(world, order), world.lawyer()
    Practitioner.objects.filter(pk=world.lawyers[0].pk).update(is_active=False)

    with pytest.raises(NotNow) as refused:
        w.take(lawyer, order, "accept")
    assert "已经不在册" in refused.value.message


def test_who_declines_gives_a_coded_reason_and_sees_it_no_more(
    world: w.World, order: Order
) -> None:
    """Abuse case 5; the event keeps who, so that the next proposal leaves them out."""
    order = w.take(world.lawyer(), assigned(world, order), "decline", reason="利益冲突")

    assert (order.state, order.assignee, order.accepted_at) == ("granted", None, None)
    assert last(order).data == {
        "facts": {"reason": "利益冲突"},
        "declined": world.lawyers[0].pk,
        "had_accepted": False,
    }
    assert declined_by(order) == {world.lawyers[0].pk}
    with pytest.raises(Missing):
        w.take(world.lawyer(), order, "accept")


def test_who_is_replaced_sees_it_no_more_and_is_not_proposed_again(
    world: w.World, order: Order
) -> None:
    """法律援助法 55."""
    order, before = in_hand(world, order), world.lawyer()
    order = w.take(world.staff("aid-dispatcher"), order, "replace", reason="未依法履行职责")

    assert (order.state, order.assignee, order.accepted_at) == ("granted", None, None)
    assert order not in access.orders_for(before)
    _, left_out = propose(order, on=w.NOW.date())
    assert {c.practitioner: c.excluded for c in left_out}[
        world.lawyers[0]
    ] == "已经表示不接受这件工单"


def test_a_reason_that_is_not_listed_is_none(world: w.World, order: Order) -> None:
    order = assigned(world, order)
    with pytest.raises(Invalid) as refused:
        w.take(world.lawyer(), order, "decline", reason="不想办")
    assert list(refused.value.fields) == ["reason"]


def test_who_does_not_answer_in_a_day_loses_it(world: w.World, order: Order) -> None:
    order = assigned(world, order)
    sweep(at=datetime(2026, 3, 4, tzinfo=ZONE))

    order = fresh(order)
    assert (order.state, order.assignee) == ("granted", None)
    assert declined_by(order) == {world.lawyers[0].pk}


def test_the_assignee_stays_when_the_work_is_sent_back(world: w.World, order: Order) -> None:
    order = in_hand(world, order)
    order = w.take(world.lawyer(), order, "report", summary="已经调解结案。")
    order = w.take(world.staff("aid-clerk"), order, "return_report", reason="缺文书副本")

    assert (order.state, order.assignee) == ("in_hand", world.lawyers[0])
