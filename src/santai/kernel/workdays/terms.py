"""The words limits are made of: units, terms, pauses."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from santai.kernel.words import say, word

ZONE = ZoneInfo("Asia/Shanghai")
TERM = re.compile(r"(?P<amount>[0-9]+) (?P<unit>hour|day|working day|month|year)s?")


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"  # calendar days: what a law means by 日 unless it says 工作日
    WORKING_DAYS = "working days"
    MONTHS = "months"
    YEARS = "years"


ZH = {
    Unit.HOURS: word("{count} 小时"),
    Unit.DAYS: word("{count} 日"),
    Unit.WORKING_DAYS: word("{count} 个工作日"),
    Unit.MONTHS: word("{count} 个月"),
    Unit.YEARS: word("{count} 年"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as a law gives it.

    >>> Term.parse("5 working days")
    Term(amount=5, unit=<Unit.WORKING_DAYS: 'working days'>)
    >>> str(Term(1, Unit.MONTHS)), Term(1, Unit.MONTHS).zh
    ('1 month', '1 个月')
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a term is at least 1, not {self.amount}")

    @classmethod
    def parse(cls, text: str) -> Term:
        if not (match := TERM.fullmatch(text.strip())):
            raise ValueError(
                f"{text!r} is not a term: write a number and a unit, such as"
                " '7 days', '5 working days', '24 hours', '1 month' or '2 years'"
            )
        return cls(int(match["amount"]), Unit(match["unit"] + "s"))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount > 1 else self.unit.removesuffix('s')}"

    @property
    def zh(self) -> str:
        return ZH[self.unit].format(count=self.amount)

    @property
    def said(self) -> str:
        """In the reader's language."""
        return say(ZH[self.unit], count=self.amount)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stands still, up to `end` (None: not over yet), and why."""

    start: datetime
    end: datetime | None
    reason: str

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause cannot end ({self.end}) before it starts ({self.start})")


def in_shanghai(moment: datetime) -> datetime:
    """The same moment on the clocks of China; a naive time is refused, it could be any moment."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: pass an aware time")
    return moment.astimezone(ZONE)


def corresponding_day(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a month that has none (民法典 202).

    >>> corresponding_day(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
