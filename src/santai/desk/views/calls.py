"""Calling people back: one worklist by one rule, for call-back officers and hotline agents alike.

Whoever calls takes the next person, is not told who served them, and never gets somebody they served themselves;
whoever supervises looks on and sees the sample drawn.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.orders import access as orders
from santai.capabilities.orders.queries import view
from santai.capabilities.oversight import access
from santai.capabilities.oversight.actions import calling, drawing
from santai.capabilities.oversight.queries.calls import SHOWN, draws_in, share_in, waiting
from santai.capabilities.oversight.queries.totals import as_of
from santai.capabilities.people.access import Actor
from santai.capabilities.reading.actions import note_order
from santai.capabilities.reading.enums import Particular, What
from santai.catalogue.schema import Kind
from santai.kernel.errors import Conflict, Invalid
from santai.pages.actors import staff_page
from santai.pages.forms.action import ActionForm, offered
from santai.pages.forms.people import wishes_said
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_name
from santai.pages.frames import frame

CHANNEL = "desk"
HERE = "desk:calls"


@staff_page(CHANNEL)
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    at, asked = timezone.now(), request.GET.get("region", "")
    region, may_call = access.calls_in(actor, asked), access.may_call(actor)
    draws = draws_in(region)
    share, source = share_in(region, at)
    context = {
        **frame(request, actor, HERE),
        "region": region,
        "place": region_name(region) or _("全国"),
        "may_call": may_call,
        "taken": calling.taken(actor, at=at) if may_call else None,
        "rows": waiting(actor, at=at, region=asked and region, calling=may_call),
        "shown": SHOWN,
        "draws": draws,
        "share": share,
        "source": source,
        "next": drawing.next_period(draws, at=at),
        "may_draw": access.may_draw(actor, region),
        "counted": as_of(),
    }
    return render(request, "desk/calls.html", context)


@staff_page(CHANNEL)
@require_POST
def draw(request: HttpRequest, actor: Actor) -> HttpResponse:
    region = access.calls_in(actor, typed_in(request.POST).get("region") or "")
    try:
        drawn = drawing.draw(actor=actor, region=region, at=timezone.now())
        messages.success(
            request,
            _("从 %(all)d 件里抽中 %(drawn)d 件。")
            % {"all": drawn.population, "drawn": len(drawn.orders)},
        )
    except Conflict as refused:
        messages.warning(request, refused.message)
    return redirect(f"{reverse(HERE)}?region={region}")


@staff_page(CHANNEL)
@require_POST
def take_next(request: HttpRequest, actor: Actor) -> HttpResponse:
    access.require_calling(actor)
    order = calling.claim_next(actor=actor, at=timezone.now())
    if order is None:
        messages.info(request, _("现在没有要回访的人。"))
        return redirect(HERE)
    return redirect("desk:call", number=order.number)


@staff_page(CHANNEL)
def call(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    access.require_calling(actor)
    now, typed = timezone.now(), typed_in(request.POST)
    calling.order_taken(actor, number, at=now)
    order = orders.order_for(actor, number)
    if typed.get("step") == "release":
        calling.release(actor=actor, order=order)
        return redirect(HERE)
    # the number stands there whole, to be called: that it does is written down, or the page is not shown
    note_order(actor, order, What.FIELD, whole=True, field=Particular.PHONE, reason=_("回访"))
    seen = view(actor, order, at=now)
    form = ActionForm(actor, seen, offered(seen, calling.ACTION), typed, now)
    if request.method == "POST":
        try:
            key = typed.get("key") or ""
            calling.record(actor=actor, order=order, facts=form.facts(), at=now, key=key)
        except Invalid as refused:
            form.take(refused)
        else:
            messages.success(request, _("记下了。"))
            return redirect(HERE)
    status = 422 if form.errors else 200
    return render(request, "desk/call.html", _context(request, actor, form), status=status)


def _context(request: HttpRequest, actor: Actor, form: ActionForm) -> dict[str, Any]:
    order, questions = form.view.order, form.questions()
    wrong = [question for question in questions if question.error]
    placed = {question.name for question in wrong}
    return {
        **frame(request, actor, HERE),
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
