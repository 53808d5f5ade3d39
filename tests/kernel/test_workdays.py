"""Counting days: the words, the calendar, the rules of 民法典 200-204, one at a time."""

from __future__ import annotations

import doctest
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from santai.kernel import workdays
from santai.kernel.workdays import (
    ZONE,
    BadYear,
    Calendar,
    CalendarGap,
    Pause,
    Term,
    Unit,
    Year,
    calendars,
    due,
    elapsed,
    explain,
    left,
    terms,
)

NOTICE = "国办发明电〔2024〕12号"
AUTUMN = Year(
    2025,
    {date(2025, 10, day): "国庆节、中秋节" for day in range(1, 9)},
    frozenset({date(2025, 9, 28), date(2025, 10, 11)}),
    NOTICE,
)
CALENDAR = Calendar([AUTUMN, Year(2026, {date(2026, 1, 1): "元旦"})])


def at(month: int, day: int, hour: int = 10, *, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


def days(amount: int) -> Term:
    return Term(amount, Unit.DAYS)


# --- terms --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "term", "zh"),
    [
        ("7 days", Term(7, Unit.DAYS), "7 日"),
        ("1 day", Term(1, Unit.DAYS), "1 日"),
        ("5 working days", Term(5, Unit.WORKING_DAYS), "5 个工作日"),
        ("1 working day", Term(1, Unit.WORKING_DAYS), "1 个工作日"),
        ("24 hours", Term(24, Unit.HOURS), "24 小时"),
        ("1 month", Term(1, Unit.MONTHS), "1 个月"),
        ("2 years", Term(2, Unit.YEARS), "2 年"),
    ],
)
def test_term_is_read_written_and_said(text: str, term: Term, zh: str) -> None:
    assert Term.parse(text) == term
    assert str(term) == text
    assert term.zh == zh


@pytest.mark.parametrize(
    "text", ["", "7", "days", "7days", "-7 days", "7 weeks", "七日", "1.5 days"]
)
def test_term_that_is_none_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a term: .*'5 working days'"):
        Term.parse(text)


def test_term_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        Term.parse("0 days")


# --- the calendar -------------------------------------------------------------------------------


def test_calendar_knows_working_days_holidays_weekends_and_makeup_days() -> None:
    names = {
        date(2025, 9, 26): "",
        date(2025, 9, 27): "周六",
        date(2025, 9, 28): "调休上班",
        date(2025, 10, 1): "国庆节、中秋节",
        date(2025, 10, 4): "国庆节、中秋节",
        date(2025, 10, 11): "调休上班",
        date(2025, 10, 12): "周日",
    }
    assert {day: CALENDAR.name(day) for day in names} == names
    working = [day for day in names if CALENDAR.is_working(day)]
    assert working == [date(2025, 9, 26), date(2025, 9, 28), date(2025, 10, 11)]


def test_calendar_says_which_years_are_provisional() -> None:
    assert not CALENDAR.is_provisional(date(2025, 12, 31))
    assert CALENDAR.is_provisional(date(2026, 1, 1))
    assert CALENDAR.unannounced(date(2025, 1, 1), date(2026, 1, 1)) == (2026,)


@pytest.mark.parametrize("ask", ["is_working", "is_provisional", "name"])
def test_year_that_is_not_held_is_named_with_what_to_add(ask: str) -> None:
    with pytest.raises(CalendarGap, match=r"does not hold 2027: add 2027\.yaml") as gap:
        getattr(CALENDAR, ask)(date(2027, 1, 4))
    assert gap.value.year == 2027


def test_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="about days, not moments"):
        CALENDAR.is_working(at(10, 1))


def test_working_days_are_counted_after_the_first_day_up_to_the_last() -> None:
    assert CALENDAR.working_days(date(2025, 9, 26), date(2025, 10, 11)) == 6
    assert CALENDAR.working_days(date(2025, 9, 26), date(2025, 10, 12)) == 6
    assert CALENDAR.working_days(date(2025, 10, 11), date(2025, 10, 11)) == 0
    assert CALENDAR.working_days(date(2025, 10, 11), date(2025, 9, 26)) == 0
    assert CALENDAR.working_days(date(2025, 12, 31), date(2026, 1, 2)) == 1


def test_working_days_are_not_counted_across_a_gap() -> None:
    with pytest.raises(CalendarGap, match="2025"):
        Calendar([Year(2024, {}), Year(2026, {})]).working_days(date(2024, 1, 1), date(2026, 1, 1))


