"""Opening hours against the real calendar: holidays close, make-up days open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from santai.catalogue.current import catalogue
from santai.kernel.openings import Week
from santai.kernel.workdays import ZONE

OFFICE = Week(frozenset(range(5)), ((time(9), time(11, 30)), (time(14, 30), time(17, 30))), 30)
WEEKEND = Week(frozenset({5, 6}), ((time(9), time(11)),), 60)


@pytest.mark.parametrize(
    ("day", "office", "weekend"),
    [
        (date(2026, 9, 24), True, False),  # an ordinary Thursday
        (date(2026, 9, 25), False, False),  # 中秋, a Friday
        (date(2026, 9, 26), False, False),  # … and the Saturday of its run
        (date(2026, 9, 20), True, True),  # a Sunday worked in exchange for 国庆
        (date(2026, 9, 19), False, True),  # a plain Saturday
        (date(2026, 10, 1), False, False),  # 国庆
        (date(2026, 10, 10), True, True),  # a Saturday worked in exchange
    ],
)
def test_the_calendar_decides_beside_the_week(day: date, office: bool, weekend: bool) -> None:
    calendar = catalogue().calendar
    assert (OFFICE.opens(day, calendar), WEEKEND.opens(day, calendar)) == (office, weekend)


def test_a_year_that_nobody_has_entered_is_closed() -> None:
    assert not OFFICE.opens(date(2099, 3, 2), catalogue().calendar)


def test_only_whole_pieces_are_offered() -> None:
    odd = Week(frozenset({0}), ((time(9), time(10, 10)),), 30)
    assert [start.time() for start, _ in odd.times(date(2026, 3, 2))] == [time(9), time(9, 30)]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1)])
def test_a_clock_that_never_changes(day: date) -> None:
    """The days on which Europe turns its clocks have as many pieces as any other, eight hours before UTC."""
    times = list(OFFICE.times(day))
    assert len(times) == 11
    assert times[0][0].utcoffset() == timedelta(hours=8)
    assert times[0][0] == datetime.combine(day, time(9), ZONE)
