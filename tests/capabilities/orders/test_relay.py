"""One limit of law that runs through several steps, and a matter that waits for one that came out of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.actions import Request, submit, sweep
from santai.capabilities.orders.models import Order
from santai.catalogue import current
from santai.kernel.errors import NotNow
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import clock, everything, fresh

pytestmark = pytest.mark.django_db
ID = "consultation/relay"


def day(number: int, hour: int = 9) -> datetime:
    """A day of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, number, hour, tzinfo=ZONE)


@pytest.fixture
def relay(world: w.World, tmp_path: Path) -> Iterator[Order]:
    """It came in on Monday, the 2nd; ten days are over on the 12th."""
    folder = tmp_path / "catalogue" / "services" / ID
    folder.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("relay.yaml"), folder / "2026-01-01.yaml")
    current.use(tmp_path / "catalogue")
    request = Request(
        service=ID,
        region=w.YE,
        applicant={"name": "问路人", "phone": "13800000004"},
        answers={"story": "邻居的树压坏了我家的墙，赔多少合适？"},
    )
    yield submit(actor=world.staff("window-clerk"), request=request, at=day(2)).order
    current.use()


def limits(order: Order) -> list[tuple[str, str]]:
    rows = Clock.objects.filter(subject=order.subject).order_by("pk")
    return list(rows.values_list("name", "state"))


def test_the_limit_runs_on_through_the_next_step_and_back(world: w.World, relay: Order) -> None:
    clerk = world.staff("window-clerk")
    due = clock(relay, "submitted").due_on
    assert due == date(2026, 3, 12)

    order = w.take(clerk, relay, "pass_on", at=day(4))
    assert (limits(order), order.due_at) == ([("submitted", "running")], day(13, 0))

    order = w.take(clerk, order, "hand_back", at=day(5))
    assert limits(order) == [("submitted", "running")]
    assert clock(order, "submitted").due_on == due


def test_it_pauses_from_either_step_and_goes_on_in_either(world: w.World, relay: Order) -> None:
    clerk = world.staff("window-clerk")
    order = w.take(clerk, relay, "pass_on", at=day(4))
    order = w.take(clerk, order, "ask", at=day(5), until="2026-03-20")
    assert limits(order) == [("submitted", "paused"), ("asked", "running")]

    order = w.take(clerk, order, "reply", at=day(9))
    assert (order.state, limits(order)) == (
        "answering",
        [("submitted", "running"), ("asked", "met")],
    )
    assert clock(order, "submitted").due_on == date(2026, 3, 16)  # four days longer


def test_it_is_met_by_the_last_step(world: w.World, relay: Order) -> None:
    clerk = world.staff("window-clerk")
    order = w.take(clerk, w.take(clerk, relay, "pass_on", at=day(4)), "answer", at=day(6))

    assert (order.due_at, limits(order)) == (None, [("submitted", "met")])


def test_what_happens_by_itself_happens_in_the_next_step_too(world: w.World, relay: Order) -> None:
    w.take(world.staff("window-clerk"), relay, "pass_on", at=day(4))

    assert sweep(at=day(13, 1)) == 1
    assert (fresh(relay).state, fresh(relay).outcome) == ("completed", "unanswered")


def test_the_matter_waits_for_the_one_it_opened(world: w.World, relay: Order) -> None:
    clerk = world.staff("window-clerk")
    order = w.take(clerk, relay, "pass_on", at=day(4))
    order = w.take(clerk, order, "look_up", at=day(4))
    child = Order.objects.get(parent=order)
    before = everything()

    with pytest.raises(NotNow) as refusal:
        w.take(clerk, order, "answer", at=day(5))
    assert refusal.value.message == f"要等这些工单办结：{child.number}。"
    assert everything() == before

    w.take(clerk, child, "answer", at=day(5), answer="按修复费用赔。")
    assert w.take(clerk, order, "answer", at=day(5)).state == "completed"
