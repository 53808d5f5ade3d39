"""The command screen (指挥屏): what matters now, to be read from across the room. It reloads itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.oversight import access
from santai.capabilities.oversight.queries.tables import (
    Cell,
    counted,
    figure,
    line_title,
    places,
    rate,
)
from santai.capabilities.oversight.queries.totals import Totals, as_of, sum_of, totals
from santai.capabilities.oversight.queries.which import Period, orders_of
from santai.capabilities.people.access import Actor
from santai.desk.cartogram import cartogram
from santai.desk.scope import crumbs
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.moments import today

SECONDS = 60
SHOWN = 8  # of what will breach today
MONTH = timedelta(days=29)
FLOW = ("received", "open", "overdue", "done")


@dataclass(frozen=True, slots=True)
class Flow:
    """A line of business: `share` draws the bar of what is open, `late` the part of it that is overdue."""

    title: str
    before: tuple[Cell, ...]  # received today, open
    after: tuple[Cell, ...]  # overdue, done today
    share: int
    late: int


@staff_page("desk")
@require_safe
def screen(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By a header of HTTP, so that it needs no script; `still` holds the page (WCAG 2.2.2)."""
    at = timezone.now()
    region = access.region_for(actor, request.GET.get("region", ""))
    day = today(at)
    found = totals(region, Period(day, day), at=at)
    still = "still" in request.GET
    due = orders_of(actor, found.which("due_today"), at=at, size=SHOWN)
    context: dict[str, Any] = {
        **frame(request, actor, "desk:command"),
        "place": found.name,
        "region": region,
        "crumbs": crumbs(actor, found),
        "counted": as_of(),
        "still": still,
        "seconds": SECONDS,
        "figures": _five(found, at),
        "flow": _flow(found),
        "map": cartogram(found),
        "places": places(found),
        "due": due[:SHOWN],
        "due_count": figure(found, found.which("due_today")),
    }
    response = render(request, "desk/command.html", context)
    if not still:
        response.headers["Refresh"] = str(SECONDS)
    return response


def _five(found: Totals, at: datetime) -> list[tuple[str, Cell, str]]:
    """Title, figure and the sentence that says what it is."""
    month = Period(today(at) - MONTH, today(at))
    sums = sum_of(found.region, ("happy", "judged"), month)
    share = rate(sums["happy"], sums["judged"])
    happy = Cell(
        share.text,
        share.number,
        found.which("judged").but(period=month) if sums["judged"] else None,
    )
    return [
        *(
            (title, figure(found, found.which(name)), found.which(name).spec.says)
            for name, title in (
                ("received", _("今天收到")),
                ("open", _("在办")),
                ("overdue", _("已超期")),
                ("due_today", _("今天到期")),
            )
        ),
        (
            _("满意率（30 天）"),
            happy,
            _("满意率 = 满意 ÷ 有评价，近 30 天第一次得到评价的工单；点开是有评价的工单。"),
        ),
    ]


def _flow(found: Totals) -> list[Flow]:
    """In, waiting and done by line, the line with most at work first."""
    lines = sorted(found.lines(*FLOW))
    counts = {(line, n): found.count(found.which(n, line=line)) for line in lines for n in FLOW}
    most = max([counts[(line, "open")] for line in lines] or [0]) or 1
    rows = []
    for line in lines:
        cells = [counted(found.which(n, line=line), counts[(line, n)]) for n in FLOW]
        share, late = (round(100 * counts[(line, n)] / most) for n in ("open", "overdue"))
        rows.append(Flow(line_title(line), tuple(cells[:2]), tuple(cells[2:]), share, late))
    return sorted(rows, key=lambda row: -row.share)
