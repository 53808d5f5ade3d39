"""What the counter handed to back offices on a day, as a list to sign (前店后厂: ORD-15, ORD-19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.orders import access
from santai.capabilities.people.access import Actor
from santai.capabilities.reception.queries import HandOver, handed_over
from santai.pages.actors import staff_page
from santai.pages.downloads import signature_response
from santai.pages.frames import frame
from santai.pages.moments import today


@dataclass(frozen=True, slots=True)
class Sheet:
    """All bundles of the day that went to one office."""

    to_name: str
    rows: Sequence[HandOver]


@staff_page("counter", "intake", "handle")
@require_safe
def hand_overs(request: HttpRequest, actor: Actor) -> HttpResponse:
    now = timezone.now()
    asked = request.GET.get("day", "")
    day, error = _day(asked, today(now))
    here = [post.organisation_id for post in actor.posts if not post.reads_only]
    rows = handed_over(actor, organisations=here, day=day)
    context = {
        **frame(request, actor, "counter:home"),
        "sheets": [Sheet(name, list(r)) for name, r in groupby(rows, lambda row: row.to_name)],
        "day": day,
        "asked": asked or day.isoformat(),
        "error": error,
        "reveal": actor.may("reveal"),
        "now": now,
    }
    return render(request, "counter/hand_overs.html", context, status=422 if error else 200)


@staff_page("counter")
@require_safe
def signature(request: HttpRequest, actor: Actor, number: str, file_id: int) -> HttpResponseBase:
    return signature_response(access.papers_for(actor, number), file_id)


def _day(text: str, otherwise: date) -> tuple[date, str]:
    if not text:
        return otherwise, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise, _("日期写成 2026-03-02 这样。")
    if not 2000 <= day.year <= 2100:
        return otherwise, _("请填近年的日期。")
    return day, ""
