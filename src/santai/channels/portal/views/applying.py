"""Asking for a service: every question on one page, a look at the answers, then the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import submit
from santai.capabilities.orders.queries import told_by_applicant
from santai.catalogue.schema import Door, Kind, Service
from santai.channels.portal.views.finding import service_or_missing
from santai.kernel.errors import Missing, Refusal
from santai.pages import opened
from santai.pages.actors import actor_of
from santai.pages.forms.intake import ANSWERS_, Intake, Section, summary
from santai.pages.forms.questions import Question, Typed, said, typed_in

CHANNEL = "portal"
KEPT_OUT = ("csrfmiddlewaretoken", "step", "key")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is read back before it is sent."""

    label: str
    text: str


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
    try:
        done = submit(
            actor=actor_of(request, CHANNEL, about),
            request=intake.request(),
            at=now,
            key=typed.get("key") or uuid4().hex,
        )
    except Refusal as refused:
        if refused.code == "key_reused":
            return render(request, "portal/already.html", status=409)
        intake.take(refused)
        return _form(request, intake)
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
    }
    return render(
        request, "portal/apply.html", context, status=intake.status if intake.errors else 200
    )


def _read_back(request: HttpRequest, intake: Intake, answered: set[str]) -> HttpResponse:
    sections = intake.sections()
    read_back = [(section.title, _said(section, answered)) for section in sections]
    typed = intake.typed
    context = {
        "service": intake.service,
        "place": said(intake.region()),
        "said": [(title, lines) for title, lines in read_back if lines],
        "hidden": [(k, v) for k in typed if k not in KEPT_OUT for v in typed.getlist(k)],
        "key": _key(typed),
    }
    return render(request, "portal/check.html", context)


def _said(section: Section, answered: set[str]) -> list[Said]:
    """What will be kept: an answer to a question that does not apply is left out, as the door does."""
    return [
        Said(question.label, said(question))
        for question in _kept(section.questions, answered)
        if any(question.values)
    ]


def _kept(questions: Sequence[Question], answered: set[str]) -> list[Question]:
    return [
        question
        for question in questions
        if not question.name.startswith("answers.")
        or question.name.removeprefix("answers.") in answered
    ]


def _key(typed: Typed) -> str:
    return typed.get("key") or uuid4().hex
