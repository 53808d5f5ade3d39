"""When a limit ends, and how much of it is used.

The law of counting (民法典 200-204; the procedural laws count alike): the start day does not
count (201); months and years end on the corresponding day, or on the last day of a month that
has none (202); a last day that is a rest day moves to the next working day (203). Hours run
from the moment itself, holidays or not (201).

Pauses are counted by one rule of ours: a day counts if the clock was running when it ended. So
a pause from Monday to Wednesday takes two days, and no limit ends while its clock stands still.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from santai.kernel.workdays.calendars import DAY, Calendar
from santai.kernel.workdays.terms import (
    ZONE,
    Pause,
    Term,
    Unit,
    corresponding_day,
    in_shanghai,
)

HOUR = timedelta(hours=1)
TICK = datetime.resolution
MONTHS_IN = {Unit.MONTHS: 1, Unit.YEARS: 12}
Stop = tuple[datetime, datetime, Pause]  # a pause, and from when up to when it counts


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a limit, and everything needed to say why it falls there.

    `at` is the first moment that is too late: the midnight after `on`, or for hours the very end.
    """

    on: date  # the last day
    at: datetime
    nominal: date  # the last day before it moved off rest days
    calendar: Calendar = field(repr=False, compare=False)
    rolled: tuple[date, ...] = ()  # the rest days it moved over
    skipped: tuple[date, ...] = ()  # the rest days that did not count (working days only)
    worked: tuple[date, ...] = ()  # the make-up weekend days that did count (working days only)
    paused_days: int = 0
    pauses: tuple[Pause, ...] = ()  # those that took something
    extended: tuple[Term, ...] = ()
    fixed: bool = False  # does not move off a rest day (刑诉法 105: a person in custody)
    unannounced: tuple[int, ...] = ()  # years it rests on whose notice is still awaited

    @property
    def provisional(self) -> bool:
        """Whether a State Council notice still to come may move it."""
        return bool(self.unannounced)


def due(
    calendar: Calendar,
    start: datetime,
    term: Term,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Term] = (),
    roll: bool = True,
    now: datetime | None = None,
) -> Due:
    """When a limit of `term` that began at `start` ends.

    An extension runs on from the last day before rolling: rest days move the end of the whole.
    A pause still open counts as if it ended `now`, which is needed then. With `roll=False` the
    end stays on its day. Raises CalendarGap for a year the calendar lacks, ValueError for a
    naive time or for days mixed with hours.
    """
    begin, stops, parts = in_shanghai(start), _stops(pauses, now), (term, *extensions)
    hourly = [part for part in parts if part.unit is Unit.HOURS]
    if not hourly:
        return _due_by_days(calendar, begin, parts, stops, roll)
    if len(hourly) < len(parts):
        raise ValueError("a limit in hours is extended by hours, a limit in days by days")
    return _due_by_hours(calendar, begin, parts, stops)


def _due_by_days(
    calendar: Calendar, begin: datetime, parts: Sequence[Term], stops: Sequence[Stop], roll: bool
) -> Due:
    walk = _Walk(calendar, begin.date(), _paused_days(stops))
    for part in parts:
        walk.take(part)
    nominal = walk.day
    if roll:
        walk.roll()
    working = any(part.unit is Unit.WORKING_DAYS for part in parts)
    asked = begin.date() + DAY if working else nominal  # the first day that depends on the calendar
    return Due(
        on=walk.day,
        at=datetime.combine(walk.day + DAY, time.min, ZONE),
        nominal=nominal,
        calendar=calendar,
        rolled=tuple(walk.rolled),
        skipped=tuple(walk.skipped),
        worked=tuple(walk.worked),
        paused_days=len(walk.paused),
        pauses=tuple(dict.fromkeys(walk.paused)),
        extended=tuple(parts[1:]),
        fixed=not roll,
        unannounced=calendar.unannounced(asked, walk.day) if working or roll else (),
    )


