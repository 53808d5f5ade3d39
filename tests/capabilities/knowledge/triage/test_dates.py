"""Days as people name them, and the periods that run from them."""

from __future__ import annotations

from datetime import date

import pytest

from santai.capabilities.knowledge.triage import read
from santai.capabilities.knowledge.triage.dates import named_days, speaks_of_lunar
from tests.capabilities.knowledge.triage.given import TODAY


@pytest.mark.parametrize(
    ("said", "day", "exact"),
    [
        ("去年三月被辞退", date(2025, 3, 1), False),
        ("二〇二三年五月受的伤", date(2023, 5, 1), False),
        ("2024年3月5日借的", date(2024, 3, 5), True),
        ("三个月前打的", date(2026, 8, 23), False),
        ("上周五被开除", date(2026, 11, 20), True),
        ("昨天收到判决书", date(2026, 11, 22), True),
        ("前年八月十五号签的", date(2024, 8, 15), True),
        ("上个月20号罚的", date(2026, 10, 20), True),
        ("半年前摔的", date(2026, 5, 23), False),
        ("2021.6.1打的欠条", date(2021, 6, 1), True),
    ],
)
def test_a_day_is_understood_as_it_is_said(said: str, day: date, exact: bool) -> None:
    assert [(one.day, one.exact) for one in named_days(said, TODAY)] == [(day, exact)]


@pytest.mark.parametrize("said", ["2月30日的事", "十三月", "我今年五十三岁了没"])
def test_what_is_no_day_of_the_calendar_is_left(said: str) -> None:
    assert [one.day for one in named_days(said, TODAY) if one.exact] == []


def test_the_lunar_calendar_is_noticed() -> None:
    assert speaks_of_lunar("腊月里干完的活")
    assert not speaks_of_lunar("十二月干完的活")


def test_a_year_for_labour_arbitration_is_counted_from_the_dismissal() -> None:
    """劳动争议调解仲裁法 27; 民法典 203: 20 November 2027 is a Saturday."""
    reading = read("上周五被公司辞退，没有补偿", today=TODAY)
    assert [(one.id, one.since, one.ends, one.exact) for one in reading.periods] == [
        ("labour_arbitration", date(2026, 11, 20), date(2027, 11, 22), True)
    ]


def test_the_day_nearest_to_the_trouble_counts_not_the_day_of_hiring() -> None:
    reading = read("我2019年进厂，上周五被公司辞退", today=TODAY)
    assert [one.since for one in reading.periods] == [date(2026, 11, 20)]


def test_a_period_that_may_have_passed_is_said_with_care() -> None:
    reading = read("2024年3月5日被公司辞退", today=TODAY)
    assert reading.clock
    assert reading.clock.passed(TODAY)
    assert "可能已经过了" in reading.clock.says


def test_without_a_day_the_rule_is_said_and_nothing_is_counted() -> None:
    reading = read("被公司辞退了", today=TODAY)
    assert [(one.ends, "起算" in one.says) for one in reading.periods] == [(None, True)]


def test_a_near_end_makes_it_urgent() -> None:
    assert read("昨天收到一审判决不服，想上诉", today=TODAY).urgency == "soon"
    assert read("欠条怎么写", today=TODAY).urgency == "calm"
