"""Who is expected in this hall today: who came, who did not, who was received (今天的预约)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.meetings import access as meetings
from santai.capabilities.meetings import actions
from santai.capabilities.meetings.enums import BookingState
from santai.capabilities.meetings.queries import booked_on
from santai.capabilities.people.access import Actor
from santai.capabilities.reception import access
from santai.capabilities.reception.enums import TicketState
from santai.kernel.errors import Refusal
from santai.pages import moments
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.frames import frame

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Booking

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One booking of the day. `passed`: its time is over and nobody has said what became of it."""

    booking: Booking
    served: bool
    passed: bool
    may_arrive: bool


@staff_page("counter", "intake")
def today(request: HttpRequest, actor: Actor, venue_id: int) -> HttpResponse:
    hall, now = access.hall_for(actor, venue_id), timezone.now()
    day = _day(request.GET.get("day", "")) or moments.today(now)
    error, status = "", 200
    if request.method == "POST":
        try:
            said = _change(actor, typed_in(request.POST))
        except Refusal as refused:
            error, status = refused.message, refused.status
        else:
            messages.success(request, said)
            here = reverse("counter:appointments", args=[hall.pk])
            return redirect(f"{here}?day={day.isoformat()}")
    rows = [_row(booking, day == moments.today(now)) for booking in booked_on(actor, hall, day)]
    context = {
        **frame(request, actor, "counter:home"),
        "hall": hall,
        "day": day,
        "before": (day - DAY).isoformat(),
        "after": (day + DAY).isoformat(),
        "rows": rows,
        "came": sum(
            row.booking.state in (BookingState.ARRIVED, BookingState.SERVED) for row in rows
        ),
        "reveal": actor.may("reveal"),
        "error": error,
    }
    return render(request, "counter/appointments.html", context, status=status)


def _row(booking: Booking, is_today: bool) -> Row:
    ticket = booking.ticket
    received = ticket is not None and ticket.state == TicketState.DONE
    waits = booking.state in (BookingState.BOOKED, BookingState.ABSENT)
    return Row(
        booking=booking,
        served=received or booking.state == BookingState.SERVED,
        passed=booking.state == BookingState.BOOKED and booking.ends_at <= timezone.now(),
        may_arrive=is_today and waits and booking.offer.venue_id is not None,
    )


def _change(actor: Actor, typed: Typed) -> str:
    """One button in a row: came, received, did not come."""
    step, _sep, number = (typed.get("step") or "").partition(":")
    booking = meetings.booking_for(actor, number)
    now = timezone.now()
    if step == "arrived":
        ticket = actions.arrive_at_counter(actor=actor, booking=booking, at=now)
        return _("到了，排队号 %s。") % ticket.number
    marked = actions.mark(actor=actor, booking=booking, state=step, at=now)
    return _("记下了：%s。") % marked.get_state_display()


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
