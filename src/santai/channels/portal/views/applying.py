"""Asking for a service: every question on one page, a look at the answers, then the order."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import submit
from santai.capabilities.orders.persons import told_by_applicant
from santai.capabilities.orders.queries import open_already
from santai.catalogue.schema import Door, Kind, Service
from santai.channels.portal.views.finding import service_or_missing
from santai.kernel.errors import Missing, Refusal
from santai.pages import flood, opened
from santai.pages.actors import actor_of
from santai.pages.forms.intake import ANSWERS_, Intake, summary
from santai.pages.forms.questions import Typed, said, typed_in
from santai.pages.forms.read_back import hidden, read_back

CHANNEL = "portal"


def apply(request: HttpRequest, service_id: str) -> HttpResponse:
    typed = typed_in(request.POST if request.method == "POST" else request.GET)
    service = service_or_missing(service_id, typed.get("region") or "")
    if Door.PORTAL not in service.doors:
        raise Missing
    if typed.get("about") and request.method != "POST":
        begin_about(request, service, typed)
    intake = Intake(service, CHANNEL, typed, own=True)
    step = typed.get("step") or ""
    if step == "check":
        answers = intake.check()
        if not intake.errors:
            return _read_back(request, intake, set(answers))
    if step == "submit":
        return _submit(request, intake)
    return _form(request, intake)


def begin_about(request: HttpRequest, service: Service, typed: Typed) -> None:
    """An objection or complaint begins with what the order it is about knows."""
    number = typed.get("about") or ""
    actor = actor_of(request, CHANNEL, number)
    order = access.order_for(actor, number)
    typed.setlist(about_field(service), [order.number])
    typed.setlistdefault("region", [order.region_id])
    if access.may_reveal(actor, order):
        told = told_by_applicant(order)
        for key in ("name", "phone", "id_number", "address"):
            typed.setlistdefault(f"applicant.{key}", [told.get(key, "")])


def about_field(service: Service) -> str:
    """The name of the question for the number of another order; "" where there is none."""
    field = next((field for field in service.form if field.kind is Kind.ORDER), None)
    return ANSWERS_ + field.key if field else ""


def _submit(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Pressed twice it is one order: the key was made with the form.

    Who names another order acts as whoever opened that one: an objection is its applicant's.
    """
    now, typed = timezone.now(), intake.typed
    about = typed.get(about_field(intake.service)) or ""
    actor = actor_of(request, CHANNEL, about)
    try:
        done = submit(
            actor=actor,
            request=intake.request(),
            at=now,
            key=typed.get("key") or uuid4().hex,
            along=flood.along(request),
        )
    except Refusal as refused:
        if refused.code == "key_reused":
            return render(request, "portal/already.html", status=409)
        intake.take(refused)
        return _form(request, intake)
    if actor.representation_id is None:
        opened.remember(request, done.order, at=now)
    return redirect("portal:receipt", number=done.order.number)


def _form(request: HttpRequest, intake: Intake) -> HttpResponse:
    sections, region = intake.sections(), intake.region()
    wrong = summary(sections, [region])
    placed = {question.name for question in wrong}
    context = {
        "service": intake.service,
        "sections": sections,
        "region": region,
        "wrong": wrong,
        "general": [t for key, t in intake.errors.items() if key not in placed],
        "key": _key(intake.typed),
        "before": intake.service.one_open
        and open_already(actor_of(request, CHANNEL), intake.service),
    }
    return render(
        request, "portal/apply.html", context, status=intake.status if intake.errors else 200
    )


def _read_back(request: HttpRequest, intake: Intake, answered: set[str]) -> HttpResponse:
    context = {
        "service": intake.service,
        "place": said(intake.region()),
        "said": read_back(intake, answered),
        "hidden": hidden(intake.typed),
        "key": _key(intake.typed),
    }
    return render(request, "portal/check.html", context)


def _key(typed: Typed) -> str:
    return typed.get("key") or uuid4().hex
