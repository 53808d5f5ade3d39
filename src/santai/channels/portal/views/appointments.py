"""Booking a time: for what, where, when, who; read over; done (WEB-27, CEN-28).

What somebody comes for stands in the address only as the name of a service; who they are never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.capabilities.meetings.actions import book, check
from santai.capabilities.meetings.queries import (
    free_days,
    next_free,
    offer_open,
    offers_near,
)
from santai.capabilities.orders.persons import told_by_applicant
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.channels.portal import appointments
from santai.channels.portal.views.following import CHANNEL, own_order, redirect_to_code
from santai.kernel.errors import Missing, Refusal
from santai.pages.actors import actor_of
from santai.pages.forms.booking import BookingForm, moment_of, service_title, what_question
from santai.pages.forms.questions import Typed, said, typed_in
from santai.pages.forms.regions import home, region_name, region_question
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Offer
    from santai.capabilities.orders.models import Order


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """For what and where: what is offered near a place, each with its next free time."""
    typed, now = typed_in(request.GET), timezone.now()
    about = _about(request, typed)
    if about is None and typed.get("about"):
        return redirect_to_code(typed.get("about") or "")
    if about is not None:
        typed.setlistdefault("service", [about.service])
        typed.setlistdefault("region", [about.region_id])
    question = region_question("region", "您在哪里", typed, required=False)
    region = question.value if codes.is_code(question.value) else home()
    what = what_question(region, typed, now)
    service = what.value if what.value in {choice.value for choice in what.choices} else ""
    at = typed.get("at") or ""
    offers = offers_near(region, service=service, on=today(now))
    offers = [offer for offer in offers if not at or str(offer.organisation_id) == at]
    first = next_free(offers, at=now)
    context = {
        "what": what,
        "region": question,
        "place": region_name(region),
        "about": about,
        "at": at,
        "rows": [(offer, first[offer.pk]) for offer in offers],
        "kept": urlencode({"service": service, "about": about.number if about else ""}),
    }
    return render(request, "portal/appointments.html", context)


def offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer: its times; then who comes; then everything read over; then the receipt."""
    now = timezone.now()
    found = offer_open(offer_id, on=today(now))
    typed = typed_in(request.POST if request.method == "POST" else request.GET)
    about = _about(request, typed)
    form = BookingForm(found, typed, own=True, now=now)
    if request.method != "POST":
        if moment_of(form.text("slot")) is None:
            return _times(request, form, about)
        return _who(request, form, about)
    step = form.text("step")
    if step == "book":
        return _book(request, form, about)
    if step == "check":
        return _check(request, form, about)
    return _who(request, form, about)


def _about(request: HttpRequest, typed: Typed) -> Order | None:
    """The matter it is for, if this browser has it open."""
    number = typed.get("about") or ""
    if not number:
        return None
    try:
        _actor, order = own_order(request, number)
    except Missing:
        return None
    return order


def _times(request: HttpRequest, form: BookingForm, about: Order | None) -> HttpResponse:
    context = {
        **_frame(form, about),
        "days": free_days(form.offer, at=form.now),
    }
    return render(request, "portal/appointment_times.html", context)


def _who(request: HttpRequest, form: BookingForm, about: Order | None) -> HttpResponse:
    if about is not None and request.method != "POST":
        told = told_by_applicant(about)  # not what else is on record of them
        form.typed.setlistdefault("name", [told.get("name", "")])
        form.typed.setlistdefault("phone", [told.get("phone", "")])
    questions = form.questions()
    context = {
        **_frame(form, about),
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": form.general,
        "chosen": moment_of(form.text("slot")) if "slot" not in form.errors else None,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/appointment_who.html", context, status=status)


def _check(request: HttpRequest, form: BookingForm, about: Order | None) -> HttpResponse:
    """Read over, while nothing is taken yet: what does not fit is said here already."""
    try:
        check(offer=form.offer, starts_at=form.starts_at, wish=form.wish(), own=True, at=form.now)
    except Refusal as refused:
        form.take(refused)
        return _who(request, form, about)
    lines = [(q.label, said(q)) for q in form.questions() if q.value]
    context = {
        **_frame(form, about),
        "lines": lines,
        "chosen": form.starts_at,
        "hidden": [
            (name, form.text(name))
            for name in ("name", "phone", "note", "texts")
            if form.text(name)
        ],
    }
    return render(request, "portal/appointment_check.html", context)


def _book(request: HttpRequest, form: BookingForm, about: Order | None) -> HttpResponse:
    number = about.number if about else ""
    form.typed["order"] = number
    actor: Actor = actor_of(request, CHANNEL, number)
    try:
        done = book(
            actor=actor,
            offer_id=form.offer.pk,
            starts_at=form.starts_at,
            wish=form.wish(),
            at=form.now,
            key=form.text("key")[:64],
        )
    except Refusal as refused:
        form.take(refused)
        return _who(request, form, about)
    appointments.remember(request, done.booking, at=form.now)
    return redirect("portal:appointment", number=done.booking.number)


def _frame(form: BookingForm, about: Order | None) -> dict[str, Any]:
    """What every page of the way carries along."""
    offer_: Offer = form.offer
    service = form.text("service")
    region = offer_.organisation.region_id
    kept = {"service": service, "about": about.number if about else ""}
    return {
        "offer": offer_,
        "service": service,
        "for_what": service_title(service, region, today(form.now)) if service else offer_.title,
        "about": about,
        "slot": form.text("slot"),
        "key": form.text("key") or uuid4().hex,
        "kept": urlencode(kept),
        "now": form.now,
    }