class _Walk:
    """Goes through a limit day by day, and remembers what it passed."""

    def __init__(self, calendar: Calendar, day: date, stops: Mapping[date, Pause]) -> None:
        self.calendar = calendar
        self.day = day
        self.stops = stops
        self.rolled: list[date] = []
        self.skipped: list[date] = []
        self.worked: list[date] = []
        self.paused: list[Pause] = []  # one entry for each day taken

    def take(self, term: Term) -> None:
        """Go on until the whole term has been counted. The day it starts from does not count."""
        working = term.unit is Unit.WORKING_DAYS
        remaining = self._days_in(term)
        while remaining:
            self.day += DAY
            if working and not self.calendar.is_working(self.day):
                self.skipped.append(self.day)
            elif not self._stands_still():
                remaining -= 1
                if working and self.calendar.is_makeup(self.day):
                    self.worked.append(self.day)

    def roll(self) -> None:
        """Go on to the first day, this one included, that is worked and on which the clock runs."""
        while True:
            if not self.calendar.is_working(self.day):
                self.rolled.append(self.day)
            elif not self._stands_still():
                return
            self.day += DAY

    def _days_in(self, term: Term) -> int:
        if term.unit not in MONTHS_IN:
            return term.amount
        return (corresponding_day(self.day, term.amount * MONTHS_IN[term.unit]) - self.day).days

    def _stands_still(self) -> bool:
        pause = self.stops.get(self.day)
        if pause:
            self.paused.append(pause)
        return pause is not None


def _due_by_hours(
    calendar: Calendar, begin: datetime, parts: Sequence[Term], stops: Sequence[Stop]
) -> Due:
    plain = begin + sum(part.amount for part in parts) * HOUR
    end = plain
    # Standing still moves the end, which may bring it into the next pause.
    while (later := plain + _standstill(stops, begin, end)) > end:
        end = later
    on = (end - TICK).date()
    took = tuple(stop[2] for stop in stops if _standstill([stop], begin, end))
    return Due(on, end, on, calendar, pauses=took, extended=tuple(parts[1:]))


def elapsed(
    calendar: Calendar,
    start: datetime,
    end: datetime,
    unit: Unit,
    *,
    pauses: Sequence[Pause] = (),
) -> int:
    """How much of a limit that began at `start` is used just before `end`, in whole units.

    The start day does not count, the day of `end` does: up to `due(…).at` it is the whole term,
    and for calendar days also the rest days the end rolled over. An open pause outlasts `end`.
    """
    begin, finish = in_shanghai(start), in_shanghai(end)
    stops = _stops(pauses, finish + DAY)
    if unit is Unit.HOURS:
        return max(0, (finish - begin - _standstill(stops, begin, finish)) // HOUR)
    first, last = begin.date(), (finish - TICK).date()
    paused = [day for day in _paused_days(stops) if first < day <= last]
    if unit is Unit.WORKING_DAYS:
        return calendar.working_days(first, last) - sum(map(calendar.is_working, paused))
    last -= len(paused) * DAY
    if unit is Unit.DAYS:
        return max(0, (last - first).days)
    months = (last.year - first.year) * 12 + last.month - first.month
    if corresponding_day(first, months) > last:
        months -= 1
    return max(0, months) // MONTHS_IN[unit]


def left(calendar: Calendar, now: datetime, limit: Due) -> int:
    """Working days left after today: 0 on the last day, -1 and less once the limit has passed."""
    today = in_shanghai(now).date()
    if now < limit.at:
        return calendar.working_days(today, limit.on)
    return -max(1, calendar.working_days(limit.on, today))


def _stops(pauses: Sequence[Pause], now: datetime | None) -> list[Stop]:
    """The pauses in order of time, those still open closed at `now`."""
    stops = []
    for pause in pauses:
        end = now if pause.end is None else pause.end
        if end is None:
            raise ValueError(f"the pause since {pause.start} is still open: pass `now`")
        stops.append((in_shanghai(pause.start), in_shanghai(end), pause))
    return sorted(stops, key=lambda stop: stop[:2])


def _paused_days(stops: Sequence[Stop]) -> dict[date, Pause]:
    """The days at whose end the clock stood still, each with the pause that took it."""
    paused: dict[date, Pause] = {}
    for start, end, pause in stops:
        day = start.date()
        while day < end.date():
            paused.setdefault(day, pause)
            day += DAY
    return paused


def _standstill(stops: Sequence[Stop], begin: datetime, end: datetime) -> timedelta:
    """How long the clock stood still between two moments; overlapping pauses count once."""
    total, resumed = timedelta(), begin
    for start, finish, _ in stops:
        first, last = max(start, resumed), min(finish, end)
        if first < last:
            total += last - first
            resumed = last
    return total
