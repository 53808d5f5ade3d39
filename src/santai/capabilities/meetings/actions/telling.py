"""Text messages about appointments, only where they are wanted and safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from santai.capabilities.meetings.actions import wording
from santai.capabilities.meetings.models import Booking
from santai.capabilities.meetings.queries import to_remind
from santai.capabilities.notices import actions as notices
from santai.capabilities.notices.actions.wording import discreet, may_text

BATCH = 200
# To one telephone in a day, whatever is booked and given up again: the number is typed, not proven.
MOST_TEXTS = 8


def tell(booking: Booking, words: Callable[[Booking], str], *, at: datetime) -> None:
    """One text message about the booking as it now stands; the caller saves `told`."""
    if not (booking.texts and booking.phone and _safe(booking)) or _had_enough(booking, at):
        return
    booking.told += 1
    notices.text(
        subject=f"bookings/{booking.pk}",
        seq=booking.told,
        region=booking.offer.organisation.region_id,
        phone=booking.phone,
        words=words(booking),
        at=at,
    )


def remind(*, at: datetime, limit: int = BATCH) -> int:
    """Remind who comes tomorrow, each once however often this runs; gives how many were dealt with."""
    with transaction.atomic():
        rows = list(
            to_remind(at=at)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related(
                "offer__organisation", "offer__venue", "offer__practitioner", "order__applicant"
            )
            .order_by("starts_at", "pk")[:limit]
        )
        for booking in rows:
            tell(booking, wording.reminder_text, at=at)
            booking.reminded_at = at
            booking.save(update_fields=["told", "reminded_at"])
    return len(rows)


def _had_enough(booking: Booking, at: datetime) -> bool:
    changed = Booking.objects.filter(phone=booking.phone, changed_at__gt=at - timedelta(days=1))
    others = changed.exclude(pk=booking.pk).aggregate(texts=Sum("told", default=0))
    return bool(others["texts"] + booking.told >= MOST_TEXTS)


def _safe(booking: Booking) -> bool:
    """Whoever told us how to reach them safely in their matter is not betrayed by its appointment."""
    if booking.order is None:
        return True
    applicant = booking.order.applicant
    return may_text(applicant) and not discreet(applicant)
