"""How the hotline is doing: the board on the wall, the figures by the hour, the calls behind each figure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.orders.access import orders_for
from santai.capabilities.orders.queries import COUNTED_TO
from santai.capabilities.people.access import Actor
from santai.channels.hotline import queries
from santai.channels.hotline.access import agent_post, centres
from santai.channels.hotline.enums import Disposition
from santai.channels.hotline.sheet import SHEET, workbook
from santai.pages import moments
from santai.pages.actors import staff_page
from santai.pages.frames import frame

CHANNEL = "hotline"
MOST_DAYS = 92
CALLS_SHOWN = 100


@staff_page(CHANNEL)
@require_safe
def wall(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Read from four metres, renewed every ten seconds where scripts run."""
    seen, now = centres(actor), timezone.now()
    today = moments.today(now)
    hours = queries.by_hour(seen, today, today)
    waiting = orders_for(actor).filter(stage="completed", evaluated_at=None)
    context = {
        **frame(request, actor, "hotline:home"),
        "agent": agent_post(actor) is not None,
        "states": queries.seats_by_state(seen),
        "hours": [hour for hour in hours if hour.calls or 8 <= (hour.hour or 0) < 20],
        "most": max(hour.calls for hour in hours) or 1,
        "day": queries.together(hours),
        "today": today,
        "waiting": waiting[:COUNTED_TO].count(),
        "now": now,
    }
    return render(request, "hotline/wall.html", context)


@staff_page(CHANNEL)
@require_safe
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _figures(request, actor)


def _figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen, days = centres(actor), Days.of(request)
    hours = queries.by_hour(seen, days.first, days.last)
    context = {
        **_about(request, actor, days),
        "hours": [hour for hour in hours if hour.calls],
        "day": queries.together(hours),
        "dispositions": Disposition.choices,
    }
    return render(request, "hotline/figures.html", context, status=422 if days.error else 200)


@staff_page(CHANNEL)
@require_safe
def spreadsheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen, days = centres(actor), Days.of(request)
    if days.error:
        return _figures(request, actor)
    hours = queries.by_hour(seen, days.first, days.last)
    name = f"hotline-{days.first}-{days.last}.xlsx"
    return HttpResponse(
        workbook(hours, days.first, days.last),
        content_type=SHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@staff_page(CHANNEL)
@require_safe
def calls(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The calls behind a figure: those of some days, of an hour of the day, of a disposition."""
    seen, days = centres(actor), Days.of(request)
    found = queries.calls_of(seen, days.first, days.last).select_related("agent")
    hour, ended = request.GET.get("hour", ""), request.GET.get("ended")
    if hour.isdecimal() and len(hour) < 3:
        found = queries.in_hour(found, int(hour))
    if ended is not None and ended in {"", *Disposition.values}:
        found = found.filter(disposition=ended)
    rows = list(found.order_by("-at")[: CALLS_SHOWN + 1])
    context = {
        **_about(request, actor, days),
        "calls": queries.with_orders(actor, rows[:CALLS_SHOWN]),
        "more": len(rows) > CALLS_SHOWN,
        "shown": CALLS_SHOWN,
    }
    return render(request, "hotline/calls.html", context, status=422 if days.error else 200)


class Days:
    """From which day to which; what cannot be read is today, and said."""

    def __init__(self, first: date, last: date, error: str = "") -> None:
        self.first, self.last, self.error = first, last, error

    @property
    def query(self) -> str:
        return urlencode({"from": self.first, "to": self.last})

    @classmethod
    def of(cls, request: HttpRequest) -> Days:
        today = moments.today(timezone.now())
        try:
            first = _day(request.GET.get("from", ""), today)
            last = _day(request.GET.get("to", ""), max(first, today))
        except ValueError:
            return cls(today, today, _("日期请写成 2026-03-02 这样。"))
        if last < first:
            return cls(first, first, _("结束的日子不能早于开始的日子。"))
        if last - first >= timedelta(days=MOST_DAYS):
            return cls(first, first, _("一次最多看 %(most)s 天。") % {"most": MOST_DAYS})
        return cls(first, last)


def _day(text: str, otherwise: date) -> date:
    day = date.fromisoformat(text) if text else otherwise
    if not 2000 <= day.year <= 2100:
        raise ValueError(text)
    return day


def _about(request: HttpRequest, actor: Actor, days: Days) -> dict[str, Any]:
    return {
        **frame(request, actor, "hotline:home"),
        "agent": agent_post(actor) is not None,
        "days": days,
    }
