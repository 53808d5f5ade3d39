"""Sums of the tallies for a region: a fixed number of statements whatever the region holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, When
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from santai.capabilities.oversight.models import Progress, Standing, Tally
from santai.capabilities.oversight.queries.measures import MEASURES
from santai.capabilities.oversight.queries.which import (
    Period,
    Which,
    day_begins,
    line_of,
    services_of,
)
from santai.capabilities.places import codes
from santai.capabilities.places.models import Region
from santai.capabilities.places.queries import inside
from santai.kernel.workdays import ZONE

BY_DAY = ("received", "done")
LOADS = ("office", "holder")
PERIODICAL = tuple(name for name, m in MEASURES.items() if m.tallied and m.of_period)
AT_ONCE = ("open", "urged")

Cells = Counter[tuple[str, str, str]]  # by measure, service and slot


@dataclass(slots=True)
class Totals:
    """The sums of one region. `places`: the level below, `around`: the region and those around it."""

    region: str
    period: Period
    around: Sequence[Region] = ()
    places: Sequence[Region] = ()
    cells: Cells = field(default_factory=Counter)
    days: Counter[tuple[str, date]] = field(default_factory=Counter)
    oldest: dict[tuple[str, str], date] = field(default_factory=dict)  # open, by service and state
    placed: Counter[tuple[str, str]] = field(default_factory=Counter)  # by measure and area

    @property
    def name(self) -> str:
        return self.around[-1].name if self.around else _("全国")

    def which(self, measure: str, **narrowed: str) -> Which:
        return Which(measure, self.region, self.period, **narrowed)  # type: ignore[arg-type]

    def count(self, which: Which) -> int:
        """The figure of a value of this region and period."""
        return sum(
            number
            for (measure, service, slot), number in self.cells.items()
            if measure == which.measure
            and which.service in {"", service}
            and which.line in {"", line_of(service)}
            and which.slot in {"", slot}
        )

    def slots(self, *measures: str) -> list[str]:
        """The slots in which any of these measures has anything."""
        return sorted(
            {slot for (m, _, slot), number in self.cells.items() if m in measures and number}
        )

    def lines(self, *measures: str) -> set[str]:
        return {line_of(s) for (m, s, _), number in self.cells.items() if m in measures and number}


def as_of() -> datetime | None:
    """Until when everything is counted."""
    return Progress.objects.values_list("at", flat=True).first()


def totals(region: str, period: Period, *, at: datetime, placed: bool = True) -> Totals:
    """Everything but the loads, in four statements; with the places in five."""
    found = Totals(region, period, *_regions(region))
    areas = [region, *(place.pk for place in found.places if placed)]
    _sum_up(found)
    if placed:
        _sum_places(found, areas)
    _add_running_out(found, areas, at)
    return found


def _regions(region: str) -> tuple[list[Region], list[Region]]:
    """The region with those around it, and the next level below: also what has ended, orders may lie there."""
    around = codes.ancestors(region)
    rows = Region.objects.filter(Q(pk__in=around) | Q(parent_id=around[0] if around else None))
    found = list(rows.order_by("level", "code"))
    return [r for r in found if r.pk in around], [r for r in found if r.pk not in around]


def _sum_up(found: Totals) -> None:
    then = Q(measure__in=PERIODICAL, day__range=(found.period.since, found.period.until))
    rows = Tally.objects.filter(then | Q(measure__in=AT_ONCE), area=found.region, count__gt=0)
    on = rows.annotate(on=Case(When(measure__in=BY_DAY, then=F("day"))))
    grouped = on.values_list("measure", "service", "slot", "on").order_by()
    for measure, service, slot, day, number, first in grouped.annotate(Sum("count"), Min("day")):
        found.cells[(measure, service, slot)] += number
        if day is not None:
            found.days[(measure, day)] += number
        if measure == "open":
            found.oldest[(service, slot)] = first


def _sum_places(found: Totals, areas: Collection[str]) -> None:
    """What is open is summed up from the offices' loads: they have no days, so there are few of them."""
    then = Q(measure__in=BY_DAY, day__range=(found.period.since, found.period.until))
    rows = Tally.objects.filter(then | Q(measure="office"), area__in=areas, count__gt=0)
    grouped = rows.values_list("measure", "area").annotate(Sum("count")).order_by()
    for measure, area, number in grouped:
        found.placed[("open" if measure == "office" else measure, area)] = number