def test_two_files_for_one_year_cannot_both_be_right() -> None:
    with pytest.raises(ValueError, match="given 2025 twice"):
        Calendar([AUTUMN, AUTUMN, Year(2025, {})])


def test_fingerprint_changes_with_every_fact_and_with_nothing_else() -> None:
    day = date(2025, 10, 1)
    year = Year(2025, {day: "国庆节"}, frozenset({date(2025, 9, 28)}), NOTICE)
    same = Year(2025, {day: "国庆节"}, frozenset({date(2025, 9, 28)}), NOTICE)
    changed = [
        Year(2025, {day: "国庆"}, year.makeup, NOTICE),
        Year(2025, {date(2025, 10, 2): "国庆节"}, year.makeup, NOTICE),
        Year(2025, year.holidays, frozenset(), NOTICE),
        Year(2025, year.holidays, year.makeup, ""),
    ]
    prints = {Calendar([one]).fingerprint for one in (year, *changed)}
    prints.add(Calendar([year, Year(2026, {})]).fingerprint)
    assert len(prints) == 6
    assert Calendar([same]).fingerprint == Calendar([year]).fingerprint
    other = Year(2024, {})
    assert Calendar([year, other]).fingerprint == Calendar([other, year]).fingerprint


@pytest.mark.parametrize(
    ("holidays", "makeup", "key", "wrong"),
    [
        ({date(2024, 12, 31): "元旦"}, [], "holidays.2024-12-31", "is not a day of 2025"),
        ({}, [date(2026, 1, 3)], "makeup.2026-01-03", "is not a day of 2025"),
        ({}, [date(2025, 9, 29)], "makeup.2025-09-29", "is a Monday, worked anyway"),
        (
            {date(2025, 9, 28): "国庆节"},
            [date(2025, 9, 28)],
            "makeup.2025-09-28",
            "is a holiday and a make-up day at once",
        ),
    ],
)
def test_year_that_cannot_be_true_is_refused(
    holidays: Mapping[date, str], makeup: list[date], key: str, wrong: str
) -> None:
    with pytest.raises(BadYear) as bad:
        Year(2025, holidays, frozenset(makeup))
    assert [fault[:2] for fault in bad.value.faults] == [(key, wrong)]
    assert all(fault[2].endswith(".") for fault in bad.value.faults)


# --- the rules ----------------------------------------------------------------------------------


def test_start_day_does_not_count() -> None:
    """民法典 201."""
    assert due(CALENDAR, at(9, 1), days(1)).on == date(2025, 9, 2)


def test_last_day_on_a_rest_day_moves_to_the_next_working_day() -> None:
    """民法典 203: only the last day moves; the rest days before it count."""
    found = due(CALENDAR, at(9, 28), days(7))
    assert found.nominal == date(2025, 10, 5)
    assert found.rolled == tuple(date(2025, 10, day) for day in (5, 6, 7, 8))
    assert found.on == date(2025, 10, 9)
    assert found.at == at(10, 10, 0)
    assert (found.skipped, found.worked, found.paused_days) == ((), (), 0)


def test_working_days_skip_rest_days_and_count_makeup_days() -> None:
    found = due(CALENDAR, at(9, 26), Term(6, Unit.WORKING_DAYS))
    assert found.on == found.nominal == date(2025, 10, 11)
    assert found.skipped == (date(2025, 9, 27), *(date(2025, 10, day) for day in range(1, 9)))
    assert found.worked == (date(2025, 9, 28), date(2025, 10, 11))


def test_hours_run_from_the_moment_holidays_or_not() -> None:
    """民法典 201, second paragraph."""
    found = due(CALENDAR, at(9, 30, 18), Term(24, Unit.HOURS))
    assert found.at == at(10, 1, 18)
    assert found.on == found.nominal == date(2025, 10, 1)
    assert found.rolled == ()


def test_start_is_taken_on_the_clocks_of_china() -> None:
    late_in_london = datetime(2025, 9, 1, 20, tzinfo=UTC)  # 4 o'clock on the 2nd in China
    assert due(CALENDAR, late_in_london, days(1)).on == date(2025, 9, 3)


def test_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        due(CALENDAR, datetime(2025, 9, 1), days(1))


