"""What holds for every calendar, start, limit, pause and extension we did not think of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from santai.kernel.workdays import (
    ZONE,
    Calendar,
    Due,
    Pause,
    Term,
    Unit,
    Year,
    due,
    elapsed,
    explain,
    left,
)

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
WHY = "等待补正材料"
LONGEST = {Unit.HOURS: 400, Unit.DAYS: 60, Unit.WORKING_DAYS: 30, Unit.MONTHS: 12, Unit.YEARS: 1}
BY_DAYS = [Unit.DAYS, Unit.WORKING_DAYS]  # the units that can follow each other in any order
EVEN = [Unit.HOURS, *BY_DAYS]  # the units that are equally long whenever they begin
NOT_HOURS = [*BY_DAYS, Unit.MONTHS, Unit.YEARS]


# --- what is drawn ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Free:
    """What sets the years apart: holidays, and weekend days that are worked."""

    holidays: frozenset[date]
    makeup: frozenset[date]

    def calendar(self, *, announced: int = 2028) -> Calendar:
        """2025 to 2028; the holidays of a month bear its name."""
        return Calendar(
            Year(
                year,
                {day: f"{day.month}月节" for day in self.holidays if day.year == year},
                frozenset(day for day in self.makeup - self.holidays if day.year == year),
                notice="通知" if year <= announced else "",
            )
            for year in range(2025, 2029)
        )


@dataclass(frozen=True)
class Limit:
    start: datetime
    term: Term
    pauses: tuple[Pause, ...]
    extensions: tuple[Term, ...]

    def due(self, calendar: Calendar, *, roll: bool = True) -> Due:
        return due(
            calendar,
            self.start,
            self.term,
            pauses=self.pauses,
            extensions=self.extensions,
            roll=roll,
        )

    def elapsed(self, calendar: Calendar, end: datetime) -> int:
        return elapsed(calendar, self.start, end, self.term.unit, pauses=self.pauses)


FIRST = date(2025, 11, 1)
WINDOW = [FIRST + DAY * i for i in range(240)]
dates = st.sampled_from(WINDOW)
weekends = st.sampled_from([day for day in WINDOW if day.weekday() >= 5])
moments = st.datetimes(datetime(2025, 11, 1), datetime(2026, 3, 1), timezones=st.just(ZONE))


@st.composite
def free_days(draw: st.DrawFn) -> Free:
    runs = draw(st.lists(st.tuples(dates, st.integers(1, 9)), max_size=12))
    holidays = frozenset(start + DAY * i for start, length in runs for i in range(length))
    return Free(holidays, draw(st.frozensets(weekends, max_size=12)))


def terms(units: list[Unit]) -> st.SearchStrategy[Term]:
    return st.sampled_from(units).flatmap(
        lambda unit: st.builds(Term, st.integers(1, LONGEST[unit]), st.just(unit))
    )


def extensions(term: Term) -> st.SearchStrategy[tuple[Term, ...]]:
    units = [Unit.HOURS] if term.unit is Unit.HOURS else BY_DAYS
    return st.lists(terms(units), max_size=2).map(tuple)


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    start = draw(moments)
    return Pause(start, start + draw(st.timedeltas(timedelta(0), 20 * DAY)), WHY)


@st.composite
def limits(draw: st.DrawFn, units: list[Unit], *, extended: bool = True) -> Limit:
    term = draw(terms(units))
    return Limit(
        draw(moments),
        term,
        tuple(draw(st.lists(pauses(), max_size=3))),
        draw(extensions(term)) if extended else (),
    )


def days(after: date, until: date) -> tuple[date, ...]:
    return tuple(after + DAY * i for i in range(1, (until - after).days + 1))


# --- holidays and make-up days ------------------------------------------------------------------


@given(free_days(), limits([*Unit]), st.frozensets(dates, min_size=1, max_size=10))
def test_new_holiday_never_brings_a_due_date_forward(
    free: Free, limit: Limit, new: frozenset[date]
) -> None:
    more = replace(free, holidays=free.holidays | new)
    assert limit.due(more.calendar()).at >= limit.due(free.calendar()).at


@given(free_days(), limits([*Unit]), st.frozensets(weekends, min_size=1, max_size=10))
def test_new_makeup_day_never_puts_a_due_date_off(
    free: Free, limit: Limit, new: frozenset[date]
) -> None:
    more = replace(free, makeup=free.makeup | new)
    assert limit.due(more.calendar()).at <= limit.due(free.calendar()).at


# --- used and left ------------------------------------------------------------------------------


@given(free_days(), limits([*Unit], extended=False))
def test_elapsed_up_to_the_due_moment_is_the_term(free: Free, limit: Limit) -> None:
    """Working days and hours never roll; for the others the nominal day is the one that counts."""
    calendar = free.calendar()
    end = limit.due(calendar, roll=limit.term.unit is Unit.WORKING_DAYS).at
    assert limit.elapsed(calendar, end) == limit.term.amount


@given(free_days(), limits([*Unit], extended=False))
def test_elapsed_before_the_last_unit_is_less_than_the_term(free: Free, limit: Limit) -> None:
    calendar = free.calendar()
    end = limit.due(calendar, roll=False).at
    before = end - (TICK if limit.term.unit is Unit.HOURS else DAY)
    assert limit.elapsed(calendar, before) < limit.term.amount


@given(free_days(), limits([*Unit]), st.integers(-60, 60), st.timedeltas(timedelta(0), DAY))
def test_left_counts_the_working_days_to_the_last_day_and_past_it(
    free: Free, limit: Limit, ahead: int, clock: timedelta
) -> None:
    calendar = free.calendar()
    end = limit.due(calendar)
    now = max(end.at + DAY * ahead + clock, limit.start)
    today = now.date()
    if now < end.at:
        assert left(calendar, now, end) == sum(map(calendar.is_working, days(today, end.on)))
    else:
        late = sum(map(calendar.is_working, days(end.on, today)))
        assert left(calendar, now, end) == -max(1, late)


# --- monotone -----------------------------------------------------------------------------------


@given(free_days(), limits([*Unit], extended=False))
def test_longer_term_ends_later(free: Free, limit: Limit) -> None:
    calendar = free.calendar()
    longer = replace(limit, term=replace(limit.term, amount=limit.term.amount + 1))
    assert longer.due(calendar).at >= limit.due(calendar).at
    assert longer.due(calendar, roll=False).at > limit.due(calendar, roll=False).at


@given(free_days(), limits(EVEN), st.timedeltas(timedelta(0), 40 * DAY))
def test_later_start_never_ends_earlier(free: Free, limit: Limit, delay: timedelta) -> None:
    calendar = free.calendar()
    later = replace(limit, start=limit.start + delay)
    assert later.due(calendar).at >= limit.due(calendar).at


@given(free_days(), limits([*Unit]), st.timedeltas(timedelta(0), 40 * DAY))
def test_later_start_of_months_never_ends_earlier_while_nothing_pauses(
    free: Free, limit: Limit, delay: timedelta
) -> None:
    """With pauses it can: 28 January + 1 month is 31 days, 1 February + 1 month only 28, and a
    pause on 29 January takes a day from the first of them."""
    calendar = free.calendar()
    limit = replace(limit, pauses=())
    later = replace(limit, start=limit.start + delay)
    assert later.due(calendar).at >= limit.due(calendar).at


@given(free_days(), limits([*Unit]), pauses())
def test_another_pause_never_ends_it_earlier(free: Free, limit: Limit, another: Pause) -> None:
    calendar = free.calendar()
    paused = replace(limit, pauses=(*limit.pauses, another))
    assert paused.due(calendar).at >= limit.due(calendar).at


@given(free_days(), limits([*Unit]), st.timedeltas(timedelta(0), 10 * DAY))
def test_longer_pauses_never_end_it_earlier(free: Free, limit: Limit, more: timedelta) -> None:
    calendar = free.calendar()
    longer = tuple(replace(one, end=one.end + more) for one in limit.pauses if one.end)
    assert replace(limit, pauses=longer).due(calendar).at >= limit.due(calendar).at


@given(free_days(), limits([*Unit]), st.data())
def test_extension_never_ends_it_earlier(free: Free, limit: Limit, data: st.DataObject) -> None:
    calendar = free.calendar()
    further = data.draw(extensions(limit.term))
    extended = replace(limit, extensions=limit.extensions + further)
    assert extended.due(calendar).at >= limit.due(calendar).at


@given(free_days(), limits(NOT_HOURS, extended=False), terms([Unit.MONTHS, Unit.YEARS]))
def test_extension_in_months_never_ends_it_earlier(free: Free, limit: Limit, further: Term) -> None:
    calendar = free.calendar()
    extended = replace(limit, extensions=(further,))
    assert extended.due(calendar).at >= limit.due(calendar).at


@given(free_days(), limits(EVEN, extended=False), st.integers(1, 30))
def test_extension_in_the_same_unit_is_one_longer_term(
    free: Free, limit: Limit, further: int
) -> None:
    calendar = free.calendar()
    term = limit.term
    together = replace(limit, term=replace(term, amount=term.amount + further))
    apart = replace(limit, extensions=(replace(term, amount=further),))
    assert apart.due(calendar).at == together.due(calendar).at


# --- where a limit can end ----------------------------------------------------------------------


@given(free_days(), limits(NOT_HOURS))
def test_rolling_lands_on_the_next_working_day_that_runs(free: Free, limit: Limit) -> None:
    calendar = free.calendar()
    found = limit.due(calendar)
    passed = days(found.nominal - DAY, found.on - DAY)
    assert calendar.is_working(found.on)
    assert found.rolled == tuple(day for day in passed if not calendar.is_working(day))
    assert limit.pauses or found.rolled == passed


@given(free_days(), limits(NOT_HOURS))
def test_without_rolling_it_ends_on_the_nominal_day(free: Free, limit: Limit) -> None:
    calendar = free.calendar()
    fixed = limit.due(calendar, roll=False)
    assert fixed.on == fixed.nominal == limit.due(calendar).nominal
    assert fixed.rolled == ()


@given(free_days(), limits([*Unit]))
def test_no_limit_ends_while_its_clock_stands_still(free: Free, limit: Limit) -> None:
    end = limit.due(free.calendar()).at
    assert not any(one.start < end <= one.end for one in limit.pauses if one.end)


@given(free_days(), limits([*Unit]))
def test_due_moment_is_the_end_of_the_last_day(free: Free, limit: Limit) -> None:
    found = limit.due(free.calendar())
    assert (found.at - TICK).date() == found.on
    assert limit.term.unit is Unit.HOURS or found.at.time() == time(0)


@given(free_days(), limits([Unit.WORKING_DAYS], extended=False))
def test_every_day_of_a_limit_in_working_days_is_accounted_for(free: Free, limit: Limit) -> None:
    calendar = free.calendar()
    found = limit.due(calendar)
    passed = days(limit.start.date(), found.on)
    worked = tuple(day for day in passed if calendar.is_makeup(day))
    assert len(passed) == limit.term.amount + len(found.skipped) + found.paused_days
    assert found.skipped == tuple(day for day in passed if not calendar.is_working(day))
    assert set(found.worked) <= set(worked)
    assert limit.pauses or found.worked == worked


@given(free_days(), limits(NOT_HOURS))
def test_only_the_day_in_china_of_the_start_matters(free: Free, limit: Limit) -> None:
    calendar = free.calendar()
    midnight = datetime.combine(limit.start.date(), time(0), ZONE)
    found = limit.due(calendar)
    assert replace(limit, start=midnight).due(calendar) == found
    assert replace(limit, start=midnight.astimezone(UTC)).due(calendar) == found


@given(free_days(), limits(NOT_HOURS))
def test_limit_is_provisional_exactly_when_it_reaches_an_unannounced_year(
    free: Free, limit: Limit
) -> None:
    found = limit.due(free.calendar(announced=2025))
    assert found.provisional == (found.on.year > 2025)
    assert found.provisional == (found.on.year in found.unannounced)


# --- the sentence -------------------------------------------------------------------------------


@given(free_days(), limits([*Unit]))
def test_explanation_names_every_holiday_skipped_and_every_makeup_day(
    free: Free, limit: Limit
) -> None:
    calendar = free.calendar()
    found = limit.due(calendar)
    text = explain(found, limit.start, limit.term, basis="《公证法》第三十条")
    for day in found.skipped:
        assert calendar.name(day) in text or "个周末休息日" in text
        assert day not in free.holidays or calendar.name(day) in text
    for day in found.rolled:
        assert calendar.name(day) in text
    for day in (limit.start.date(), *found.worked, found.nominal, found.on):
        assert f"{day.month} 月 {day.day} 日" in text


@given(free_days(), limits([*Unit]))
def test_explanation_is_one_sentence_with_pauses_extensions_and_the_law(
    free: Free, limit: Limit
) -> None:
    found = limit.due(free.calendar(announced=2025))
    text = explain(found, limit.start, limit.term, basis="《公证法》第三十条")
    assert all(term.zh in text for term in (limit.term, *limit.extensions))
    assert (WHY in text) == bool(found.pauses)
    assert ("暂定" in text) == found.provisional
    assert text.count("。") == 1
    assert text.endswith("；依据《公证法》第三十条。")


@given(free_days(), limits(NOT_HOURS))
def test_pauses_that_took_nothing_are_not_mentioned(free: Free, limit: Limit) -> None:
    assume(limit.pauses)
    calendar = free.calendar()
    found = limit.due(calendar)
    relevant = replace(limit, pauses=found.pauses)
    assert relevant.due(calendar) == found
    assert bool(found.pauses) == (found.paused_days > 0)
