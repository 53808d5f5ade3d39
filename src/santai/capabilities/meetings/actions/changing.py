"""Another time, or none: the place that was held is free at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.meetings.actions import wording
from santai.capabilities.meetings.actions.booking import NOTE, locked_offer, place_in
from santai.capabilities.meetings.actions.telling import tell
from santai.capabilities.meetings.enums import BookingState
from santai.capabilities.meetings.models import Booking
from santai.capabilities.orders.actions import note_appointment
from santai.capabilities.people.access import SYSTEM, Actor
from santai.kernel.errors import Invalid, NotNow
from santai.kernel.texts import one_line


def move(
    *,
    actor: Actor,
    booking: Booking,
    starts_at: datetime,
    reason: str = "",
    at: datetime,
) -> Booking:
    """To another time of the same offer. `booking` is one the caller was shown by `access`.

    Raises Invalid (`slot`) when that time is full; the old place is then still held.
    """
    why = _reason(reason)
    with transaction.atomic():
        # offer before booking, as everybody who takes a place does
        offer = locked_offer(booking.offer_id, at)
        row = _open(booking, at)
        if row.starts_at == starts_at:
            return row
        row.ends_at = place_in(offer, starts_at, at=at)
        row.starts_at, row.reason, row.changed_at = starts_at, why, at
        row.moves, row.reminded_at = row.moves + 1, None
        _tell_order(actor, row, f"改到 {wording.arranged(row)}", at)
        tell(row, wording.moved_text, at=at)
        row.save()
    return row


def cancel(*, actor: Actor, booking: Booking, reason: str = "", at: datetime) -> Booking:
    """Give the place back. Cancelled once more, nothing changes."""
    why = _reason(reason)
    with transaction.atomic():
        row = _locked(booking)
        if row.state == BookingState.CANCELLED:
            return row
        row = _open(booking, at)
        row.state, row.reason, row.changed_at = BookingState.CANCELLED, why, at
        _tell_order(actor, row, f"取消了 {wording.arranged(row)}的预约", at)
        tell(row, wording.cancelled_text, at=at)
        row.save()
    return row


def _open(booking: Booking, at: datetime) -> Booking:
    row = _locked(booking)
    if row.state != BookingState.BOOKED:
        raise NotNow(
            _("这个预约已经是“%(state)s”，不能再改了。") % {"state": row.get_state_display()}
        )
    if row.ends_at <= at:
        raise NotNow(_("这个时间已经过了。还需要的话，请另约一个时间。"))
    return row


def _locked(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",)).select_related(
        "offer__organisation", "offer__venue", "offer__practitioner", "order__applicant"
    )
    return rows.get(pk=booking.pk)


def _reason(text: str) -> str:
    why = one_line(text)
    if len(why) > NOTE:
        raise Invalid({"reason": _("写得太长了，最多 %(most)s 个字。") % {"most": NOTE}})
    return why


def _tell_order(actor: Actor, row: Booking, arranged: str, at: datetime) -> None:
    """With the booking's own code somebody changes the booking, though the order is not open to them:
    the order hears of it from the house then.
    """
    if row.order is None:
        return
    own = actor.order_id == row.order_id or actor.kind == "staff" or actor.party_ids
    note_appointment(
        actor=actor if own else SYSTEM,
        number=row.order.number,
        arranged=arranged,
        at=at,
        late=True,
    )
