"""Deadlines across the long holidays of 2025 and 2026, worked out by hand in deadlines.yaml.

Each is checked three times: the last day and the sentence as a person wrote them down, and the last
day as the simplest possible counter finds it, which shares neither code nor calendar with ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest
import yaml

from santai.catalogue import calendars
from santai.kernel.citation import Citation
from santai.kernel.workdays import ZONE, Calendar, Due, Pause, Term, Unit, due, explain

TABLE = Path(__file__).with_name("deadlines.yaml")
FOLDER = Path(calendars.__file__).parent / "data" / "calendars"
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Case:
    name: str
    start: datetime
    terms: tuple[Term, ...]
    pauses: tuple[Pause, ...]
    roll: bool
    now: datetime | None
    basis: str
    due: date
    says: str

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d}, {self.terms[0]}: {self.name}"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def case(
    name: str,
    start: str,
    term: str,
    basis: str,
    due: date,
    says: str,
    *,
    pauses: Any = (),
    extend: Any = (),
    roll: bool = True,
    now: str = "",
) -> Case:
    return Case(
        name=name,
        start=moment(start),
        terms=tuple(map(Term.parse, [term, *extend])),
        pauses=tuple(Pause(moment(a), moment(b) if b else None, why) for a, b, why in pauses),
        roll=roll,
        now=moment(now) if now else None,
        basis=Citation.parse(basis).zh,
        due=due,
        says=says,
    )


CASES = [case(**row) for row in yaml.safe_load(TABLE.read_text(encoding="utf-8"))]


@cache
def calendar() -> Calendar:
    return calendars.load_calendar(FOLDER)


def counted(case: Case) -> Due:
    return due(
        calendar(),
        case.start,
        case.terms[0],
        pauses=case.pauses,
        extensions=case.terms[1:],
        roll=case.roll,
        now=case.now,
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_deadline_falls_on_the_day_worked_out_by_hand(case: Case) -> None:
    assert counted(case).on == case.due


@pytest.mark.parametrize("case", CASES, ids=str)
def test_deadline_explains_itself_in_the_very_words(case: Case) -> None:
    assert explain(counted(case), case.start, case.terms[0], basis=case.basis) == case.says


@pytest.mark.parametrize("case", CASES, ids=str)
def test_naive_counter_finds_the_same_day(case: Case) -> None:
    by_hours = case.terms[0].unit is Unit.HOURS
    assert (count_minutes(case) if by_hours else count_days(case)) == case.due


def test_table_is_long_and_covers_every_kind() -> None:
    assert len(CASES) >= 60
    assert len({str(case) for case in CASES}) == len(CASES)
    assert {case.terms[0].unit for case in CASES} == set(Unit)
    assert {case.due.year for case in CASES} == {2025, 2026, 2027}


# --- the naive counter --------------------------------------------------------------------------


def count_days(case: Case) -> date:
    day = case.start.date()
    for term in case.terms:
        remaining = in_days(day, term)
        while remaining > 0:
            day += ONE_DAY
            counts = works(day) if term.unit is Unit.WORKING_DAYS else True
            if counts and runs(case, last_second(day)):
                remaining -= 1
    while case.roll and not (works(day) and runs(case, last_second(day))):
        day += ONE_DAY
    return day


def count_minutes(case: Case) -> date:
    at = case.start
    remaining = 60 * sum(term.amount for term in case.terms)
    while remaining > 0:
        remaining -= runs(case, at)
        at += MINUTE
    return (at - MINUTE).date()


def in_days(start: date, term: Term) -> int:
    """The days of a term; for months, those to the same day or the end of the month."""
    if term.unit not in {Unit.MONTHS, Unit.YEARS}:
        return term.amount
    months = term.amount * (12 if term.unit is Unit.YEARS else 1)
    day, passed = start, 0
    while passed < months or (day.day != start.day and (day + ONE_DAY).month == day.month):
        day += ONE_DAY
        passed += day.day == 1
    return (day - start).days


def runs(case: Case, at: datetime) -> bool:
    return not any(pause.start <= at < (pause.end or case.now or at) for pause in case.pauses)


def last_second(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZONE)


def works(day: date) -> bool:
    if day.year <= 2026:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and day not in holidays.country_holidays("CN", years=day.year)
