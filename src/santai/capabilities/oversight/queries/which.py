"""Which orders a figure counts: one value for the figure, for the address of its list and for the list itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from santai.capabilities.orders import access as orders_access
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.models import Standing
from santai.capabilities.oversight.queries.measures import MEASURES, NO_HOLDER, Measure
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.capabilities.places.queries import inside
from santai.catalogue.current import catalogue
from santai.kernel.errors import Missing
from santai.kernel.workdays import ZONE

PAGE = 50
NEIGHBOURS = ("applicant", "organisation", "holder", "region")


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `since` up to and including `until`."""

    since: date
    until: date

    @property
    def days(self) -> list[date]:
        return [self.since + timedelta(n) for n in range((self.until - self.since).days + 1)]


@dataclass(frozen=True, slots=True)
class Which:
    """The orders of a measure in a region, narrowed by line, service and slot.

    `own`: only those of the region itself, not of the places inside it.
    """

    measure: str
    region: str
    period: Period
    line: str = ""
    service: str = ""
    slot: str = ""
    own: bool = False

    @property
    def spec(self) -> Measure:
        return MEASURES[self.measure]

    def but(self, **changes: Any) -> Which:
        return replace(self, **changes)

    def standings(self, at: datetime) -> Q:
        """The condition on standings."""
        spec = self.spec
        found = spec.only & self._placed() & _timed(self.measure, at)
        if spec.of_period:
            found &= Q(**{f"{spec.day}__range": (self.period.since, self.period.until)})
        if self.line:
            found &= Q(service__in=services_of(self.line))
        if self.service:
            found &= Q(service=self.service)
        if self.slot:
            found &= Q(**{spec.slot: None if self._nobody() else self.slot})
        return found

    def parameters(self) -> dict[str, str]:
        """What stands in the address of the list."""
        said = {
            "of": self.measure,
            "region": self.region,
            "since": self.period.since.isoformat() if self.spec.of_period else "",
            "until": self.period.until.isoformat() if self.spec.of_period else "",
            "line": self.line,
            "service": self.service,
            "slot": self.slot,
            "own": "1" if self.own else "",
        }
        return {name: text for name, text in said.items() if text}

    def _placed(self) -> Q:
        if self.own:
            return Q(region=self.region)
        return (
            inside(self.region) if codes.prefix(self.region) else Q()
        )  # the nation: no need to ask

    def _nobody(self) -> bool:
        return self.spec.slot == "holder" and self.slot == NO_HOLDER


def read(given: Mapping[str, str], period: Period) -> Which:
    """The value an address names; Missing for one that names nothing."""
    spec = MEASURES.get(given.get("of", ""))
    slot = given.get("slot", "")
    numbered = spec is not None and spec.slot in {"organisation", "holder"}
    if (
        spec is None
        or (slot and not spec.slot)
        or len(slot) > 40
        or (slot and numbered and not (slot.isascii() and slot.isdecimal() and len(slot) < 19))
    ):
        raise Missing
    return Which(
        measure=spec.name,
        region=given.get("region", ""),
        period=period,
        line=given.get("line", ""),
        service=given.get("service", ""),
        slot=slot,
        own=given.get("own") == "1",
    )


def orders_of(
    actor: Actor, which: Which, *, at: datetime, page: int = 1, size: int = PAGE
) -> list[Order]:
    """One page of the orders behind a figure and one more, what presses most or is newest first."""
    rows = Standing.objects.filter(which.standings(at)).order_by(*_order(which.spec))
    start = (max(page, 1) - 1) * size
    return held(actor, list(rows.values_list("pk", flat=True)[start : start + size + 1]))


def held(actor: Actor, keys: list[int]) -> list[Order]:
    """These orders, as far as this actor may open them, in this order."""
    seen: QuerySet[Order] = orders_access.orders_for(actor).filter(pk__in=keys)
    found = {order.pk: order for order in seen.select_related(*NEIGHBOURS)}
    return [found[key] for key in keys if key in found]


def services_of(line: str) -> list[str]:
    return [id_ for id_ in catalogue().ids if line_of(id_) == line]


def line_of(service: str) -> str:
    """The line a service belongs to; its own id for one the catalogue no longer has."""
    known = catalogue()
    if service not in known.ids:
        return service
    return known.service_version(service, known.versions(service)[-1]).line


def day_begins(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(ZONE).date(), time(), ZONE)


def _timed(measure: str, at: datetime) -> Q:
    if measure == "overdue":
        return Q(due_at__lte=at)
    if measure == "due_today":
        return Q(due_at__gt=at, due_at__lte=day_begins(at) + timedelta(days=1))
    return Q()


def _order(spec: Measure) -> tuple[str, ...]:
    return (f"-{spec.day}", "-order") if spec.of_period else ("due_at", "order")
