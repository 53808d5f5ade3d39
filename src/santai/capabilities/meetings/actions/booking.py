"""Taking a place: counted under a lock, so that no time holds more people than it has places."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.meetings import access
from santai.capabilities.meetings.actions import wording
from santai.capabilities.meetings.actions.telling import tell
from santai.capabilities.meetings.enums import BookingState, Manner
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.meetings.queries import free_slots, offer_open, same_times
from santai.capabilities.orders.actions import note_appointment
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.rows import one_at_a_time
from santai.catalogue import identity
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Forbidden, Invalid
from santai.kernel.numbers import order_number
from santai.kernel.texts import one_line
from santai.kernel.workdays import ZONE

# Open bookings of one telephone number for one service: one's own and one for somebody of the family. More would
# take the places of people who have none.
MOST_OPEN = 2
NAME, NOTE = 100, 200
CITIZENS = frozenset({"citizen", "guest", "holder"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who books says. `order` is the number of the matter it is for."""

    name: str
    phone: str
    service: str = ""
    note: str = ""
    texts: bool = True
    order: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    booking: Booking
    repeated: bool = False  # the same form had already been sent


def book(
    *, actor: Actor, offer_id: int, starts_at: datetime, wish: Wish, at: datetime, key: str = ""
) -> Booked:
    """Take a place. Raises Invalid with each field (`slot` when the time is full or gone by now),
    Conflict when this number holds enough, Missing when the offer has ended.
    """
    if not (actor.kind in CITIZENS or access.books_for_others(actor)):
        raise Forbidden(_("替人预约由窗口和热线办理。"))
    wish = _checked(wish, own=actor.kind in CITIZENS)
    order = access.order_booked_for(actor, wish.order)
    with transaction.atomic():
        # two forms of one person at the same moment count as two, whatever they book
        one_at_a_time(f"book:{wish.phone or key}")
        if key and (before := Booking.objects.filter(key=key).first()):
            return Booked(before, repeated=True)
        offer = locked_offer(offer_id, at)
        _must_offer(offer, wish)
        _must_not_hoard(wish, at)
        ends_at = place_in(offer, starts_at, at=at)
        booking = _written(actor, offer, (starts_at, ends_at), wish, order, at=at, key=key)
        if order is not None:
            arranged = f"约了 {wording.arranged(booking)}"
            note_appointment(actor=actor, number=order.number, arranged=arranged, at=at)
        tell(booking, wording.booked_text, at=at)
        booking.save(update_fields=["number", "told"])
    return Booked(booking)


def check(*, offer: Offer, starts_at: datetime, wish: Wish, own: bool, at: datetime) -> None:
    """What `book` would complain about, before somebody reads their answers over; nothing is taken."""
    wish = _checked(wish, own=own)
    _must_offer(offer, wish)
    _must_not_hoard(wish, at)
    place_in(offer, starts_at, at=at)


def locked_offer(offer_id: int, at: datetime) -> Offer:
    """The offer, and all that share places with it, locked until the transaction ends: whoever else
    books there waits, and counts this booking then.
    """
    offer = offer_open(offer_id, on=at.astimezone(ZONE).date())
    rows = Offer.objects.select_for_update(no_key=True).filter(same_times(offer)).order_by("pk")
    list(rows)
    return offer_open(offer_id, on=at.astimezone(ZONE).date())


def place_in(offer: Offer, starts_at: datetime, *, at: datetime) -> datetime:
    """When the time ends that begins then, if a place is left in it; the caller holds the lock."""
    for slot in free_slots(offer, at=at):
        if slot.starts_at == starts_at:
            return slot.ends_at
    raise Invalid({"slot": _("这个时间刚刚约满，或者已经不能约了。请看看下面还有的时间。")})


def _checked(wish: Wish, *, own: bool) -> Wish:
    """Plain and complete, or Invalid. Whoever stands at the counter may have no telephone."""
    wrong: dict[str, str] = {}
    name, note = one_line(wish.name), one_line(wish.note)
    if not name:
        wrong["name"] = _("请填写姓名。")
    elif len(name) > NAME:
        wrong["name"] = _("姓名太长了，最多 %(most)s 个字。") % {"most": NAME}
    if len(note) > NOTE:
        wrong["note"] = _("写得太长了，最多 %(most)s 个字。") % {"most": NOTE}
    phone = ""
    if wish.phone.strip() or own:
        try:
            phone = identity.phone(wish.phone)
        except ValueError as error:
            wrong["phone"] = str(error)
    if wrong:
        raise Invalid(wrong)
    return Wish(name, phone, wish.service, note, wish.texts, wish.order)


def _must_offer(offer: Offer, wish: Wish) -> None:
    if wish.service and wish.service not in catalogue().ids:
        raise Invalid({"service": _("没有这个事项，请从列表里选。")})
    if offer.services and wish.service not in offer.services:
        raise Invalid({"service": _("这里只约列出的事项，请从列表里选。")})
    if offer.manner == Manner.TELEPHONE and not wish.phone:
        raise Invalid({"phone": _("电话预约要有电话号码，好打给您。")})


def _must_not_hoard(wish: Wish, at: datetime) -> None:
    if not wish.phone:
        return
    held = Booking.objects.filter(
        phone=wish.phone, service=wish.service, state=BookingState.BOOKED, starts_at__gt=at
    )
    if held.count() >= MOST_OPEN:
        said = _(
            "这个电话已经约了 %(most)s 次还没有去。请先去，或者取消一次再约；约不了的，打 12348 也能问。"
        )
        raise Conflict(said % {"most": MOST_OPEN})


def _written(
    actor: Actor,
    offer: Offer,
    time: tuple[datetime, datetime],
    wish: Wish,
    order: Order | None,
    *,
    at: datetime,
    key: str,
) -> Booking:
    booking = Booking.objects.create(
        code_salt=secrets.token_hex(8),
        offer=offer,
        starts_at=time[0],
        ends_at=time[1],
        name=wish.name,
        phone=wish.phone,
        service=wish.service,
        note=wish.note,
        texts=wish.texts,
        order=order,
        channel=actor.channel,
        made_by_id=actor.account_id,
        made_at=at,
        changed_at=at,
        key=key,
    )
    booking.number = _number(booking.pk)
    return booking


def _number(serial: int) -> str:
    """Nine digits, two fewer than an order number, so that nobody takes one for the other."""
    return order_number(0, serial, f"booking:{settings.SECRET_KEY}".encode())[2:]
