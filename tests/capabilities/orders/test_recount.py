"""A notice about holidays arrives: open limits are counted again, and the change is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from santai.capabilities.orders.actions import recount, sweep
from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.orders.queries import due_days
from santai.catalogue import current
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import clock, codes, consult, fresh, last

pytestmark = pytest.mark.django_db


def day(number: int, hour: int = 0) -> datetime:
    """A day of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, number, hour, tzinfo=ZONE)


@pytest.fixture
def notice(tmp_path: Path) -> Iterator[Path]:
    """A later notice for 2026: 9 and 10 March are holidays, Saturday 14 March is worked."""
    root = tmp_path / "catalogue"
    (root / "calendars").mkdir(parents=True)
    packaged = (current.PACKAGED / "calendars" / "2026.yaml").read_text(encoding="utf-8")
    changed = (
        packaged.replace("published: 2025-11-04", "published: 2026-03-03")
        .replace("holidays:\n", "holidays:\n  2026-03-09: 试验节\n  2026-03-10: 试验节\n")
        .replace("makeup:\n", "makeup:\n  - 2026-03-14\n")
    )
    (root / "calendars" / "2026.yaml").write_text(changed, encoding="utf-8")
    yield root
    current.use()


def test_open_limits_are_counted_again_and_the_change_is_said(
    world: w.World, order: Order, notice: Path
) -> None:
    current.use(notice)

    assert recount(at=day(4)) == 1

    order = fresh(order)
    assert (clock(order, "submitted").due_on, order.due_at) == (date(2026, 3, 11), day(12))
    event = last(order)
    assert (event.code, event.public, event.role) == ("calendar_changed", True, "system")
    assert event.data == {
        "clock": "submitted",
        "title": "作出决定的期限",
        "before": "2026-03-09",
        "after": "2026-03-11",
    }
    assert Outbox.objects.get(topic="order.calendar_changed").tells == ["applicant", "agency"]
    [explained] = due_days(order, at=day(4))
    assert "逢周六、周日、试验节休息日顺延至 3 月 11 日" in explained.explanation


def test_what_does_not_move_is_not_talked_about(world: w.World, notice: Path) -> None:
    question = consult()
    current.use(notice)

    assert recount(at=w.NOW) == 1
    assert codes(question) == ["submitted"]
    assert clock(question, "submitted").calendar == current.catalogue().calendar.fingerprint


def test_nothing_is_counted_twice(world: w.World, order: Order, notice: Path) -> None:
    current.use(notice)

    assert [recount(at=day(4)) for _ in range(2)] == [1, 0]
    assert codes(order) == ["submitted", "calendar_changed"]


def test_a_clock_that_stands_still_is_counted_when_it_goes_on(
    world: w.World, order: Order, notice: Path
) -> None:
    """Its day moves with every day it stands; that is no news from the State Council."""
    clerk = world.staff("aid-clerk")
    order = w.take(clerk, order, "ask_for_more", missing="x", reply_by="2026-03-20")
    current.use(notice)

    recount(at=day(5))
    assert codes(order) == ["submitted", "ask_for_more"]

    order = w.take(w.holder(order), order, "supply", at=day(6, 9), note="补了")
    assert clock(order, "submitted").due_on == date(2026, 3, 11)
    assert clock(order, "submitted").calendar == current.catalogue().calendar.fingerprint


def test_a_breach_that_the_notice_undoes_can_come_again(
    world: w.World, order: Order, notice: Path
) -> None:
    sweep(at=day(10, 8))
    current.use(notice)
    recount(at=day(10, 9))

    assert clock(order, "submitted").breached_at is None
    assert [sweep(at=at) for at in (day(10, 10), day(12))] == [0, 1]
    assert codes(order) == [
        "submitted",
        "clock_breached",
        "calendar_changed",
        "clock_breached",
    ]


def test_one_order_that_cannot_be_counted_does_not_keep_the_others_waiting(
    world: w.World, notice: Path
) -> None:
    broken, other = w.ask_for_aid().order, w.ask_for_aid().order
    Order.objects.filter(pk=broken.pk).update(version="1999-01-01")
    current.use(notice)

    assert recount(at=day(4)) == 1
    assert codes(other) == ["submitted", "calendar_changed"]
    assert recount(at=day(4)) == 0  # the task that repeats until nothing is left comes to an end
