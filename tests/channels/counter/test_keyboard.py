"""A returning person is taken in by the keyboard alone: at most 12 key presses beyond the text itself."""

from __future__ import annotations

import re

import pytest

from santai.capabilities.orders.models import Order
from tests.channels.counter.keyboard import Stops
from tests.channels.counter.test_counter import INTAKE
from tests.factories.pages import Visitor, signed_in
from tests.world import YE, World, ask_for_aid

MOST = 12
ENTER = CHORD = 1  # Alt held and a key is one press of the hand


@pytest.fixture
def clerk(world: World) -> Visitor:
    ask_for_aid(applicant={"name": "申请人甲", "phone": "13800000001", "groups": ["农民工"]})
    return signed_in(world.accounts[("window-clerk", YE)])


def test_a_returning_person_costs_at_most_twelve_keys(clerk: Visitor) -> None:
    """Look-up, service, question, story, two papers at hand, sent; without script."""
    pressed = 0
    clerk.read(INTAKE)
    assert Stops(clerk.page.source).focus == "q"
    clerk.page.fields["q"] = ["13800000001"]  # text
    pressed += ENTER
    clerk.send(INTAKE, {**clerk.page.fields, "step": "find"}, status=200)
    stops = Stops(clerk.page.source)
    key = next(k for k, name in stops.keys.items() if name == "pick_service=legal-aid/civil")
    assert key.isdigit()
    pressed += CHORD
    clerk.send(INTAKE, {**clerk.page.fields, "pick_service": "legal-aid/civil"}, status=200)
    stops, sent = Stops(clerk.page.source), dict(clerk.page.fields)
    matter, story = stops.tabs("answers.matter"), stops.tabs("answers.facts")
    pressed += matter + digits(clerk, "劳动报酬") + (story - matter)
    sent |= {"answers.matter": ["劳动报酬"], "answers.facts": ["工资没有给。"]}  # text
    papers = [name for k, name in sorted(stops.keys.items()) if k in "12"]
    assert papers == ["here=identity", "here=hardship"]
    pressed += CHORD * len(papers)
    sent["here"] = ["identity", "hardship"]
    assert stops.keys["s"] == "step=submit"
    pressed += CHORD
    receipt = clerk.send(INTAKE, {**sent, "step": "submit"})
    order = Order.objects.get(channel="counter")
    assert receipt == f"/counter/orders/{order.number}/receipt/"
    assert order.applicant.phone == "13800000001"
    assert sorted(order.materials.filter(state="received").values_list("key", flat=True)) == [
        "hardship",
        "identity",
    ]
    assert pressed <= MOST, pressed


def digits(clerk: Visitor, entry: str) -> int:
    """How many digits pick an entry of a list."""
    found = re.search(rf">(\d+) {entry}</option>", clerk.page.source)
    assert found
    return len(found[1])


def test_every_list_is_picked_from_by_one_or_two_digits(clerk: Visitor) -> None:
    clerk.send(INTAKE, {"service": "legal-aid/civil", "step": "service"}, status=200)
    for entry in ("民事法律援助", "法律咨询", "劳动报酬", "其他"):
        assert digits(clerk, entry) <= 2


def test_what_is_registered_is_closed_and_opens_when_something_is_missing(clerk: Visitor) -> None:
    known = {"q": "13800000001", "service": "legal-aid/civil", "step": "service"}
    clerk.send(INTAKE, known, status=200)
    assert "applicant.name" not in Stops(clerk.page.source).names
    assert clerk.page.fields["applicant.name"] == ["申请人甲"]
    clerk.send(INTAKE, {**clerk.page.fields, "applicant.name": "", "step": "submit"}, status=422)
    assert "applicant.name" in Stops(clerk.page.source).names


def test_a_closed_part_is_passed_by_and_its_heading_is_a_stop() -> None:
    page = "<input name=a><details><summary>x</summary><input name=b></details><input name=c>"
    assert Stops(page).names == ["a", "summary", "c"]
    assert Stops(page.replace("<details>", "<details open>")).names == ["a", "summary", "b", "c"]
