"""Calling people back: take the next, hear how it was, write it down; who served them is not shown."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.orders import access
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Kind
from santai.channels.hotline import call_backs
from santai.channels.hotline.access import agent_post, require_calling_back
from santai.kernel.errors import Invalid
from santai.pages.actors import staff_page
from santai.pages.forms.action import ActionForm, offered
from santai.pages.forms.people import wishes_said
from santai.pages.forms.questions import typed_in
from santai.pages.frames import frame

CHANNEL = "hotline"
HERE = "hotline:call-backs"


@staff_page(CHANNEL)
@require_safe
def worklist(request: HttpRequest, actor: Actor) -> HttpResponse:
    require_calling_back(actor)
    now = timezone.now()
    context = {
        **frame(request, actor, HERE),
        "agent": agent_post(actor) is not None,
        "taken": call_backs.taken(actor, at=now),
        "orders": call_backs.waiting(actor, at=now),
        "shown": call_backs.SHOWN,
    }
    return render(request, "hotline/call_backs.html", context)


@staff_page(CHANNEL)
@require_POST
def take_next(request: HttpRequest, actor: Actor) -> HttpResponse:
    require_calling_back(actor)
    order = call_backs.claim_next(actor=actor, at=timezone.now())
    if order is None:
        messages.info(request, _("现在没有要回访的人。"))
        return redirect(HERE)
    return redirect("hotline:call-back", number=order.number)


@staff_page(CHANNEL)
def call_back(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    require_calling_back(actor)
    now, typed = timezone.now(), typed_in(request.POST)
    call_backs.order_taken(actor, number, at=now)
    order = access.order_for(actor, number)
    if typed.get("step") == "release":
        call_backs.release(actor=actor, order=order)
        return redirect(HERE)
    seen = view(actor, order, at=now)
    form = ActionForm(actor, seen, offered(seen, call_backs.ACTION), typed, now)
    if request.method == "POST":
        try:
            key = typed.get("key") or ""
            call_backs.record(actor=actor, order=order, facts=form.facts(), at=now, key=key)
        except Invalid as refused:
            form.take(refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect(HERE)
    return render(
        request, "hotline/call_back.html", _context(request, actor, form), status=_status(form)
    )


def _status(form: ActionForm) -> int:
    return 422 if form.errors else 200


def _context(request: HttpRequest, actor: Actor, form: ActionForm) -> dict[str, Any]:
    order, questions = form.view.order, form.questions()
    wrong = [question for question in questions if question.error]
    placed = {question.name for question in wrong}
    return {
        **frame(request, actor, HERE),
        "agent": agent_post(actor) is not None,
        "order": order,
        "view": form.view,
        "asked": _asked(form),
        "wishes": wishes_said(order.applicant.safe_contact),
        "visits": list(order.visits.order_by("at")),
        "questions": questions,
        "spec": form.spec,
        "wrong": wrong,
        "general": [text for key, text in form.errors.items() if key not in placed],
        "key": form.typed.get("key") or uuid4().hex,
    }


def _asked(form: ActionForm) -> str:
    """What it was about, in the person's own words."""
    told = (field.key for field in form.view.service.form if field.kind is Kind.LONG_TEXT)
    return next((str(text) for key in told if (text := form.view.order.answers.get(key))), "")
