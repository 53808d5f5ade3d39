"""The counter's first page: who came today, and looking somebody up."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from santai.capabilities.orders import access
from santai.capabilities.people.access import Actor
from santai.kernel.workdays import ZONE
from santai.pages import moments
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in
from santai.pages.frames import frame
from santai.pages.persons import look_up

SHOWN = 50


@staff_page("counter", "intake")
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Looking up goes by POST: names and identity numbers do not belong into addresses."""
    rows = list(taken_in_today(actor, timezone.now())[: SHOWN + 1])
    context = {
        **frame(request, actor, "counter:home"),
        "orders": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "person": look_up(actor, typed_in(request.POST)),
        "reveal": actor.may("reveal"),
    }
    return render(request, "counter/home.html", context)


def taken_in_today(actor: Actor, now: datetime) -> QuerySet:
    """What the actor's organisations took in since midnight, newest first."""
    midnight = datetime.combine(moments.today(now), time(), ZONE)
    here = [post.organisation_id for post in actor.posts_with("intake")]
    rows = access.orders_for(actor).filter(intake__in=here, received_at__gte=midnight)
    return rows.select_related("applicant", "organisation").order_by("-received_at", "-pk")
