"""One appointment afterwards: the receipt, the calendar file, another time, none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.meetings import actions
from santai.capabilities.meetings.access import code_of
from santai.capabilities.meetings.actions import wording
from santai.capabilities.meetings.enums import BookingState
from santai.channels.portal import appointments
from santai.channels.portal.views.following import CHANNEL
from santai.kernel.errors import Missing, Refusal, TooMany
from santai.pages.actors import actor_of
from santai.pages.calendar_file import Entry, calendar_file
from santai.pages.errors import told_when
from santai.pages.forms.booking import BookingForm
from santai.pages.forms.questions import typed_in
from santai.pages.qr import square

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Booking
    from santai.capabilities.people.access import Actor


def find(request: HttpRequest) -> HttpResponse:
    """The way in with a number and a query code; wrong in one or in both gives the same words."""
    if request.method != "POST":
        number = request.GET.get("number", "")
        return render(request, "portal/appointment_find.html", {"number": number})
    typed, now = typed_in(request.POST), timezone.now()
    number = typed.get("number") or ""
    try:
        booking = appointments.open_with(request, number, typed.get("code") or "", at=now)
    except (Missing, TooMany) as refused:
        context = {"number": number, "error": refused.message}
        status = 422 if isinstance(refused, Missing) else refused.status
        return told_when(
            render(request, "portal/appointment_find.html", context, status=status), refused
        )
    return redirect("portal:appointment", number=booking.number)


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """What was agreed, with number, code and the square; whoever has not opened it is asked for the code."""
    try:
        booking = appointments.held(request, number)
    except Missing:
        return redirect(_to_code(number))
    now = timezone.now()
    context = {
        "booking": booking,
        "code": code_of(booking),
        "square": square(request.build_absolute_uri(_to_code(booking.number))),
        "changeable": booking.state == BookingState.BOOKED and booking.ends_at > now,
    }
    return render(request, "portal/appointment.html", context)


@require_safe
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    booking = appointments.held(request, number)
    entry = Entry(
        uid=f"booking-{booking.number}@{request.get_host().partition(':')[0]}",
        version=booking.moves,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        title=booking.offer.title,
        place=wording.where(booking.offer),
        text=_("预约号 %s") % booking.number,
        cancelled=booking.state == BookingState.CANCELLED,
    )
    return calendar_file(entry, at=timezone.now())


def move(request: HttpRequest, number: str) -> HttpResponse:
    booking = appointments.held(request, number)
    form = BookingForm(booking.offer, typed_in(request.POST), own=True, now=timezone.now())
    if request.method == "POST":
        try:
            actions.move(
                actor=_actor(request, booking),
                booking=booking,
                starts_at=form.starts_at,
                reason=form.text("reason"),
                at=form.now,
            )
        except Refusal as refused:
            form.take(refused)
        else:
            messages.success(request, _("改好了。"))
            return redirect("portal:appointment", number=booking.number)
    questions = form.reason()
    context = {
        "booking": booking,
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": form.general,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/appointment_move.html", context, status=status)


def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Asked once more first; the reason may stay empty."""
    booking, typed = appointments.held(request, number), typed_in(request.POST)
    error = ""
    if request.method == "POST":
        try:
            actions.cancel(
                actor=_actor(request, booking),
                booking=booking,
                reason=typed.get("reason") or "",
                at=timezone.now(),
            )
        except Refusal as refused:
            error = getattr(refused, "fields", {}).get("reason", refused.message)
        else:
            messages.success(request, _("取消了，位子让给了别人。谢谢您告诉我们。"))
            return redirect("portal:appointment", number=booking.number)
    context = {"booking": booking, "reason": typed.get("reason") or "", "error": error}
    status = 422 if error else 200
    return render(request, "portal/appointment_cancel.html", context, status=status)


def _actor(request: HttpRequest, booking: Booking) -> Actor:
    return actor_of(request, CHANNEL, booking.order.number if booking.order else "")


def _to_code(number: str) -> str:
    """Where the code is asked for; it is never in the address itself."""
    return f"{reverse('portal:find-appointment')}?{urlencode({'number': number})}"
