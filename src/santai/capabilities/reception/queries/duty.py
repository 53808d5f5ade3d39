"""The roster of a hall: of a day for everybody, of a week for who draws it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from santai.capabilities.places.models import Venue
from santai.capabilities.reception.enums import Shift
from santai.capabilities.reception.models import Duty

LEAST = 2  # on duty at a county's platform (CEN-27)


@dataclass(frozen=True, slots=True)
class Half:
    """Half a day of the roster."""

    shift: Shift
    duties: Sequence[Duty]

    @property
    def lacking(self) -> bool:
        return len(self.duties) < LEAST


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    halves: Sequence[Half]


def week(hall: Venue, monday: date) -> list[Day]:
    """Seven days from `monday` on; one query."""
    days = [monday + timedelta(days=place) for place in range(7)]
    rows = list(
        Duty.objects.filter(venue=hall, day__range=(days[0], days[-1]))
        .select_related("account")
        .order_by("window", "account__name")
    )
    return [
        Day(
            day,
            [Half(s, [r for r in rows if (r.day, r.shift) == (day, s)]) for s in Shift],
        )
        for day in days
    ]


def on_duty(hall: Venue, day: date) -> list[Half]:
    """Who is on duty on a day, morning and afternoon: what anybody may see of a centre (服务公开制, CEN-28)."""
    return on_duty_at([hall.pk], day)[hall.pk]


def on_duty_at(halls: Sequence[int], day: date) -> dict[int, list[Half]]:
    """The same for several halls in one query."""
    rows = list(
        Duty.objects.filter(venue__in=halls, day=day)
        .select_related("account")
        .order_by("window", "account__name")
    )
    return {
        hall: [Half(s, [r for r in rows if (r.venue_id, r.shift) == (hall, s)]) for s in Shift]
        for hall in halls
    }
