"""What becomes of a record: confirmed, judged by the village committee, archived (ADV-05)."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.models import Order
from santai.kernel.errors import Missing
from tests import world as w
from tests.channels.village.field import VISIT, Phone, actor, adviser


@pytest.fixture
def order(world: w.World) -> Order:
    Phone.of(adviser()).tell(VISIT)
    return Order.objects.get()


def test_the_bureau_confirms_asks_the_committee_and_archives(world: w.World, order: Order) -> None:
    officer = world.staff("bureau-officer")
    assert (order.due_at, order.turn) == (None, "agency")
    order = w.take(officer, order, "confirm", remark="属实")
    assert (order.state, order.stage, order.outcome) == ("confirmed", "completed", "confirmed")
    order = w.take(officer, order, "call_back", result="已接通", score="满意")
    order = w.take(officer, order, "archive")
    assert order.stage == "closed"


def test_a_dissatisfied_committee_sends_it_back(world: w.World, order: Order) -> None:
    officer = world.staff("bureau-officer")
    order = w.take(officer, order, "confirm")
    order = w.take(officer, order, "call_back", result="已接通", score="不满意")
    assert (order.state, order.redone) == ("recorded", 1)


def test_and_the_outsider_finds_no_record_not_even_its_writer(world: w.World, order: Order) -> None:
    for stranger in (world.staff("window-clerk", w.LUSHAN), world.lawyer(), actor(adviser("two"))):
        with pytest.raises(Missing):
            w.take(stranger, order, "confirm")
