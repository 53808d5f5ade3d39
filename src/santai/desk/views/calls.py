"""Whom to call back: the dissatisfied first, then the drawn sample. Not shown to those who handled the orders."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.oversight import access
from santai.capabilities.oversight.actions import drawing
from santai.capabilities.oversight.queries.calls import dissatisfied, draws_in, sample, share_in
from santai.capabilities.oversight.queries.totals import as_of
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Conflict
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_name
from santai.pages.frames import frame


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    at = timezone.now()
    region = access.calls_in(actor, request.GET.get("region", ""))
    draws = draws_in(region)
    shown = next(
        (d for d in draws if str(d.pk) == request.GET.get("draw")), draws[0] if draws else None
    )
    share, source = share_in(region, at)
    context = {
        **frame(request, actor, "desk:calls"),
        "region": region,
        "place": region_name(region) or _("全国"),
        "unhappy": dissatisfied(actor, region, at=at),
        "draws": draws,
        "shown": shown,
        "sample": sample(actor, shown) if shown else None,
        "share": share,
        "source": source,
        "next": drawing.next_period(draws, at=at),
        "may_call": access.may_call(actor, region),
        "may_draw": access.may_draw(actor, region),
        "counted": as_of(),
    }
    return render(request, "desk/calls.html", context)


@staff_page("desk")
@require_POST
def draw(request: HttpRequest, actor: Actor) -> HttpResponse:
    region = access.calls_in(actor, typed_in(request.POST).get("region") or "")
    try:
        drawn = drawing.draw(actor=actor, region=region, at=timezone.now())
        messages.success(
            request,
            _("从 %(population)s 件里抽中 %(n)s 件。")
            % {"population": drawn.population, "n": len(drawn.orders)},
        )
    except Conflict as refused:
        messages.warning(request, refused.message)
    return redirect(f"{reverse('desk:calls')}?region={region}")
