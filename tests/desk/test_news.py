"""New messages of a desk, above its list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.notices.actions import relay
from santai.capabilities.notices.models import Message
from santai.capabilities.orders.models import Order
from santai.desk.views.inbox import NEWS
from tests.factories.pages import Visitor, signed_in
from tests.world import LUSHAN, NOW, YE, World, ask_for_aid


@pytest.fixture
def order(world: World) -> Order:
    order = ask_for_aid().order
    relay(at=NOW + timedelta(minutes=1))
    return order


def visitor_as(world: World, role: str, region: str = YE) -> Visitor:
    return signed_in(world.accounts[(role, region)])


def told(order: Order) -> Message:
    return Message.objects.get(order=order, audience="agency")


def test_what_is_new_is_read_and_leaves_every_desk(world: World, order: Order) -> None:
    clerk = visitor_as(world, "aid-clerk")
    page = clerk.read("/desk/")
    assert "新消息" in page.text
    assert page.fields["shown"] == [str(told(order).pk)]
    clerk.send("/desk/messages/seen/", {"message": str(told(order).pk), "which": "turn"})
    assert "新消息" not in clerk.read("/desk/").text
    assert "新消息" not in visitor_as(world, "aid-approver").read("/desk/").text
    assert told(order).seen_by_id == world.accounts[("aid-clerk", YE)].pk


def test_all_that_were_shown_go_at_once_and_the_list_stays_where_it_was(
    world: World, order: Order
) -> None:
    for _ in range(NEWS):
        ask_for_aid()
    relay(at=NOW + timedelta(minutes=1))
    clerk = visitor_as(world, "aid-clerk")
    shown = clerk.read("/desk/", which="all").fields["shown"]
    assert len(shown) == NEWS
    where = clerk.send("/desk/messages/seen/", {"shown": shown, "which": "all"})
    assert where == "/desk/?which=all"
    assert len(clerk.read(where).fields["shown"]) == 1


def test_and_the_outsider_neither_sees_nor_marks_them(world: World, order: Order) -> None:
    outsider = visitor_as(world, "aid-clerk", LUSHAN)
    assert "新消息" not in outsider.read("/desk/").text
    outsider.send("/desk/messages/seen/", {"message": str(told(order).pk)})
    assert told(order).seen_at is None


def test_the_unknown_are_asked_to_sign_in(visitor: Visitor, order: Order) -> None:
    assert "/login/" in visitor.send("/desk/messages/seen/", {"message": str(told(order).pk)})
    assert told(order).seen_at is None


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "²"])
def test_what_is_no_message_does_no_harm(world: World, order: Order, value: str) -> None:
    clerk = visitor_as(world, "aid-clerk")
    assert clerk.send("/desk/messages/seen/", {"message": value, "which": value}) == "/desk/"


@pytest.mark.parametrize("role", ["aid-clerk", "bureau-chief"])
def test_the_inbox_costs_the_same_however_many_there_are(
    world: World, order: Order, role: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(NEWS):
        ask_for_aid()
    relay(at=NOW + timedelta(minutes=1))
    desk = visitor_as(world, role)
    desk.read("/desk/")  # what is looked up once in some minutes
    with django_assert_max_num_queries(12):
        desk.read("/desk/")
