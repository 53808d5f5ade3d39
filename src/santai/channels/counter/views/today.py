"""The counter's first page: one's window and queue, who came today, who is on duty, looking somebody up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.meetings.queries import booking_of_ticket
from santai.capabilities.orders import access
from santai.capabilities.people.access import Actor
from santai.capabilities.reception import access as reception
from santai.capabilities.reception import actions
from santai.capabilities.reception.queries import (
    Figures,
    figures,
    first_asked,
    midnight,
    on_duty,
    ringing,
    serving,
    window_of,
)
from santai.pages import moments
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in
from santai.pages.frames import frame
from santai.pages.persons import look_up

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order
    from santai.capabilities.places.models import Venue
    from santai.capabilities.reception.models import Ticket, Window

SHOWN = 50
HALLS = 40


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody works now: their hall, their window if it is open, who sits before them."""

    hall: Venue | None
    halls: list[Venue]
    window: Window | None
    ticket: Ticket | None
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Row:
    """One order of today, with who asked first (首问负责: ORD-26, CEN-28)."""

    order: Order
    first_asked: str


@staff_page("counter", "intake")
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Looking up goes by POST: names and identity numbers do not belong into addresses.

    Who is looking for somebody sees them at once, without the day's list beside them.
    """
    now = timezone.now()
    person = look_up(actor, typed_in(request.POST))
    rows = [] if person.text else today_rows(actor, now)
    here = post_of(actor, request.GET.get("hall", ""), now)
    context = {
        **frame(request, actor, "counter:home"),
        **bell_of(actor, here, now),
        "here": here,
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "duty": on_duty(here.hall, moments.today(now)) if here.hall else [],
        "leads": bool(here.hall and reception.leads(actor, here.hall)),
        "booking": booking_of_ticket(here.ticket.pk) if here.ticket else None,
        "person": person,
        "reveal": actor.may("reveal"),
    }
    return render(request, "counter/home.html", context)


@staff_page("counter", "intake")
@require_safe
def bell(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The part of the first page that changes by itself: who rings, how many wait."""
    now = timezone.now()
    here = post_of(actor, request.GET.get("hall", ""), now)
    return render(request, "counter/bell.html", bell_of(actor, here, now))


@staff_page("counter", "intake")
@require_POST
def answer_ring(request: HttpRequest, actor: Actor, ring_id: int) -> HttpResponse:
    mine = actions.answer(actor=actor, ring_id=ring_id, at=timezone.now())
    messages.success(request, _("已应答，请到自助终端旁。") if mine else _("同事已经去了。"))
    return redirect("counter:home")


def post_of(actor: Actor, wanted: str, now: datetime) -> Post:
    """The hall of the open window; else the one asked for, else the first of one's halls."""
    window = window_of(actor, at=now)
    if window is not None:
        mine = window.venue
        return Post(mine, [mine], window, serving(window, at=now), figures(mine, at=now))
    halls = list(reception.halls_of(actor)[:HALLS])
    hall = next((h for h in halls if str(h.pk) == wanted), halls[0] if halls else None)
    return Post(hall, halls, None, None, figures(hall, at=now) if hall else None)


def bell_of(actor: Actor, here: Post, now: datetime) -> dict[str, Any]:
    return {"rings": ringing(actor, at=now), "figures": here.figures, "now": now}


def today_rows(actor: Actor, now: datetime) -> list[Row]:
    """One more than is shown, so that the page knows there are more."""
    orders = list(taken_in_today(actor, now)[: SHOWN + 1])
    by_ticket = first_asked(order.pk for order in orders)
    return [Row(order, by_ticket.get(order.pk) or order.first_event_by) for order in orders]


def taken_in_today(actor: Actor, now: datetime) -> QuerySet:
    """What the actor's organisations took in since midnight, newest first, with who wrote it down."""
    here = [post.organisation_id for post in actor.posts_with("intake")]
    rows = access.orders_for(actor).filter(intake__in=here, received_at__gte=midnight(now))
    rows = rows.filter(events__seq=1).annotate(first_event_by=F("events__actor_name"))
    return rows.select_related("applicant", "organisation").order_by("-received_at", "-pk")
