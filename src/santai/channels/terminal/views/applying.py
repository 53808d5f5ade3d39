"""Asking for a service at the machine: the questions, a look at the answers, then the order (AID-02, WEB-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from santai.capabilities.orders.actions import submit
from santai.catalogue.schema import Door, Kind
from santai.channels.terminal.kiosk import CHANNEL, kiosk, page
from santai.channels.terminal.views.finding import service_at
from santai.kernel.errors import Invalid, Missing
from santai.pages import flood, opened
from santai.pages.actors import actor_of
from santai.pages.forms.intake import ANSWERS_, Intake, summary
from santai.pages.forms.questions import said, typed_in
from santai.pages.forms.read_back import hidden, read_back

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue


@kiosk
def apply(request: HttpRequest, hall: Venue, service_id: str) -> HttpResponse:
    typed, service = typed_in(request.POST), service_at(hall, service_id)
    if Door.TERMINAL not in service.doors:
        raise Missing
    typed.setlistdefault("region", [hall.region_id])
    intake, step = Intake(service, CHANNEL, typed, own=False), typed.get("step") or ""
    if step == "check":
        answered = set(intake.check())
        if not intake.errors:
            return _read_back(request, hall, intake, answered)
    if step == "submit":
        return _submit(request, hall, intake)
    return _form(request, hall, intake)


def _submit(request: HttpRequest, hall: Venue, intake: Intake) -> HttpResponse:
    """Pressed twice it is one order. Who names another order acts as whoever opened that one here."""
    now, typed = timezone.now(), intake.typed
    asked = next((field for field in intake.service.form if field.kind is Kind.ORDER), None)
    about = (typed.get(ANSWERS_ + asked.key) or "") if asked else ""
    try:
        done = submit(
            actor=actor_of(request, CHANNEL, about),
            request=intake.request(),
            at=now,
            key=typed.get("key") or uuid4().hex,
            along=flood.at_a_machine(),
        )
    except Invalid as refused:
        if refused.code == "key_reused":
            raise
        intake.take(refused)
        return _form(request, hall, intake)
    opened.remember(request, done.order, at=now)
    return redirect("terminal:receipt", hall.pk, done.order.number)


def _form(request: HttpRequest, hall: Venue, intake: Intake) -> HttpResponse:
    sections, region = intake.sections(), intake.region()
    wrong = summary(sections, [region])
    placed = {question.name for question in wrong}
    context = {
        "service": intake.service,
        "sections": sections,
        "region": region,
        "wrong": wrong,
        "general": [text for key, text in intake.errors.items() if key not in placed],
        "key": intake.typed.get("key") or uuid4().hex,
    }
    status = 422 if intake.errors else 200
    return page(request, hall, "terminal/apply.html", context, status=status)


def _read_back(
    request: HttpRequest, hall: Venue, intake: Intake, answered: set[str]
) -> HttpResponse:
    context = {
        "service": intake.service,
        "place": said(intake.region()),
        "said": read_back(intake, answered),
        "hidden": hidden(intake.typed),
        "key": intake.typed.get("key") or uuid4().hex,
    }
    return page(request, hall, "terminal/check.html", context)
