"""What moving does to clocks: started, paused, resumed, met, and begun anew for work that is done again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.documents.models import Document
from santai.capabilities.orders.actions import sweep
from santai.capabilities.orders.models import Order
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import (
    clock,
    consult,
    fresh,
    granted,
    in_hand,
    last,
    permit,
)

pytestmark = pytest.mark.django_db


def day(number: int, hour: int = 9) -> datetime:
    """A day of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, number, hour, tzinfo=ZONE)


def open_names(order: Order) -> list[str]:
    rows = Clock.objects.filter(subject=order.subject, state__in=["running", "paused"])
    return sorted(rows.values_list("name", flat=True))


def test_the_receipt_counts_and_not_the_day_of_entry(world: w.World, order: Order) -> None:
    """法律援助法 43: seven days (here five) from receipt; Saturday rolls on to Monday (民法典 203)."""
    running = clock(order, "submitted")

    assert (running.started_at, running.limit) == (w.NOW, "5 days")
    assert (running.due_on, running.due_at) == (date(2026, 3, 9), day(10, 0))
    assert order.due_at == running.due_at


def test_it_still_counts_when_the_order_comes_back(world: w.World) -> None:
    """Handed to a lawyer who says no: the day the question came in has not changed."""
    order, clerk = consult(), world.staff("window-clerk")
    order = w.take(clerk, order, "assign", at=day(2, 10), practitioner=world.lawyers[0].pk)
    order = w.take(world.lawyer(), order, "decline", at=day(4), reason="正在忙")

    again = clock(order, "submitted")
    assert (again.started_at, again.due_on) == (w.NOW, date(2026, 3, 3))
    assert Clock.objects.filter(subject=order.subject, name="submitted").count() == 2


def test_a_clock_of_a_later_state_counts_from_entry(world: w.World, order: Order) -> None:
    order = granted(world, order, at=day(4))

    assert (clock(order, "granted").started_at, clock(order, "granted").due_on) == (
        day(4),
        date(2026, 3, 6),
    )
    assert open_names(order) == ["granted"]


def test_leaving_meets_the_clock(world: w.World, order: Order) -> None:
    order = granted(world, order, at=day(4))

    met = clock(order, "submitted")
    assert (met.state, met.ended_at, met.late) == ("met", day(4), False)


def test_leaving_late_is_seen(world: w.World, order: Order) -> None:
    granted(world, order, at=day(10, 0))

    assert clock(order, "submitted").late is True


def test_waiting_for_the_applicant_stands_still(world: w.World, order: Order) -> None:
    """Three days waited for papers are three days more for the agency."""
    clerk = world.staff("aid-clerk")
    order = w.take(clerk, order, "ask_for_more", at=day(3), missing="工资条", reply_by="2026-03-12")
    paused, waiting = clock(order, "submitted"), clock(order, "awaiting_applicant")

    assert (paused.state, paused.pauses) == ("paused", [[day(3).isoformat(), None, "等您补材料"]])
    assert (order.turn, order.due_at) == ("applicant", waiting.due_at)  # the one that runs

    order = w.take(w.holder(order), order, "supply", at=day(6), note="补了")
    resumed = clock(order, "submitted")
    assert resumed.pauses == [[day(3).isoformat(), day(6).isoformat(), "等您补材料"]]
    assert (resumed.pk, resumed.state, resumed.due_on) == (
        paused.pk,
        "running",
        date(2026, 3, 10),
    )
    assert (order.due_at, open_names(order)) == (resumed.due_at, ["submitted"])
    assert clock(order, "awaiting_applicant").state == "met"


def test_a_notice_sets_the_day(world: w.World, order: Order) -> None:
    """法律援助法 43.2: the law names no days, the notice does; the day is open until its end."""
    order = w.take(
        world.staff("aid-clerk"), order, "ask_for_more", missing="x", reply_by="2026-03-15"
    )

    waiting = clock(order, "awaiting_applicant")
    assert (waiting.limit, waiting.due_on, waiting.due_at) == ("", date(2026, 3, 15), day(16, 0))


