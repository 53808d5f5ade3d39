"""Which days are worked: Monday to Friday, less the holidays, plus the make-up days (调休).

Holidays and make-up days are data: one year, one notice of the State Council's General Office.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256

DAY = timedelta(days=1)
SATURDAY = 5
WEEKEND = {5: "周六", 6: "周日"}
MAKEUP = "调休上班"


class CalendarGap(LookupError):
    """A day was asked about in a year the calendar does not hold."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"the calendar does not hold {year}: add {year}.yaml from the State Council's notice,"
            f" or until then the statutory holidays of {year} to festivals.yaml"
        )


class BadYear(ValueError):
    """A year that cannot be true. Each fault: the key, what is wrong, how to put it right."""

    def __init__(self, faults: Iterable[tuple[str, str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{key}: {wrong}. {fix}" for key, wrong, fix in self.faults))


@dataclass(frozen=True, slots=True)
class Year:
    """What sets one year apart from plain weeks.

    `holidays`: every day off, weekend days of the run included, with the name of the holiday.
    `makeup`: the Saturdays and Sundays worked in exchange.
    `notice`: number of the State Council notice, such as 国办发明电〔2025〕7号; "" while it is
    awaited: the year is provisional then.
    """

    year: int
    holidays: Mapping[date, str]
    makeup: frozenset[date] = frozenset()
    notice: str = ""

    def __post_init__(self) -> None:
        if faults := tuple(self._faults()):
            raise BadYear(faults)

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        for key, days in (("holidays", self.holidays), ("makeup", self.makeup)):
            for day in sorted(days):
                if day.year != self.year:
                    yield f"{key}.{day}", f"is not a day of {self.year}", "Move it to its own year."
        for day in sorted(self.makeup):
            if day.weekday() < SATURDAY:
                fix = "Only a Saturday or Sunday can be a make-up day: see the notice again."
                yield f"makeup.{day}", f"is a {day:%A}, worked anyway", fix
            if day in self.holidays:
                fix = "Keep it in `holidays` or in `makeup`, as the notice says."
                yield f"makeup.{day}", "is a holiday and a make-up day at once", fix

    def rest(self) -> Iterator[tuple[date, str]]:
        """Every day of the year that is not worked, with its name, in order."""
        day = date(self.year, 1, 1)
        while day.year == self.year:
            if name := self.holidays.get(day):
                yield day, name
            elif day.weekday() >= SATURDAY and day not in self.makeup:
                yield day, WEEKEND[day.weekday()]
            day += DAY


class Calendar:
    """A run of years. Immutable; two calendars with the same fingerprint count alike.

    >>> calendar = Calendar([Year(2026, {date(2026, 1, 2): "元旦"}, frozenset({date(2026, 1, 4)}))])
    >>> [calendar.name(date(2026, 1, day)) for day in (2, 3, 4, 5)]
    ['元旦', '周六', '调休上班', '']
    """

    def __init__(self, years: Iterable[Year]) -> None:
        self._years: dict[int, Year] = {}
        for year in years:
            if self._years.setdefault(year.year, year) is not year:
                raise ValueError(f"the calendar was given {year.year} twice: keep one of the two")
        in_order = [self._years[number] for number in sorted(self._years)]
        self._rest: dict[date, str] = {day: name for year in in_order for day, name in year.rest()}
        self._rest_in_order = list(self._rest)
        self._makeup = frozenset(day for year in in_order for day in year.makeup)

    @property
    def years(self) -> tuple[Year, ...]:
        """What it was made of, earliest first."""
        return tuple(self._years[number] for number in sorted(self._years))

    def is_working(self, day: date) -> bool:
        self._year_of(day)
        return day not in self._rest

    def is_makeup(self, day: date) -> bool:
        """Whether `day` is a weekend day that is worked."""
        return day in self._makeup

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for the year of `day` is still awaited."""
        return not self._year_of(day).notice

    def unannounced(self, first: date, last: date) -> tuple[int, ...]:
        """The years from the one of `first` to the one of `last` whose notice is awaited."""
        years = range(first.year, last.year + 1)
        return tuple(year for year in years if not self._known(year).notice)

    def name(self, day: date) -> str:
        """The holiday, 周六, 周日 or 调休上班; "" for a plain working day."""
        self._year_of(day)
        return MAKEUP if day in self._makeup else self._rest.get(day, "")

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`; 0 when not later."""
        if until <= after:
            return 0
        self.unannounced(after + DAY, until)  # raises CalendarGap
        rest = bisect_right(self._rest_in_order, until) - bisect_right(self._rest_in_order, after)
        return (until - after).days - rest

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when any year, holiday, make-up day or notice does."""
        content = [
            [
                number,
                year.notice,
                sorted((str(day), name) for day, name in year.holidays.items()),
                sorted(map(str, year.makeup)),
            ]
            for number, year in sorted(self._years.items())
        ]
        return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]

    def _year_of(self, day: date) -> Year:
        # A datetime is a date to Python, but never equal to one: it would pass for a working day.
        if isinstance(day, datetime):
            raise TypeError(f"a calendar is asked about days, not moments: {day!r}")
        return self._known(day.year)

    def _known(self, year: int) -> Year:
        try:
            return self._years[year]
        except KeyError:
            raise CalendarGap(year) from None
