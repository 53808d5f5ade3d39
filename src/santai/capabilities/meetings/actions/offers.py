"""Drawing up offers. Whatever is changed: who has a time keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.meetings import access
from santai.capabilities.meetings.enums import HOLDS_A_PLACE, Manner
from santai.capabilities.meetings.models import Booking, Offer, SpecialDay
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Practitioner
from santai.capabilities.places.models import Venue
from santai.catalogue.current import catalogue
from santai.kernel.errors import Invalid
from santai.kernel.texts import one_line
from santai.kernel.workdays import ZONE

LIMITS = {"minutes": (5, 240), "capacity": (1, 99), "horizon": (1, 60), "cutoff": (0, 72)}
TITLE, HOW, REASON = 40, 200, 60


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered, as its keeper says it; None where what was typed is not of that kind."""

    organisation: int | None
    title: str
    manner: str
    starts: date | None
    weekdays: tuple[int, ...] = ()
    morning: tuple[time | None, time | None] = (None, None)
    afternoon: tuple[time | None, time | None] = (None, None)
    minutes: int | None = None
    capacity: int | None = None
    horizon: int | None = None
    cutoff: int | None = None
    ends: date | None = None
    venue: int | None = None
    practitioner: int | None = None
    services: tuple[str, ...] = ()
    how: str = ""


def keep_offer(*, actor: Actor, terms: Terms, at: datetime, offer_id: int | None = None) -> Offer:
    """A new offer, or new terms for one from now on. Raises Invalid with each field."""
    offer = access.offer_kept(actor, offer_id) if offer_id is not None else Offer()
    wrong = dict(_wrong(terms))
    if terms.organisation is None:
        wrong["organisation"] = _("请选机构。")
    else:
        access.may_keep_for(actor, terms.organisation, terms.practitioner)
        wrong |= _wrong_places(terms)
    if wrong:
        raise Invalid(wrong)
    for name, value in _fields(terms).items():
        setattr(offer, name, value)
    offer.kept_by_id, offer.kept_at = actor.account_id, at
    offer.save()
    return offer


def end_offer(*, actor: Actor, offer_id: int, at: datetime) -> int:
    """No more bookings; gives how many people still hold a time, who are received or rung up."""
    offer = access.offer_kept(actor, offer_id)
    Offer.objects.filter(pk=offer.pk).update(is_active=False, kept_by=actor.account_id, kept_at=at)
    return Booking.objects.filter(offer=offer, state="booked", starts_at__gt=at).count()


@transaction.atomic
def set_day(
    *, actor: Actor, offer_id: int, day: date | None, is_open: bool, reason: str, at: datetime
) -> int:
    """Close one day, or open one; gives how many already hold a time on a day that is closed."""
    offer = access.offer_kept(actor, offer_id)
    reason = one_line(reason)
    wrong = {}
    if day is None or day < at.astimezone(ZONE).date():
        wrong["day"] = _("请选今天或者以后的一天。")
    if len(reason) > REASON:
        wrong["reason"] = _("写得太长了，最多 %(most)s 个字。") % {"most": REASON}
    if wrong or day is None:
        raise Invalid(wrong)
    SpecialDay.objects.update_or_create(
        offer=offer, day=day, defaults={"is_open": is_open, "reason": reason}
    )
    if is_open:
        return 0
    begin = datetime.combine(day, time(), ZONE)
    held = Booking.objects.filter(offer=offer, state__in=HOLDS_A_PLACE, starts_at__gte=begin)
    return held.filter(starts_at__lt=datetime.combine(day, time.max, ZONE)).count()


def unset_day(*, actor: Actor, offer_id: int, day: date | None) -> None:
    """The day is as its week says again."""
    offer = access.offer_kept(actor, offer_id)
    if day is not None:
        SpecialDay.objects.filter(offer=offer, day=day).delete()


def _fields(terms: Terms) -> dict[str, object]:
    """As the table has them: what was not typed has its default there."""
    given = {
        "organisation_id": terms.organisation,
        "practitioner_id": terms.practitioner,
        "venue_id": terms.venue,
        "title": one_line(terms.title),
        "services": list(terms.services),
        "manner": terms.manner,
        "how": one_line(terms.how),
        "weekdays": sorted(set(terms.weekdays)),
        "morning_from": terms.morning[0],
        "morning_to": terms.morning[1],
        "afternoon_from": terms.afternoon[0],
        "afternoon_to": terms.afternoon[1],
        "starts": terms.starts,
        "ends": terms.ends,
        "is_active": True,
    }
    return {**given, **{name: getattr(terms, name) for name in LIMITS}}


def _wrong(terms: Terms) -> Iterator[tuple[str, str]]:
    title = one_line(terms.title)
    if not title or len(title) > TITLE:
        yield "title", _("请写约的是什么，最多 %(most)s 个字。") % {"most": TITLE}
    if terms.manner not in Manner.values:
        yield "manner", _("请选方式。")
    if len(one_line(terms.how)) > HOW:
        yield "how", _("写得太长了，最多 %(most)s 个字。") % {"most": HOW}
    if not terms.weekdays or not set(terms.weekdays) <= set(range(7)):
        yield "weekdays", _("请至少选一天。")
    yield from _wrong_hours(terms)
    for name, (least, most) in LIMITS.items():
        value = getattr(terms, name)
        if value is None or not least <= value <= most:
            yield name, _("请填 %(least)s 到 %(most)s 之间的数。") % {"least": least, "most": most}
    if terms.starts is None:
        yield "starts", _("请选从哪天起。")
    elif terms.ends is not None and terms.ends < terms.starts:
        yield "ends", _("结束的日子不能早于开始的日子。")


def _wrong_hours(terms: Terms) -> Iterator[tuple[str, str]]:
    for name, (first, last) in (("morning", terms.morning), ("afternoon", terms.afternoon)):
        if (first is None) != (last is None):
            yield f"{name}_to", _("从几点到几点，两个都要填；不放号就都空着。")
        elif first is not None and last is not None and first >= last:
            yield f"{name}_to", _("结束的时间要晚于开始的时间。")
    if terms.morning == terms.afternoon == (None, None):
        yield "morning_from", _("上午、下午至少填一段时间。")
    elif terms.morning[1] and terms.afternoon[0] and terms.afternoon[0] < terms.morning[1]:
        yield "afternoon_from", _("下午不能早于上午结束的时间。")


def _wrong_places(terms: Terms) -> dict[str, str]:
    """What belongs to another organisation is not offered here."""
    wrong = {}
    if terms.manner == Manner.IN_PERSON and terms.venue is None:
        wrong["venue"] = _("当面的要选地点。")
    elif terms.venue is not None:
        here = Venue.objects.filter(pk=terms.venue, is_active=True)
        own = terms.practitioner is not None  # a lawyer receives at a centre's hall, for instance
        if not (here if own else here.filter(organisation=terms.organisation)).exists():
            wrong["venue"] = _("请选本单位的地点。")
    if terms.practitioner is not None:
        people = Practitioner.objects.filter(pk=terms.practitioner, is_active=True)
        if not people.filter(organisation=terms.organisation).exists():
            wrong["practitioner"] = _("请选本单位的人员。")
    if set(terms.services) - set(catalogue().ids):
        wrong["services"] = _("没有这个事项，请从列表里选。")
    return wrong
