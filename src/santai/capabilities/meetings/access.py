"""Whose times they are: who keeps offers, and who sees which bookings."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.orders import access as orders
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Practitioner
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import inside
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.numbers import plain, query_code

LEADS, WORKS, FINDS, BUREAU = "supervise", "intake", "find_person", "bureau"
WRONG = gettext_lazy("预约号或查询码不对。连续输错 5 次要等 15 分钟。")


def keeps_somewhere(actor: Actor) -> bool:
    return bool(actor.posts_with(LEADS)) or actor.practitioner_id is not None


def organisations_kept(actor: Actor) -> QuerySet[Organisation]:
    """Those for which somebody draws up offers: the head of a centre for the centre, a bureau for
    every organisation of its region.
    """
    return Organisation.objects.filter(_kept(actor), is_active=True).order_by("region", "pk")


def organisations_offering(actor: Actor) -> QuerySet[Organisation]:
    """Those for which somebody may draw up an offer: the ones they keep, and the one they practise at."""
    mine = _kept(actor)
    if actor.practitioner_id is not None:
        mine |= Q(practitioners=actor.practitioner_id)
    found = Organisation.objects.filter(mine, is_active=True).distinct()
    return found.order_by("region", "pk")


def people_to_offer(actor: Actor, organisation_id: int) -> QuerySet[Practitioner]:
    """With whom times can be offered there: with anybody by who keeps it, with oneself by a practitioner."""
    found = Practitioner.objects.filter(organisation=organisation_id, is_active=True)
    if not organisations_kept(actor).filter(pk=organisation_id).exists():
        found = found.filter(pk=actor.practitioner_id or 0)
    return found.order_by("name", "pk")


def offers_kept(actor: Actor) -> QuerySet[Offer]:
    """The offers somebody may change; a practitioner's own are theirs."""
    mine = _kept(actor, "organisation__")
    if actor.practitioner_id is not None:
        mine |= Q(practitioner=actor.practitioner_id)
    return Offer.objects.filter(mine).select_related("organisation", "venue", "practitioner")


def offer_kept(actor: Actor, offer_id: int) -> Offer:
    offer = offers_kept(actor).filter(pk=offer_id).first()
    if offer is None:
        raise Missing
    return offer


def may_keep_for(actor: Actor, organisation_id: int, practitioner_id: int | None) -> None:
    """Raise Forbidden unless the actor keeps this organisation's offers, or their own."""
    own = practitioner_id is not None and practitioner_id == actor.practitioner_id
    if not own and not organisations_kept(actor).filter(pk=organisation_id).exists():
        raise Forbidden(_("放号由本单位负责人或者主管司法局安排。"))


def bookings_for(actor: Actor) -> QuerySet[Booking]:
    """The bookings somebody works with: of their organisation, of the region in which they look
    people up, and with themselves.
    """
    mine = Q(pk__in=())
    for post in actor.posts_with(WORKS):
        mine |= Q(offer__organisation=post.organisation_id)
        mine |= Q(offer__venue__organisation=post.organisation_id)
        if FINDS in post.permissions and post.sees == "region":
            mine |= inside(post.region, "offer__organisation__region")
    mine |= _kept(actor, "offer__organisation__")
    if actor.practitioner_id is not None:
        mine |= Q(offer__practitioner=actor.practitioner_id)
    used = Q(order=None) | Q(order__restricted_at=None)  # else kept, and nobody is named here
    return _with_places(Booking.objects.filter(mine & used))


def booking_for(actor: Actor, number: str) -> Booking:
    booking = bookings_for(actor).filter(number=plain(number)).first()
    if booking is None:
        raise Missing
    return booking


def is_with(actor: Actor, booking: Booking) -> bool:
    """Whether this practitioner is the one whom somebody comes to meet."""
    who = booking.offer.practitioner_id
    return who is not None and who == actor.practitioner_id


def books_for_others(actor: Actor) -> bool:
    """Counter and hotline book for whoever stands or calls there."""
    return actor.may(WORKS)


def booking_with_code(number: str, code: str) -> Booking:
    """The booking this number and code open; Missing, always in the same words, for all else.

    How often somebody may try is the door's to count.
    """
    booking = _with_places(Booking.objects.filter(number=plain(number))).first()
    same = booking is not None and hmac.compare_digest(
        plain(code).encode(), code_of(booking).encode()
    )
    if booking is None or not same:
        raise Missing(str(WRONG))
    return booking


def booking_held(number: str, salt: str) -> Booking:
    """The booking that a browser opened before, as long as it still has the code it had then."""
    found = Booking.objects.filter(number=plain(number), code_salt=salt)
    booking = _with_places(found).first()
    if booking is None:
        raise Missing
    return booking


def code_of(booking: Booking) -> str:
    return query_code(settings.SECRET_KEY.encode(), "booking", booking.code_salt)


def order_booked_for(actor: Actor, number: str) -> Order | None:
    """The matter an appointment is for, where one was named and the actor sees it."""
    return orders.order_for(actor, number) if number else None


def _with_places(found: QuerySet[Booking]) -> QuerySet[Booking]:
    return found.select_related(
        "offer__organisation", "offer__venue", "offer__practitioner", "order", "ticket"
    )


def _kept(actor: Actor, prefix: str = "") -> Q:
    """The condition on an organisation, or on what points at one."""
    mine = Q(pk__in=())
    for post in actor.posts_with(LEADS):
        if post.organisation_kind == BUREAU:
            mine |= inside(post.region, f"{prefix}region")
        mine |= Q(**{f"{prefix}pk": post.organisation_id})
    return mine
