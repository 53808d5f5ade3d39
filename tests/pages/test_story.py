"""What a matter is called and how its steps read, for whose it is and for staff."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.pages.story import of_the_party
from santai.pages.templatetags.santai import matter
from tests.factories.pages import Page, Visitor, signed_in
from tests.world import AID_ANSWERS, YE, World, ask_for_aid, take


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("等您补材料", "等当事人补材料"),
        ("Waiting for your papers", "Waiting for the party's papers"),
        ("Your choice", "The party's choice"),
        ("Ready for you", "Ready for the party"),
        ("正在办理", "正在办理"),
    ],
)
def test_staff_read_of_the_party_what_a_state_says_to_them(said: str, read: str) -> None:
    assert of_the_party(said) == read


def test_the_same_step_speaks_to_whose_matter_it_is_and_tells_staff_of_them(world: World) -> None:
    order = take(
        world.staff("aid-clerk"),
        ask_for_aid().order,
        "ask_for_more",
        missing="工资条",
        reply_by="2026-03-12",
    )
    desk = signed_in(world.accounts[("aid-clerk", YE)])
    read = desk.read(f"/desk/orders/{order.number}/").text
    assert ("等当事人补材料" in read, "等您补材料" in read) == (True, False)
    assert "等当事人补材料" in desk.read("/desk/", which="all").text
    own = opened(order).text
    assert ("等当事人补材料" in own, "等您补材料" in own) == (False, True)


def test_a_place_that_was_answered_is_read_by_its_name(world: World) -> None:
    order = ask_for_aid(answers={**AID_ANSWERS, "place": YE}).order
    desk = signed_in(world.accounts[("aid-clerk", YE)])
    read = desk.read(f"/desk/orders/{order.number}/").text
    assert ("案件办理地或者事情发生地叶县" in squeezed(read), YE in read) == (True, False)


def test_in_a_list_a_matter_is_called_by_what_it_is_about_and_by_its_service(world: World) -> None:
    order = ask_for_aid().order
    assert matter(order) == "劳动报酬 <small>民事法律援助</small>"
    order.title = "<b>"
    assert matter(order) == "&lt;b&gt; <small>民事法律援助</small>"
    order.title = "民事法律援助"
    assert matter(order) == "民事法律援助"


def squeezed(text: str) -> str:
    return "".join(text.split())


def opened(order: Order) -> Page:
    visitor = Visitor()
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    return visitor.read(f"/matters/{order.number}/")