def test_hours_and_days_do_not_extend_each_other() -> None:
    for term, extension in [(days(1), Term(2, Unit.HOURS)), (Term(2, Unit.HOURS), days(1))]:
        with pytest.raises(ValueError, match="hours is extended by hours"):
            due(CALENDAR, at(9, 1), term, extensions=[extension])


def test_extension_runs_on_from_the_day_before_rolling() -> None:
    found = due(CALENDAR, at(9, 28), days(7), extensions=[days(7)])
    assert found.nominal == date(2025, 10, 12)
    assert found.on == date(2025, 10, 13)
    assert found.extended == (days(7),)


def test_limit_of_a_person_in_custody_stays_on_the_holiday() -> None:
    """刑事诉讼法 105."""
    found = due(CALENDAR, at(9, 28), days(7), roll=False)
    assert (found.on, found.fixed) == (date(2025, 10, 5), True)


def test_limit_that_does_not_roll_needs_no_calendar_year() -> None:
    found = due(CALENDAR, at(12, 31, year=2026), days(1), roll=False)
    assert (found.on, found.provisional) == (date(2027, 1, 1), False)


def test_limit_in_days_asks_the_calendar_about_its_end_only() -> None:
    found = due(CALENDAR, at(12, 30, year=2024), days(7))
    assert (found.on, found.provisional) == (date(2025, 1, 6), False)
    with pytest.raises(CalendarGap, match="2024"):
        due(CALENDAR, at(12, 30, year=2024), Term(7, Unit.WORKING_DAYS))


def test_limit_into_a_year_that_is_not_held_is_refused() -> None:
    with pytest.raises(CalendarGap, match="2027"):
        due(CALENDAR, at(12, 31, year=2026), days(1))


def test_limit_that_reaches_an_unannounced_year_is_provisional() -> None:
    assert not due(CALENDAR, at(12, 24), days(7)).provisional
    found = due(CALENDAR, at(12, 25), days(7))
    assert (found.on, found.provisional) == (date(2026, 1, 2), True)
    assert found.unannounced == (2026,)


# --- pauses -------------------------------------------------------------------------------------


def test_pause_from_monday_to_wednesday_takes_two_days() -> None:
    pause = Pause(at(9, 8, 11), at(9, 10, 16), "等待补正材料")
    found = due(CALENDAR, at(9, 4), days(7), pauses=[pause])
    assert (found.paused_days, found.on) == (2, date(2025, 9, 15))  # 13 September is a Saturday
    assert found.pauses == (pause,)


def test_pause_before_the_start_takes_nothing() -> None:
    pause = Pause(at(9, 1), at(9, 5, 12), "等待补正材料")
    found = due(CALENDAR, at(9, 5, 12), days(3), pauses=[pause])
    assert (found.paused_days, found.pauses, found.on) == (0, (), date(2025, 9, 8))


def test_open_pause_counts_up_to_now() -> None:
    pause = Pause(at(9, 8, 11), None, "等待补正材料")
    assert due(CALENDAR, at(9, 4), days(5), pauses=[pause], now=at(9, 8, 12)).on.day == 9
    assert due(CALENDAR, at(9, 4), days(5), pauses=[pause], now=at(9, 10, 12)).on.day == 11


def test_open_pause_without_now_is_refused() -> None:
    with pytest.raises(ValueError, match="still open: pass `now`"):
        due(CALENDAR, at(9, 4), days(5), pauses=[Pause(at(9, 8), None, "")])


def test_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Pause(at(9, 8), at(9, 7), "")


def test_hours_stand_still_for_exactly_the_pause_and_overlaps_count_once() -> None:
    first = Pause(at(9, 1, 11), at(9, 1, 13), "联系不上申请人")
    second = Pause(at(9, 1, 12), at(9, 1, 15), "系统故障")
    third = Pause(at(9, 2, 12), at(9, 2, 13), "only reached because of the others")
    found = due(CALENDAR, at(9, 1, 10), Term(24, Unit.HOURS), pauses=[third, second, first])
    assert found.at == at(9, 2, 15)
    assert found.pauses == (first, second, third)


# --- used and left ------------------------------------------------------------------------------


def test_elapsed_counts_the_day_it_is_asked_on_but_not_the_start_day() -> None:
    start = at(9, 26)
    asked = {unit: elapsed(CALENDAR, start, at(10, 9, 9), unit) for unit in Unit}
    assert asked == {
        Unit.HOURS: 13 * 24 - 1,
        Unit.DAYS: 13,
        Unit.WORKING_DAYS: 4,  # 28, 29, 30 September, 9 October
        Unit.MONTHS: 0,
        Unit.YEARS: 0,
    }


