"""One clock by itself: built, paused, resumed, extended, finished, breached, counted again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from santai.capabilities.clocks import actions as clocks
from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.clocks.queries import (
    clocks_of,
    explain,
    open_clocks,
    outdated,
    overdue,
)
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ClockSpec, Text
from santai.kernel.citation import Citation
from santai.kernel.workdays import ZONE, Calendar, Term, Year

pytestmark = pytest.mark.django_db

SPEC = ClockSpec(
    name="decision",
    title=Text("作出决定的期限"),
    limit=Term.parse("5 working days"),
    basis=(Citation.parse("法律援助法 43.1"), Citation.parse("服务承诺")),
)


def day(number: int, hour: int = 9) -> datetime:
    """A day of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, number, hour, tzinfo=ZONE)


def calendar() -> Calendar:
    return catalogue().calendar


def with_a_holiday() -> Calendar:
    """2026 with nothing but one more day off, Monday 9 March."""
    return Calendar([Year(2026, {date(2026, 3, 9): "试验节"}, frozenset(), "试验〔2026〕1号")])


def running(subject: str = "orders/1", at: datetime | None = None, limit: str = "") -> Clock:
    spec = replace(SPEC, limit=Term.parse(limit)) if limit else SPEC
    clock = clocks.build(subject, spec, calendar(), at=at or day(2))
    clock.save()
    return clock


def test_it_is_built_with_all_that_is_needed_to_count_again() -> None:
    clock = running()
    clock.refresh_from_db()

    assert (clock.subject, clock.name, clock.title, clock.limit) == (
        "orders/1",
        "decision",
        "作出决定的期限",
        "5 working days",
    )
    assert clock.basis == "《法律援助法》第四十三条第一款、《服务承诺》"
    assert (clock.due_on, clock.due_at, clock.state) == (date(2026, 3, 9), day(10, 0), "running")
    assert (clock.term(), clock.pauses, clock.extensions) == (SPEC.limit, [], [])
    assert (clock.calendar, clock.provisional) == (calendar().fingerprint, False)


def test_a_day_that_a_notice_sets_lasts_to_its_end_and_is_not_counted() -> None:
    by_notice = replace(SPEC, limit=None, set_by="reply_by")
    clock = clocks.build("orders/1", by_notice, calendar(), at=day(2), day=date(2026, 3, 15))

    assert (clock.limit, clock.due_on, clock.due_at) == ("", date(2026, 3, 15), day(16, 0))
    assert explain(clock, calendar(), day(2)) == (
        f"通知书指定的日期：2026 年 3 月 15 日；依据{clock.basis}。"
    )


def test_a_year_without_its_notice_is_provisional() -> None:
    assert running(at=datetime(2030, 3, 1, 9, tzinfo=ZONE)).provisional is True


def test_it_stands_still_and_goes_on() -> None:
    clock = running()
    clocks.pause(clock, at=day(3), reason="等您补材料")
    assert (clock.state, clock.open) == ("paused", True)

    clocks.resume(clock, calendar(), at=day(5))
    clock.refresh_from_db()

    assert (clock.state, clock.due_on) == ("running", date(2026, 3, 11))
    assert clock.pauses == [[day(3).isoformat(), day(5).isoformat(), "等您补材料"]]
    assert [(p.start, p.end, p.reason) for p in clock.pause_values()] == [
        (day(3), day(5), "等您补材料")
    ]
    assert "其间暂停 2 个工作日（等您补材料）" in explain(clock, calendar(), day(5))


def test_it_stands_still_twice() -> None:
    clock = running()
    for start, end in ((3, 4), (5, 6)):
        clocks.pause(clock, at=day(start), reason="等")
        clocks.resume(clock, calendar(), at=day(end))

    assert clock.due_on == date(2026, 3, 11)


def test_hours_stand_still_to_the_minute() -> None:
    clock = running(limit="24 hours")
    clocks.pause(clock, at=day(2, 10), reason="等")
    clocks.resume(clock, calendar(), at=day(2, 10) + timedelta(minutes=90))

    assert clock.due_at == day(3, 10) + timedelta(minutes=30)


def test_it_is_extended() -> None:
    clock = running()
    clocks.extend(clock, Term.parse("3 working days"), calendar(), at=day(3))
    clock.refresh_from_db()

    assert (clock.extensions, clock.due_on) == (["3 working days"], date(2026, 3, 12))
    assert clock.extension_terms() == (Term.parse("3 working days"),)


@pytest.mark.parametrize(
    ("ended", "late"), [(day(10, 0) - timedelta(microseconds=1), False), (day(10, 0), True)]
)
def test_it_is_met_in_time_or_late(ended: datetime, late: bool) -> None:
    clock = running()
    clocks.finish(clock, calendar(), at=ended)

    assert (clock.state, clock.ended_at, clock.late, clock.open) == ("met", ended, late, False)


