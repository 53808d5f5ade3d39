"""The public page of a draw: for anybody, and about nobody but practitioners (NOT-12)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import santai_verify as verify
from santai.capabilities.assignment.actions import settle
from santai.capabilities.assignment.queries import draw_of
from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.catalogue import current
from tests import world as w
from tests.factories.pages import Visitor

ROOT = Path(__file__).parents[2] / "capabilities/assignment/root"


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> verify.Key:
    settings.KEYS_ROOT = tmp_path / "keys"
    return verify.read_key(str(make_keys()))


@pytest.fixture
def order(world: w.World, key: verify.Key) -> Iterator[Order]:
    """A matter whose list is fixed."""
    current.use(ROOT)
    person = {"name": "提灯人", "phone": "13800000004"}
    answers = {"matter": "修路灯"}
    asked = w.ask_for_aid(
        service="consultation/drawn", applicant=person, answers=answers, opposite=None
    ).order
    yield w.take(world.staff("window-clerk"), asked, "draw")
    current.use()


def number_of(order: Order) -> str:
    draw = draw_of(order)
    assert draw is not None
    return draw.public


def test_the_list_is_there_before_anybody_came_out(order: Order) -> None:
    page = Visitor().read(f"/draws/{number_of(order)}/")
    assert "律师甲" in page.text
    assert "正在等账本的下一个检查点" in page.text
    assert Visitor().get(f"/draws/{number_of(order)}.json").status_code == 404


def test_the_applicant_is_led_to_it_and_anybody_downloads_what_proves_it(
    order: Order, key: verify.Key
) -> None:
    sequencer.seal(at=w.NOW)
    settle(at=w.NOW)
    visitor = Visitor()
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    assert f"/draws/{number_of(order)}/" in visitor.read(f"/matters/{order.number}/").links
    stranger = Visitor()
    page = stranger.read(f"/draws/{number_of(order)}/")
    assert f"/draws/{number_of(order)}.json" in page.links
    for private in (order.number, "提灯人", "修路灯"):
        assert private not in page.source
    found, _head = verify.draw(stranger.get(f"/draws/{number_of(order)}.json").content, key)
    assert f"抽中：{Order.objects.get(pk=order.pk).assignee}" in page.text
    assert found["passed"] == []


def test_and_the_outsider_finds_none_by_guessing(order: Order) -> None:
    assert Visitor().get("/draws/0000000000000000/").status_code == 404
