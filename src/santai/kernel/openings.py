"""When something is open: hours of the week, less the holidays, plus the make-up days, plus and less single days.

Pure: the calendar and the exceptions are arguments.

>>> from santai.kernel.workdays import Calendar, Year
>>> calendar = Calendar([Year(2026, {date(2026, 1, 2): "元旦"}, frozenset({date(2026, 1, 4)}))])
>>> week = Week(frozenset(range(5)), ((time(9), time(10, 30)),), minutes=30)
>>> [str(start.time()) for start, _ in week.times(date(2026, 1, 5))]
['09:00:00', '09:30:00', '10:00:00']
>>> [week.opens(date(2026, 1, day), calendar) for day in (2, 3, 4, 5)]
[False, False, True, True]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from santai.kernel.workdays import ZONE, Calendar, CalendarGap

PLAIN = frozenset({"", "周六", "周日"})  # what a calendar calls days that are no holiday
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Week:
    """The same hours on some days of the week (0 is Monday), cut into pieces of so many minutes."""

    weekdays: frozenset[int]
    hours: tuple[tuple[time, time], ...]
    minutes: int

    def opens(self, day: date, calendar: Calendar) -> bool:
        """A holiday closes every day of it; a make-up day is worked by whoever works in the week.

        A year that nobody has entered yet stays closed: what is a holiday there is not known.
        """
        try:
            name = calendar.name(day)
        except CalendarGap:
            return False
        if calendar.is_makeup(day) and self.weekdays & MONDAY_TO_FRIDAY:
            return True
        holiday = name not in PLAIN and not calendar.is_makeup(day)
        return not holiday and day.weekday() in self.weekdays

    def times(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Beginning and end of each piece that fits in whole, whether or not the day is open."""
        piece = timedelta(minutes=self.minutes)
        for first, last in self.hours:
            start, end = datetime.combine(day, first, ZONE), datetime.combine(day, last, ZONE)
            while start + piece <= end:
                yield start, start + piece
                start += piece