def test_what_stood_still_ends_standing_still() -> None:
    clock = running()
    clocks.pause(clock, at=day(3), reason="等")
    clocks.finish(clock, calendar(), at=day(6), state=ClockState.VOID)
    clock.refresh_from_db()

    assert (clock.state, clock.pauses) == (
        "void",
        [[day(3).isoformat(), day(6).isoformat(), "等"]],
    )


def test_it_is_breached_once() -> None:
    clock = running()

    claims = [clocks.mark_breached(clock, at=at) for at in (day(9, 23), day(10, 0), day(11))]

    assert claims == [False, True, False]
    clock.refresh_from_db()
    assert clock.breached_at == day(10, 0)


@pytest.mark.parametrize("how", ["met", "paused", "extended"])
def test_somebody_who_was_quicker_keeps_it_from_being_breached(how: str) -> None:
    """The sweep's list is older than the lock it waited for."""
    clock = running()
    stale = Clock.objects.get(pk=clock.pk)
    if how == "met":
        clocks.finish(clock, calendar(), at=day(9))
    elif how == "paused":
        clocks.pause(clock, at=day(9), reason="等")
    else:
        clocks.extend(clock, Term.parse("5 days"), calendar(), at=day(9))

    assert clocks.mark_breached(stale, at=day(10, 0)) is False


def test_time_again_makes_it_unbreached() -> None:
    clock = running()
    clocks.mark_breached(clock, at=day(10))
    clock.refresh_from_db()
    clocks.extend(clock, Term.parse("1 working day"), calendar(), at=day(10))
    assert clock.breached_at is None

    late = running("orders/2")
    clocks.mark_breached(late, at=day(20))
    late.refresh_from_db()
    clocks.extend(late, Term.parse("1 working day"), calendar(), at=day(20))
    assert late.breached_at == day(20)  # the extension is over too


# --- counted again ---------------------------------------------------------------------------------


def test_those_that_moved_are_named_with_their_old_day() -> None:
    moved, same = running(), running(limit="1 working day")

    assert clocks.recount([moved, same], with_a_holiday(), at=day(3)) == [(moved, date(2026, 3, 9))]
    assert (moved.due_on, same.due_on) == (date(2026, 3, 10), date(2026, 3, 3))
    assert {c.calendar for c in Clock.objects.all()} == {with_a_holiday().fingerprint}


def test_one_that_stands_still_is_left_until_it_goes_on() -> None:
    clock = running()
    clocks.pause(clock, at=day(3), reason="等")

    assert clocks.recount([clock], with_a_holiday(), at=day(20)) == []
    assert outdated(with_a_holiday().fingerprint, 10) == []

    clocks.resume(clock, with_a_holiday(), at=day(4))
    assert (clock.due_on, clock.calendar) == (date(2026, 3, 11), with_a_holiday().fingerprint)


def test_a_day_that_a_notice_set_does_not_move() -> None:
    by_notice = replace(SPEC, limit=None, set_by="reply_by")
    clock = clocks.build("orders/1", by_notice, calendar(), at=day(2), day=date(2026, 3, 9))
    clock.save()

    assert clocks.recount([clock], with_a_holiday(), at=day(3)) == []
    assert (clock.due_on, clock.calendar) == (date(2026, 3, 9), with_a_holiday().fingerprint)


# --- asked for ----------------------------------------------------------------------------------------


def test_overdue_are_the_running_ones_nobody_dealt_with_earliest_first() -> None:
    later, earlier = running("orders/1", at=day(3)), running("orders/2", at=day(2))
    met, breached, paused = (running(f"orders/{n}") for n in (3, 4, 5))
    clocks.finish(met, calendar(), at=day(4))
    clocks.mark_breached(breached, at=day(12))
    clocks.pause(paused, at=day(4), reason="等")

    assert overdue(day(9, 23), 10) == []
    assert overdue(day(12), 10) == [earlier, later]
    assert overdue(day(12), 1) == [earlier]


def test_outdated_are_subjects_once_each() -> None:
    running("orders/2"), running("orders/1"), running("orders/1")

    assert outdated(calendar().fingerprint, 10) == []
    assert outdated(with_a_holiday().fingerprint, 10) == ["orders/1", "orders/2"]
    assert outdated(with_a_holiday().fingerprint, 1) == ["orders/1"]


def test_clocks_of_a_subject_are_in_the_order_they_began() -> None:
    second, first, other = running(at=day(4)), running(at=day(3)), running("orders/2")
    clocks.finish(first, calendar(), at=day(5))

    assert list(clocks_of("orders/1")) == [first, second]
    assert open_clocks("orders/1") == [second]
    assert open_clocks("orders/2") == [other]
