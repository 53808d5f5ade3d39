"""The times of offers, computed: week, calendar, single days, and who took which place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from santai.capabilities.meetings.enums import HOLDS_A_PLACE
from santai.capabilities.meetings.models import Booking, Offer, SpecialDay
from santai.capabilities.places.codes import ancestors, depth
from santai.capabilities.places.queries import inside
from santai.catalogue.current import catalogue
from santai.kernel.errors import Missing
from santai.kernel.workdays import ZONE, CalendarGap

DAY = timedelta(days=1)
Taken = Sequence[tuple[datetime, datetime, int]]  # from, to, how many


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of an offer, with the places left in it."""

    starts_at: datetime
    ends_at: datetime
    left: int
    capacity: int

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class PreviewDay:
    """A day as its keeper sees it. `closed` says why there are no times."""

    day: date
    slots: Sequence[Slot]
    booked: int
    closed: str
    special: SpecialDay | None


def offers_near(region: str, *, service: str = "", on: date) -> list[Offer]:
    """Offers open on that day that serve the place, nearest first as the directory shows them: those in
    the region and below, then those of the regions around it. Without a service, those for any advice.
    """
    around = Q(organisation__region__in=ancestors(region))
    fits = Q(services=[]) | Q(services__contains=[service]) if service else Q(services=[])
    near = Case(
        When(inside(region, "organisation__region"), then=Value(0)),
        default=Value(depth(region)) - F("organisation__region__level"),
        output_field=IntegerField(),
    )
    found = open_on(on).filter(inside(region, "organisation__region") | around).filter(fits)
    rows = found.select_related("organisation", "venue", "practitioner").annotate(near=near)
    return list(rows.order_by("near", "organisation__region_id", "organisation_id", "pk")[:40])


def offer_open(offer_id: int, *, on: date) -> Offer:
    """An offer as anybody may book it; Missing once it has ended."""
    rows = open_on(on).select_related("organisation", "venue", "practitioner")
    offer = rows.filter(pk=offer_id).first()
    if offer is None:
        raise Missing(_("这里不再放号了，请另选一个地方，或者打 12348。"))
    return offer


def offers_with(organisation_id: int, *, on: date) -> bool:
    """Whether anything can be booked at this organisation."""
    return open_on(on).filter(organisation=organisation_id).exists()


def open_on(day: date) -> QuerySet[Offer]:
    """What has not ended; a time still to come counts, its first bookings come before it starts."""
    found = Offer.objects.filter(Q(ends=None) | Q(ends__gte=day), is_active=True)
    gone = Q(practitioner__isnull=False) & (
        Q(practitioner__is_active=False) | Q(practitioner__suspended_until__gte=day)
    )
    return found.exclude(gone).filter(organisation__is_active=True)


def slots(offers: Sequence[Offer], *, at: datetime) -> dict[int, list[Slot]]:
    """Offer → its times from now to its horizon, full ones too; two queries for any number of offers."""
    today = at.astimezone(ZONE).date()
    last = max((offer.horizon for offer in offers), default=0)
    special = _special_days(offers, today, today + timedelta(days=last))
    taken = _taken(offers, today, today + timedelta(days=last))
    found: dict[int, list[Slot]] = {}
    for offer in offers:
        days = (today + timedelta(days=ahead) for ahead in range(offer.horizon + 1))
        open_days = (day for day in days if _opens(offer, day, special.get((offer.pk, day))))
        earliest = at + timedelta(hours=offer.cutoff)
        found[offer.pk] = [
            slot
            for day in open_days
            for slot in _slots_of(offer, day, taken.get((_who(offer), day), ()))
            if slot.starts_at >= earliest
        ]
    return found


def free_slots(offer: Offer, *, at: datetime) -> list[Slot]:
    """What can still be booked."""
    return [slot for slot in slots([offer], at=at)[offer.pk] if slot.left > 0]


def free_days(offer: Offer, *, at: datetime) -> list[tuple[date, list[Slot]]]:
    """The free times by day."""
    grouped = groupby(free_slots(offer, at=at), key=lambda slot: slot.day)
    return [(day, list(found)) for day, found in grouped]


