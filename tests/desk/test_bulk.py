"""Several orders at once: only what is lawful for all of them, each through the one door (SUP-05, ORD-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, ELSEWHERE, LUSHAN, YE, World, ask_for_aid, take

HERE = "/desk/several/"


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-clerk", YE)])


@pytest.fixture
def orders(world: World) -> list[Order]:
    return [ask_for_aid().order for _ in range(3)]


def picked(*orders: Order, **more: str) -> dict[str, Any]:
    seen = {f"seen-{order.number}": order.seq for order in orders}
    return {"pick": [order.number for order in orders], **seen, **more}


def offered(page: Any) -> list[str]:
    return [
        words
        for words in ("领办", "交给同事", "转办", "督办", "归档")
        if f">{words}<" in page.source
    ]


def test_the_list_has_what_is_needed_to_pick(clerk: Visitor, orders: list[Order]) -> None:
    page = clerk.read("/desk/")
    assert page.fields[f"seen-{orders[0].number}"] == [str(orders[0].seq)]
    assert page.fields["pick"] == []


def test_only_what_may_be_done_with_all_of_them_is_offered(
    world: World, clerk: Visitor, orders: list[Order]
) -> None:
    clerk.send(HERE, picked(*orders), status=200)
    assert offered(clerk.page) == ["领办", "交给同事", "转办"]
    chief = signed_in(world.accounts[("bureau-chief", YE)])
    chief.send(HERE, picked(*orders), status=200)
    assert offered(chief.page) == ["督办"]


def test_orders_of_two_offices_are_not_given_to_one_colleague(world: World) -> None:
    mixed = [ask_for_aid().order, ask_for_aid(region=LUSHAN).order]
    chief = signed_in(world.accounts[("bureau-chief", CITY)])
    chief.send(HERE, picked(*mixed), status=200)
    assert offered(chief.page) == ["督办"]


def test_the_orders_and_what_becomes_of_them_are_shown_before_anything_is_done(
    clerk: Visitor, orders: list[Order]
) -> None:
    clerk.send(HERE, picked(*orders[:2], action="claim"), status=200)
    assert "领办这 2 件" in clerk.page.text
    assert clerk.page.fields["pick"] == [order.number for order in orders[:2]]
    assert not Order.objects.exclude(holder=None).exists()


def test_each_is_done_and_one_that_was_overtaken_is_left_and_named(
    world: World, clerk: Visitor, orders: list[Order]
) -> None:
    """A version of its own for each: who was quicker is not overrun, and undoes nothing."""
    form = picked(*orders, action="claim", step="do", key="k")
    take(world.second("aid-clerk"), orders[1], "note", text="刚刚打过电话")
    clerk.send(HERE, form, status=200)
    assert "办了 2 件，1 件没有办" in clerk.page.text
    assert "这件工单刚刚有人办理过" in clerk.page.text
    holder = world.accounts[("aid-clerk", YE)].pk
    found = [Order.objects.get(pk=order.pk).holder_id for order in orders]
    assert found == [holder, None, holder]


def test_who_was_overtaken_is_told_before_and_not_done_after(
    world: World, clerk: Visitor, orders: list[Order]
) -> None:
    """Looking at the page again must not make an old look a new one."""
    form = picked(*orders[:1], action="claim")
    take(world.second("aid-clerk"), orders[0], "note", text="刚刚打过电话")
    clerk.send(HERE, form, status=200)
    assert "不办：您打开列表以后有人办过" in clerk.page.text
    again = {name: values for name, values in clerk.page.fields.items() if values}
    clerk.send(HERE, {**again, "step": "do"}, status=200)
    assert "办了 0 件，1 件没有办" in clerk.page.text


def test_sent_twice_it_is_done_once(clerk: Visitor, orders: list[Order]) -> None:
    form = picked(*orders, action="claim", step="do", key="k")
    clerk.send(HERE, form, status=200)
    clerk.send(HERE, form, status=200)
    assert "办了 3 件" in clerk.page.text
    assert clerk.page.text.count("没有重复") == 3


def test_one_colleague_and_one_reason_for_all(
    world: World, clerk: Visitor, orders: list[Order]
) -> None:
    """ORD-11."""
    colleague = world.accounts[("aid-approver", YE)]
    form = picked(*orders, action="give", key="k")
    clerk.send(HERE, {**form, "step": "do", "account": str(colleague.pk)}, status=422)
    assert clerk.page.fields["account"] == [str(colleague.pk)]
    assert "#q-reason" in clerk.page.links
    full = {**form, "account": str(colleague.pk), "reason": "出差", "step": "do"}
    clerk.send(HERE, full, status=200)
    assert "办了 3 件" in clerk.page.text
    assert set(Order.objects.values_list("holder", flat=True)) == {colleague.pk}


def test_an_action_that_is_not_offered_is_not_done(clerk: Visitor, orders: list[Order]) -> None:
    for action in ("grant", "withdraw", "archive", "x"):
        clerk.send(HERE, picked(*orders, action=action, step="do"), status=200)
        assert "勾选了 3 件" in clerk.page.text
    assert set(Order.objects.values_list("state", flat=True)) == {"submitted"}


def test_and_the_outsider_picks_what_is_not_there(world: World, orders: list[Order]) -> None:
    for role, region in (("aid-clerk", LUSHAN), ("bureau-chief", ELSEWHERE)):
        outsider = signed_in(world.accounts[(role, region)])
        outsider.send(HERE, picked(*orders, action="urge", step="do", reason="x"), status=200)
        assert "勾选了 0 件" in outsider.page.text
        assert orders[0].title not in outsider.page.text
    assert Visitor().post(HERE, picked(*orders)).status_code == 302
    assert set(Order.objects.values_list("urged", flat=True)) == {0}


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    clerk: Visitor,
    orders: list[Order],
    many: int,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    with django_assert_max_num_queries(12):
        clerk.send(HERE, picked(*orders[:many], action="give"), status=200)


def test_one_that_no_longer_can_be_done_keeps_nobody_from_the_others(
    world: World, clerk: Visitor, orders: list[Order]
) -> None:
    """Confirmed for three; meanwhile one was decided, and its state knows no such action."""
    form = picked(*orders, action="give", step="do", key="k")
    colleague = world.accounts[("aid-approver", YE)]
    take(world.staff("aid-approver"), orders[1], "refuse", reason="不属于法律援助范围")
    clerk.send(HERE, {**form, "account": str(colleague.pk), "reason": "出差"}, status=200)
    assert "办了 2 件，1 件没有办" in clerk.page.text
