"""Appointments for staff: one's own coming ones, somebody's on the telephone, booking for somebody (CEN-28)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from santai.capabilities.meetings import access, actions
from santai.capabilities.meetings.enums import BookingState
from santai.capabilities.meetings.queries import (
    find_bookings,
    next_free,
    offer_open,
    offers_near,
    own_coming,
)
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.kernel.errors import Forbidden, Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.booking import BookingForm, what_question
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_question
from santai.pages.frames import frame
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Booking

ROOM = "desk:appointments"


@staff_page("desk")
def coming(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who comes to me; and, where people are received, looking a booking up by number or telephone.

    Looked for by POST: a telephone number does not belong into an address.
    """
    now, typed = timezone.now(), typed_in(request.POST)
    text = (typed.get("q") or "").strip()
    books = access.books_for_others(actor)
    context = {
        **frame(request, actor, ROOM),
        "mine": own_coming(actor, at=now),
        "practitioner": actor.practitioner_id is not None,
        "books": books,
        "keeps": access.keeps_somewhere(actor),
        "text": text,
        "found": find_bookings(actor, text, at=now) if text and books else [],
        "reveal": actor.may("reveal"),
    }
    return render(request, "desk/appointments.html", context)


@staff_page("desk")
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One booking: who, when, and what can still be done with it."""
    booking = access.booking_for(actor, number)
    return _page(request, actor, booking, None)


@staff_page("desk")
@require_POST
def change(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Move it, give it up, or say what became of it; one button each."""
    booking, typed = access.booking_for(actor, number), typed_in(request.POST)
    form = BookingForm(booking.offer, typed, own=False, now=timezone.now())
    try:
        said = _change(actor, booking, form)
    except Refusal as refused:
        form.take(refused)
        return _page(request, actor, booking, form)
    messages.success(request, said)
    return redirect("desk:appointment", number=booking.number)


@staff_page("desk", "intake")
def choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For somebody at the counter or on the telephone: what, and where is free soonest."""
    typed, now = typed_in(request.GET), timezone.now()
    typed.setlistdefault("region", [codes.full(actor.posts_with("intake")[0].region)])
    question = region_question("region", _("在哪里"), typed, required=False)
    region = question.value if codes.is_code(question.value) else codes.NATION
    what = what_question(region, typed, now)
    offers = offers_near(region, service=what.value, on=today(now))
    first = next_free(offers, at=now)
    context = {
        **frame(request, actor, ROOM),
        "what": what,
        "region": question,
        "rows": [(offer, first[offer.pk]) for offer in offers],
    }
    return render(request, "desk/appointment_choose.html", context)


@staff_page("desk", "intake")
def book(request: HttpRequest, actor: Actor, offer_id: int) -> HttpResponse:
    """Time and person on one screen; done shows number and code to tell."""
    now = timezone.now()
    typed = typed_in(request.POST if request.method == "POST" else request.GET)
    offer = offer_open(offer_id, on=today(now))
    form = BookingForm(offer, typed, own=False, now=now)
    if request.method == "POST":
        try:
            done = actions.book(
                actor=actor,
                offer_id=offer.pk,
                starts_at=form.starts_at,
                wish=form.wish(),
                at=now,
                key=form.text("key")[:64],
            )
        except Refusal as refused:
            form.take(refused)
        else:
            messages.success(request, _("约好了。请把预约号和查询码告诉来人。"))
            return redirect("desk:appointment", number=done.booking.number)
    what = what_question(offer.organisation.region_id, typed, now, only=offer.services)
    questions = [*form.questions(choose_time=True)]
    questions.insert(1, what)
    context = {
        **frame(request, actor, ROOM),
        "offer": offer,
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": form.general,
        "key": form.text("key") or uuid4().hex,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/appointment_book.html", context, status=status)


def _change(actor: Actor, booking: Booking, form: BookingForm) -> str:
    step, at = form.text("step"), form.now
    if step in (BookingState.SERVED, BookingState.ABSENT):
        return (
            _("记下了：%s。")
            % actions.mark(actor=actor, booking=booking, state=step, at=at).get_state_display()
        )
    if not _may_change(actor, booking):
        raise Forbidden(_("改时间、取消由窗口、热线或者约好的人自己办。"))
    if step == "cancel":
        actions.cancel(actor=actor, booking=booking, reason=form.text("reason"), at=at)
        return _("取消了，位子空出来了。")
    actions.move(
        actor=actor,
        booking=booking,
        starts_at=form.starts_at,
        reason=form.text("reason"),
        at=at,
    )
    return _("改好了。请告诉来人新的时间。")


def _may_change(actor: Actor, booking: Booking) -> bool:
    return access.is_with(actor, booking) or access.books_for_others(actor)


def _own(actor: Actor, booking: Booking) -> bool:
    """Who wrote the name down, or is to meet the person, reads it whole."""
    mine = actor.account_id is not None and booking.made_by_id == actor.account_id
    return mine or access.is_with(actor, booking)


def _page(
    request: HttpRequest, actor: Actor, booking: Booking, form: BookingForm | None
) -> HttpResponse:
    now = timezone.now()
    refused = form is not None
    form = form or BookingForm(booking.offer, typed_in(request.GET), own=False, now=now)
    open_ = booking.state == BookingState.BOOKED and booking.ends_at > now
    changeable = open_ and _may_change(actor, booking)
    questions = form.reason() if changeable else []
    context = {
        **frame(request, actor, ROOM),
        "booking": booking,
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": form.general if changeable else list(form.errors.values()),
        "begun": booking.starts_at <= now and booking.state != BookingState.CANCELLED,
        "code": access.code_of(booking) if access.books_for_others(actor) else "",
        "changeable": changeable,
        "reveal": actor.may("reveal") or _own(actor, booking),
    }
    return render(request, "desk/appointment.html", context, status=422 if refused else 200)