def next_free(offers: Sequence[Offer], *, at: datetime) -> dict[int, Slot | None]:
    """Offer → its next free time."""
    found = slots(offers, at=at)
    return {key: next((s for s in rows if s.left > 0), None) for key, rows in found.items()}


def same_times(offer: Offer) -> Q:
    """The offers that share places with this one: of one person, who is in one place at a time."""
    if offer.practitioner_id is None:
        return Q(pk=offer.pk)
    return Q(practitioner=offer.practitioner_id)


def preview(offer: Offer, *, at: datetime) -> list[PreviewDay]:
    """Every day up to the horizon with its times, or why there are none; past hours of today too."""
    today = at.astimezone(ZONE).date()
    days = [today + timedelta(days=ahead) for ahead in range(offer.horizon + 1)]
    special = _special_days([offer], days[0], days[-1])
    taken = _taken([offer], days[0], days[-1])
    found = []
    for day in days:
        extra, here = special.get((offer.pk, day)), taken.get((_who(offer), day), ())
        opens = _opens(offer, day, extra)
        found.append(
            PreviewDay(
                day=day,
                slots=list(_slots_of(offer, day, here)) if opens else [],
                booked=sum(many for _, _, many in here),
                closed="" if opens else _why_closed(offer, day, extra),
                special=extra,
            )
        )
    return found


# --- pieces


def _opens(offer: Offer, day: date, special: SpecialDay | None) -> bool:
    if day < offer.starts or (offer.ends is not None and day > offer.ends):
        return False
    return special.is_open if special else offer.week.opens(day, catalogue().calendar)


def _why_closed(offer: Offer, day: date, special: SpecialDay | None) -> str:
    """The words are data: a holiday's name, the reason somebody gave; "" for a plain day off."""
    if special is not None:
        return special.reason or _("停")
    try:
        name = catalogue().calendar.name(day)
    except CalendarGap:
        return _("放假安排还没有公布")
    return name


def _slots_of(offer: Offer, day: date, taken: Taken) -> Iterable[Slot]:
    for start, end in offer.week.times(day):
        sitting = sum(many for first, last, many in taken if first < end and last > start)
        yield Slot(start, end, max(offer.capacity - sitting, 0), offer.capacity)


def _who(offer: Offer) -> tuple[str, int]:
    if offer.practitioner_id is None:
        return "offer", offer.pk
    return "practitioner", offer.practitioner_id


def _special_days(
    offers: Sequence[Offer], first: date, last: date
) -> Mapping[tuple[int, date], SpecialDay]:
    rows = SpecialDay.objects.filter(offer__in=offers, day__range=(first, last))
    return {(row.offer_id, row.day): row for row in rows}


def _taken(
    offers: Sequence[Offer], first: date, last: date
) -> Mapping[tuple[tuple[str, int], date], list[tuple[datetime, datetime, int]]]:
    """Who holds places when, by whose places they are and by day."""
    people = [offer.practitioner_id for offer in offers if offer.practitioner_id is not None]
    mine = Q(offer__in=offers)
    if people:
        mine |= Q(offer__practitioner__in=people)
    begin, end = (datetime.combine(day, time(), ZONE) for day in (first, last + DAY))
    rows = (
        Booking.objects.filter(
            mine, state__in=HOLDS_A_PLACE, starts_at__gte=begin, starts_at__lt=end
        )
        .values_list("offer_id", "offer__practitioner_id", "starts_at", "ends_at")
        .annotate(many=Count("pk"))
        .order_by("starts_at")
    )
    found: dict[tuple[tuple[str, int], date], list[tuple[datetime, datetime, int]]] = {}
    for offer_id, practitioner_id, starts_at, ends_at, many in rows:
        who = ("offer", offer_id) if practitioner_id is None else ("practitioner", practitioner_id)
        day = starts_at.astimezone(ZONE).date()
        found.setdefault((who, day), []).append((starts_at, ends_at, many))
    return found
