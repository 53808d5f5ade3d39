"""How long a matter must be and may be kept, what somebody agreed to, and what they asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from santai.capabilities.orders.access import orders_for
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Account
from santai.capabilities.privacy.enums import Use
from santai.capabilities.privacy.models import Consent, Wish
from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.catalogue.schema import ParameterValue
from santai.kernel.workdays import ZONE

OTHER = "other"  # the parameters of lines that have none of their own


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when the file of a finished matter must be kept, and when the machine deletes it; from where that is."""

    held_years: int
    held_until: date | None  # None as long as the matter is not done, and where nothing says so
    deleted_on: date | None
    source: str
    verified: bool

    def is_held(self, on: date) -> bool:
        return self.held_until is not None and on <= self.held_until


def keeping_of(order: Order, *, on: date) -> Keeping:
    """By the parameters of the day: a new term counts for old matters too."""
    held, kept = (_parameter(name, order, on) for name in ("held", "kept"))
    done = _done_on(order)
    return Keeping(
        held_years=int(held.value) if held else 0,
        held_until=_after(done, held),
        deleted_on=_after(done, kept),
        source=held.source if held else "",
        verified=bool(held and held.verified),
    )


def latest_wishes(orders: Collection[int]) -> dict[int, Wish]:
    """The last wish about each of these orders; for who holds them already."""
    rows = Wish.objects.filter(order__in=orders).order_by("pk")
    return {row.order_id: row for row in rows}


def own_orders(actor: Actor) -> QuerySet[Order]:
    """The matters whose particulars are this person's to dispose of: their own, not those they stand for."""
    rows = orders_for(actor) if actor.representation_id is None else Order.objects.none()
    return rows.select_related("organisation").order_by("-received_at")


def consents_of(account: Account) -> dict[Use, Consent]:
    """The last word on each use; where there is none, it is used as the notice at the first door says."""
    rows = Consent.objects.filter(account=account).order_by("pk")
    return {Use(row.use): row for row in rows}


def wishes_waiting(*, after: int, limit: int) -> list[int]:
    rows = Wish.objects.filter(done_at=None, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def finished_before(moment: datetime, *, after: int, limit: int) -> list[Order]:
    """Matters that were done before then and still hold something, from a key on."""
    rows = Order.objects.filter(completed_at__lt=moment, erased_by=None, pk__gt=after)
    return list(rows.order_by("pk")[:limit])


def shortest() -> timedelta:
    """What is done for less than this is kept everywhere."""
    named = (spec for name, spec in catalogue().parameters.items() if name.startswith("kept_"))
    years = min(int(value.value) for spec in named for value in spec.values)
    return timedelta(days=365 * years)


def _parameter(kind: str, order: Order, on: date) -> ParameterValue | None:
    line = catalogue().service_version(order.service, order.version).line.replace("-", "_")
    try:
        return catalogue().parameter(f"{kind}_{line}", order.region_id, on)
    except NotInCatalogue:
        return catalogue().parameter(f"{kind}_{OTHER}", order.region_id, on)


def _done_on(order: Order) -> date | None:
    done = order.completed_at or order.closed_at
    return done.astimezone(ZONE).date() if done else None


def _after(done: date | None, years: ParameterValue | None) -> date | None:
    if done is None or years is None or not int(years.value):
        return None
    day = 28 if (done.month, done.day) == (2, 29) else done.day
    return date(done.year + int(years.value), done.month, day)
