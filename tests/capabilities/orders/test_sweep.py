"""What time does: a limit passed is written down once, and the law's consequence follows or is left to people."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.actions import DocumentError
from santai.capabilities.orders.actions import door, sweep
from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.orders.queries import chain_is_whole
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import (
    clock,
    codes,
    consult,
    everything,
    fresh,
    granted,
    last,
    permit,
)

pytestmark = pytest.mark.django_db


def day(number: int, hour: int = 0) -> datetime:
    """A day of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, number, hour, tzinfo=ZONE)


# --- breached ---------------------------------------------------------------------------------------


def test_a_limit_that_passed_is_written_down_once(world: w.World, order: Order) -> None:
    assert [sweep(at=at) for at in (day(9, 23), day(10), day(10), day(11))] == [0, 1, 0, 0]

    assert clock(order, "submitted").breached_at == day(10)
    assert codes(order) == ["submitted", "clock_breached"]
    event = last(order)
    assert (event.role, event.actor_name, event.public) == ("system", "系统", False)
    assert event.data == {"clock": "submitted", "title": "作出决定的期限", "due": "2026-03-09"}
    assert (fresh(order).state, fresh(order).due_at) == ("submitted", day(10))


def test_the_office_is_told(world: w.World, order: Order) -> None:
    sweep(at=day(10))

    assert Outbox.objects.get(topic="order.clock_breached").tells == ["agency"]


def test_a_clock_that_stands_still_or_was_met_is_not_breached(world: w.World) -> None:
    waiting, done = w.ask_for_aid().order, w.ask_for_aid().order
    clerk = world.staff("aid-clerk")
    w.take(clerk, waiting, "ask_for_more", missing="x", reply_by="2026-04-30")
    granted(world, done)

    sweep(at=day(31))

    breached = Clock.objects.filter(breached_at__isnull=False).values_list("subject", "name")
    assert list(breached) == [(done.subject, "granted")]


def test_the_earliest_first_and_no_more_than_asked(world: w.World) -> None:
    orders = [consult(at=day(4 - n, 9)) for n in range(3)]

    assert sweep(at=day(30), limit=2) == 2
    assert [codes(order)[1:] for order in orders] == [
        [],
        ["clock_breached"],
        ["clock_breached"],
    ]


# --- deemed -----------------------------------------------------------------------------------------


def test_what_is_not_supplied_in_time_counts_as_withdrawn(world: w.World, order: Order) -> None:
    """法律援助法 43.2, with a notice that says so."""
    order = w.take(
        world.staff("aid-clerk"), order, "ask_for_more", missing="x", reply_by="2026-03-10"
    )
    assert sweep(at=day(10, 23)) == 0
    assert sweep(at=day(11)) == 1

    order = fresh(order)
    assert (order.state, order.stage, order.outcome) == ("lapsed", "completed", "deemed_withdrawn")
    assert codes(order) == ["submitted", "ask_for_more", "clock_breached", "lapse"]
    assert [document["title"] for document in last(order).data["documents"]] == [
        "视为撤回申请告知书"
    ]
    assert clock(order, "awaiting_applicant").breached_at == day(11)
    assert chain_is_whole(order)


def test_a_question_nobody_comes_back_to_is_closed_without_blame(world: w.World) -> None:
    """Thirty days in 河南, from its layer."""
    order = consult()
    order = w.take(world.staff("window-clerk"), order, "ask_back", question="在哪里上班？")

    sweep(at=datetime(2026, 4, 1, tzinfo=ZONE))
    assert fresh(order).state == "awaiting_applicant"
    sweep(at=datetime(2026, 4, 2, tzinfo=ZONE))
    assert (fresh(order).state, fresh(order).outcome) == ("completed", "no_reply")


def test_an_outcome_the_rules_refuse_is_left_to_people(world: w.World, trial: None) -> None:
    """Nothing of the refused deed remains: no document, no number, one event that says the limit passed."""
    order = permit(answers={"what": "搭台"})  # the age is not known, so the rule cannot say yes
    order = w.take(world.staff("centre-head"), order, "wait")
    before = everything()

    assert sweep(at=day(5)) == 1

    assert fresh(order).state == "waiting"
    assert codes(order) == ["submitted", "wait", "clock_breached"]
    assert Outbox.objects.get(topic="order.clock_breached").tells == ["agency"]
    assert clock(order, "waiting").breached_at == day(5)
    changed = {table for table, digest in everything().items() if digest != before[table]}
    written = {"ledger_leaf", "orders_event", "orders_order", "orders_outbox"}
    assert changed == {"clocks_clock"} | written
    assert chain_is_whole(fresh(order))
    assert sweep(at=day(6)) == 0


def test_an_outcome_that_fails_half_way_is_taken_back(
    world: w.World, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clocks were turned already when the document could not be made."""

    def broken(*_: object, **__: object) -> None:
        raise DocumentError("没有字体。")

    order = w.take(
        world.staff("aid-clerk"), order, "ask_for_more", missing="x", reply_by="2026-03-10"
    )
    monkeypatch.setattr(door.documents, "make", broken)

    assert sweep(at=day(11)) == 1

    assert (fresh(order).state, fresh(order).outcome) == ("awaiting_applicant", "")
    assert codes(order) == ["submitted", "ask_for_more", "clock_breached"]
    assert clock(order, "awaiting_applicant").state == "running"
    assert clock(order, "submitted").state == "paused"
    assert chain_is_whole(fresh(order))


def test_an_outcome_the_rules_allow_is_taken(world: w.World, trial: None) -> None:
    order = w.take(world.staff("centre-head"), permit(), "wait")

    sweep(at=day(5))

    assert (fresh(order).state, fresh(order).outcome) == ("permitted", "expired")


def test_one_order_that_cannot_be_read_does_not_keep_the_others_waiting(
    world: w.World, caplog: pytest.LogCaptureFixture
) -> None:
    """A service file was taken away: said in the log, every other limit is still dealt with."""
    broken, other = w.ask_for_aid(at=day(1, 9)).order, w.ask_for_aid().order
    Order.objects.filter(pk=broken.pk).update(version="1999-01-01")

    with caplog.at_level(logging.ERROR):
        assert sweep(at=day(20)) == 1

    assert codes(other) == ["submitted", "clock_breached"]
    assert f"{broken.subject}: left as it is" in caplog.text
    assert clock(broken, "submitted").breached_at is None


def test_a_late_sweep_breaches_only_what_is_over(world: w.World, order: Order) -> None:
    """Hours count to the minute, days to midnight."""
    question = consult(at=w.NOW + timedelta(hours=5))

    assert sweep(at=day(3, 23)) == 0
    assert sweep(at=day(4)) == 1
    assert codes(question) == ["submitted", "clock_breached"]
    assert codes(order) == ["submitted"]