def test_a_pause_goes_on_through_states_that_pause(world: w.World, order: Order) -> None:
    """Lapsed for want of papers and resumed later: still the same five days."""
    clerk = world.staff("aid-clerk")
    order = w.take(clerk, order, "ask_for_more", at=day(3), missing="x", reply_by="2026-03-10")
    assert sweep(at=day(11)) == 1
    assert (fresh(order).state, clock(order, "submitted").state) == ("lapsed", "paused")
    assert fresh(order).due_at is None

    order = w.take(clerk, order, "reopen", at=day(13), reason="住院了")

    resumed = clock(order, "submitted")
    assert Clock.objects.filter(subject=order.subject, name="submitted").count() == 1
    assert (resumed.state, resumed.due_on) == ("running", date(2026, 3, 17))
    assert order.due_at == resumed.due_at


def test_who_is_assigned_next_has_no_new_time(world: w.World, order: Order) -> None:
    """The agency's two days for finding somebody go on when the first one says no."""
    order = granted(world, order, at=day(2))
    dispatcher = world.staff("aid-dispatcher")
    order = w.take(dispatcher, order, "assign", at=day(3, 10), practitioner=world.lawyers[0].pk)
    first = clock(order, "granted")
    assert (first.state, open_names(order)) == ("paused", ["assigned", "granted"])

    order = w.take(world.lawyer(), order, "decline", at=day(4), reason="利益冲突")

    again = clock(order, "granted")
    assert (again.pk, again.state, again.due_on) == (first.pk, "running", date(2026, 3, 5))
    assert open_names(order) == ["granted"]


def test_work_done_again_counts_from_the_day_it_was_taken_up(world: w.World) -> None:
    question = consult()
    order = w.take(world.staff("window-clerk"), question, "answer", at=day(2), answer="答复")
    order = w.take(w.holder(order), order, "rate", at=day(12), score="不满意")

    assert clock(order, "submitted").started_at == day(12)
    assert clock(order, "submitted").due_on == date(2026, 3, 13)
    assert order.due_at == day(14, 0)


def test_what_is_completed_waits_for_nothing(world: w.World, order: Order) -> None:
    order = in_hand(world, order)
    order = w.take(world.lawyer(), order, "report", summary="调解结案。")
    order = w.take(world.staff("aid-clerk"), order, "complete")

    assert (order.due_at, open_names(order)) == (None, [])


def test_two_clocks_of_one_state_each_go_their_way(world: w.World, trial: None) -> None:
    """One pauses while the order waits, the other is met by leaving; the nearest is what lists sort by."""
    order = permit()
    assert open_names(order) == ["first", "second"]
    assert order.due_at == clock(order, "first").due_at == day(3)  # 24 hours

    order = w.take(world.staff("centre-head"), order, "wait", at=day(2, 15))
    assert [clock(order, name).state for name in ("first", "second", "waiting")] == [
        "paused",
        "met",
        "running",
    ]

    order = w.take(world.staff("centre-head"), order, "go_on", at=day(2, 18))
    assert clock(order, "first").due_at == day(3, 12)  # three hours later
    assert clock(order, "second").due_on == date(2026, 3, 5)  # a new one, from re-entry
    assert order.due_at == day(3, 12)


def test_an_action_that_stays_leaves_clocks_alone(world: w.World, order: Order) -> None:
    before = list(Clock.objects.values())

    w.take(world.staff("aid-clerk"), order, "note", at=day(4), text="x")

    assert list(Clock.objects.values()) == before
    assert fresh(order).due_at == order.due_at
    assert (last(order).source, last(order).target) == ("submitted", "submitted")


def test_the_decision_names_the_day_that_follows_from_it(world: w.World, order: Order) -> None:
    """The document is written after the clocks were turned."""
    granted(world, order, at=day(2) + timedelta(hours=1))

    body = str(Document.objects.get(key="grant_decision").facts)
    assert "2026年3月4日" in body