def _add_running_out(found: Totals, areas: Collection[str], at: datetime) -> None:
    """Overdue and due today: whole days from the tallies, what ran out since this morning one by one."""
    today = at.astimezone(ZONE).date()
    rows = Tally.objects.filter(area__in=areas, measure="due", day__lte=today, count__gt=0)
    grouped = rows.annotate(today=Q(day=today)).values_list("area", "service", "today").order_by()
    for area, service, ends_today, number in grouped.annotate(Sum("count")):
        _put(found, "due_today" if ends_today else "overdue", area, service, number)
    digits = {codes.prefix(area): area for area in areas}
    passed = _passed(found.region, at).annotate(
        within=Left("region", max(map(len, digits), default=0) or 1)
    )
    for place, service, number in passed.values_list("within", "service").annotate(Count("pk")):
        for length in {len(prefix) for prefix in digits}:
            if area := digits.get(place[:length]):
                _put(found, "overdue", area, service, number)
                _put(found, "due_today", area, service, -number)


def _passed(region: str, at: datetime) -> QuerySet[Standing]:
    """What ran out since this morning."""
    return Standing.objects.filter(
        inside(region), stage="open", due_at__gt=day_begins(at), due_at__lte=at
    )


def _put(found: Totals, measure: str, area: str, service: str, number: int) -> None:
    found.placed[(measure, area)] += number
    if area == found.region:
        found.cells[(measure, service, "")] += number


def loads(region: str) -> dict[str, Counter[str]]:
    """Open orders by organisation ("office") and by account ("holder")."""
    rows = Tally.objects.filter(area=region, measure__in=LOADS, count__gt=0)
    found: dict[str, Counter[str]] = {name: Counter() for name in LOADS}
    for measure, slot, number in (
        rows.values_list("measure", "slot").annotate(Sum("count")).order_by()
    ):
        found[measure][slot] = number
    return found


def count_of(which: Which, *, at: datetime) -> int:
    """One figure by itself, from the tallies: for the head of the list behind it."""
    if which.own:
        return Standing.objects.filter(which.standings(at)).count()
    rows = Tally.objects.filter(area=which.region, count__gt=0)
    if which.line:
        rows = rows.filter(service__in=services_of(which.line))
    if which.service:
        rows = rows.filter(service=which.service)
    if which.spec.tallied:
        return _summed(_of_measure(rows, which))
    return _running_out(which, rows.filter(measure="due"), at)


def _of_measure(rows: QuerySet[Tally], which: Which) -> QuerySet[Tally]:
    rows = rows.filter(measure=which.measure)
    if which.slot:
        rows = rows.filter(slot=which.slot)
    if which.spec.of_period:
        rows = rows.filter(day__range=(which.period.since, which.period.until))
    return rows


def _running_out(which: Which, due: QuerySet[Tally], at: datetime) -> int:
    today = at.astimezone(ZONE).date()
    passed = _passed(which.region, at).filter(which.but(measure="due").standings(at)).count()
    if which.measure == "overdue":
        return _summed(due.filter(day__lt=today)) + passed
    return _summed(due.filter(day=today)) - passed


def _summed(rows: QuerySet[Tally]) -> int:
    return rows.aggregate(sum=Sum("count"))["sum"] or 0


def sum_of(region: str, measures: Sequence[str], period: Period) -> Counter[str]:
    """Some measures of a region over another period."""
    days = (period.since, period.until)
    rows = Tally.objects.filter(area=region, measure__in=measures, day__range=days, count__gt=0)
    return Counter(dict(rows.values_list("measure").annotate(Sum("count")).order_by()))
