"""Days and time left, as people read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from santai.catalogue.current import catalogue
from santai.kernel.workdays import ZONE
from santai.pages.moments import by_words, clock_words, day_words, moment_words, time_left
from tests.world import NOW


def at(day: int, hour: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def test_a_day_has_its_weekday_and_another_year_its_number() -> None:
    assert day_words(date(2026, 11, 26), NOW) == "11 月 26 日（周四）"
    assert day_words(date(2027, 1, 1), NOW) == "2027 年 1 月 1 日（周五）"


def test_a_moment_is_told_in_the_time_of_the_country() -> None:
    assert moment_words(datetime.fromisoformat("2026-03-02T01:05:00+00:00"), NOW) == (
        "3 月 2 日（周一）9:05"
    )


@pytest.mark.parametrize(
    ("due_at", "words"),
    [(at(10), "3 月 9 日（周一）前"), (at(3, 9), "3 月 3 日（周二）9:00 前")],
)
def test_a_limit_in_days_names_its_last_day_and_one_in_hours_its_hour(
    due_at: datetime, words: str
) -> None:
    assert by_words(due_at, NOW) == words


@pytest.mark.parametrize(
    ("due_at", "words", "urgency"),
    [
        (None, "不计时", "calm"),
        (at(3), "今天到期", "now"),
        (at(4), "剩 1 个工作日", "soon"),
        (at(5), "剩 2 个工作日", "calm"),
        (at(10), "剩 5 个工作日", "calm"),
        (at(2), "超 1 天", "late"),
        (at(1), "超 2 天", "late"),
        (at(2, 12), "剩 3 小时", "now"),
        (at(2, 8), "超 1 小时", "late"),
    ],
)
def test_time_left(due_at: datetime | None, words: str, urgency: str) -> None:
    left = time_left(due_at, NOW, catalogue().calendar)
    assert (left.words, left.urgency) == (words, urgency)


def test_holidays_are_not_working_days_left() -> None:
    eve = datetime(2026, 9, 30, 10, tzinfo=ZONE)  # 国庆 until the 7th
    assert time_left(at(10, month=10), eve, catalogue().calendar).words == "剩 2 个工作日"


def test_only_rest_days_left_is_now() -> None:
    saturday = datetime(2026, 3, 7, 10, tzinfo=ZONE)
    left = time_left(at(9), saturday, catalogue().calendar)
    assert (left.words, left.urgency) == ("剩休息日", "now")


def test_the_hour_is_said_as_people_say_it() -> None:
    midnight = datetime(2026, 3, 2, 0, 5, tzinfo=ZONE)
    said = [clock_words(midnight + timedelta(hours=hours)) for hours in (0, 9, 12, 14)]
    assert said == ["上午 12:05", "上午 9:05", "下午 12:05", "下午 2:05"]