@pytest.mark.parametrize("unit", Unit)
def test_nothing_is_used_at_the_start_and_before_it(unit: Unit) -> None:
    assert elapsed(CALENDAR, at(9, 26), at(9, 26), unit) == 0
    assert elapsed(CALENDAR, at(9, 26), at(9, 1), unit) == 0


def test_elapsed_months_are_full_ones() -> None:
    start = at(1, 31)
    used = [
        elapsed(CALENDAR, start, at(*day, year=2025), Unit.MONTHS) for day in [(2, 27), (2, 28)]
    ]
    assert used == [0, 1]
    assert elapsed(CALENDAR, start, at(1, 30, year=2026), Unit.YEARS) == 0
    assert elapsed(CALENDAR, start, at(1, 31, year=2026), Unit.YEARS) == 1


def test_open_pause_holds_what_is_used() -> None:
    pauses = [Pause(at(9, 8, 11), None, "等待补正材料")]
    for unit, used in [(Unit.DAYS, 3), (Unit.WORKING_DAYS, 1), (Unit.HOURS, 97)]:
        assert elapsed(CALENDAR, at(9, 4, 10), at(9, 8, 11), unit, pauses=pauses) == used
        assert elapsed(CALENDAR, at(9, 4, 10), at(9, 19, 12), unit, pauses=pauses) == used


def test_left_is_zero_on_the_last_day_and_negative_after_it() -> None:
    found = due(CALENDAR, at(9, 23), days(3))  # Friday the 26th; the Sunday after it is worked
    counted = {day: left(CALENDAR, at(9, day), found) for day in range(23, 30)}
    assert counted == {23: 3, 24: 2, 25: 1, 26: 0, 27: -1, 28: -1, 29: -2}


def test_left_of_hours_turns_negative_on_the_hour() -> None:
    found = due(CALENDAR, at(9, 23, 10), Term(24, Unit.HOURS))
    assert left(CALENDAR, at(9, 24, 10) - timedelta(seconds=1), found) == 0
    assert left(CALENDAR, at(9, 24, 10), found) == -1


# --- the sentence: what the table of deadlines has no case for ----------------------------------


def test_explanation_without_law_ends_with_the_day() -> None:
    found = due(CALENDAR, at(9, 1), days(1))
    text = explain(found, at(9, 1), days(1), basis="")
    assert text == "自 2025 年 9 月 1 日（不计当日）起 1 日，止于 9 月 2 日。"


def test_explanation_says_a_minute_for_a_pause_of_seconds() -> None:
    term = Term(1, Unit.HOURS)
    pause = Pause(at(9, 1, 10), at(9, 1, 10) + timedelta(seconds=20), "系统故障")
    found = due(CALENDAR, at(9, 1, 10), term, pauses=[pause])
    text = explain(found, at(9, 1, 10), term, basis="")
    assert "其间暂停 1 分钟（系统故障）" in text


def test_explanation_names_holidays_across_a_month_and_a_year() -> None:
    holidays = {date(2025, 12, 31): "元旦", date(2025, 11, 30): "会期", date(2025, 12, 1): "会期"}
    calendar = Calendar([Year(2025, holidays, notice="甲"), Year(2026, {date(2026, 1, 1): "元旦"})])
    term = Term(24, Unit.WORKING_DAYS)
    text = explain(due(calendar, at(11, 28), term), at(11, 28), term, basis="")
    assert "会期（11 月 30 日至 12 月 1 日）、元旦（12 月 31 日至 2026 年 1 月 1 日）" in text


def test_explanation_keeps_neighbouring_holidays_of_two_names_apart() -> None:
    names = {1: "春节", 2: "春节", 3: "春节补假"}
    calendar = Calendar([Year(2025, {date(2025, 9, day): name for day, name in names.items()})])
    term = Term(1, Unit.WORKING_DAYS)
    text = explain(due(calendar, at(8, 31), term), at(8, 31), term, basis="")
    assert "跳过春节（9 月 1 日至 2 日）、春节补假（9 月 3 日），止于 9 月 4 日" in text


@pytest.mark.parametrize("module", [workdays, calendars, terms])
def test_examples_in_the_docstrings_are_true(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
