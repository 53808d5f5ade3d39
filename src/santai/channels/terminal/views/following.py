"""Following one's matter by number and code, and rating it (WEB-17, EVAL)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.queries import OrderView, view
from santai.capabilities.people.access import Actor
from santai.channels.terminal.kiosk import CHANNEL, kiosk, page
from santai.kernel.errors import Invalid, Missing, TooMany
from santai.pages import flood, opened
from santai.pages.actors import actor_of
from santai.pages.errors import told_when
from santai.pages.forms.action import ActionForm, offered
from santai.pages.forms.questions import typed_in
from santai.pages.story import story
from santai.pages.way import ahead

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue

RATE = "rate"


@kiosk
def track(request: HttpRequest, hall: Venue) -> HttpResponse:
    return _open(request, hall, "terminal:matter", _("查进度"))


@kiosk
def rate_which(request: HttpRequest, hall: Venue) -> HttpResponse:
    return _open(request, hall, "terminal:rate", _("评价"))


@kiosk
@require_safe
def matter(request: HttpRequest, hall: Venue, number: str) -> HttpResponse:
    _, seen = held(request, number)
    context = {
        **_context(seen),
        "story": story(seen),
        "coming": ahead(seen),
        "may_rate": any(spec.name == RATE for spec in seen.actions),
        "materials": list(seen.order.materials.order_by("pk")),
    }
    return page(request, hall, "terminal/matter.html", context)


@kiosk
@require_safe
def receipt(request: HttpRequest, hall: Venue, number: str) -> HttpResponse:
    _, seen = held(request, number)
    context = {
        **_context(seen),
        "code": code_of(seen.order),
        "sifting": flood.waiting(seen),
    }
    return page(request, hall, "terminal/receipt.html", context)


@kiosk
def rate(request: HttpRequest, hall: Venue, number: str) -> HttpResponse:
    actor, seen = held(request, number)
    typed = typed_in(request.POST)
    form = ActionForm(actor, seen, offered(seen, RATE), typed, timezone.now())
    if request.method == "POST":
        try:
            form.perform(key=typed.get("key") or "")
        except Invalid as refused:
            form.take(refused)
        else:
            return page(request, hall, "terminal/thanks.html", _context(seen))
    questions = form.questions()
    context = {
        **_context(seen),
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "key": typed.get("key") or uuid4().hex,
    }
    status = 422 if form.errors else 200
    return page(request, hall, "terminal/rate.html", context, status=status)


def held(request: HttpRequest, number: str) -> tuple[Actor, OrderView]:
    """The order this visitor has opened here; Missing for all others and for those of who was here before."""
    actor = actor_of(request, CHANNEL, number)
    order = access.order_for(actor, number)
    if actor.order_id is not None and not opened.still_fits(request, order):
        raise Missing
    return actor, view(actor, order, at=timezone.now())


def _open(request: HttpRequest, hall: Venue, then: str, title: str) -> HttpResponse:
    """Number and code; wrong in one or in both gives the same words."""
    typed, now = typed_in(request.POST), timezone.now()
    context = {"title": title, "number": typed.get("number") or "", "error": ""}
    if request.method != "POST":
        return page(request, hall, "terminal/track.html", context)
    try:
        order = opened.open_with(request, context["number"], typed.get("code") or "", at=now)
    except (Missing, TooMany) as refused:
        context["error"] = refused.message
        status = 422 if isinstance(refused, Missing) else refused.status
        return told_when(
            page(request, hall, "terminal/track.html", context, status=status), refused
        )
    return redirect(then, hall.pk, order.number)


def _context(seen: OrderView) -> dict[str, Any]:
    return {"view": seen, "order": seen.order, "now": timezone.now()}
