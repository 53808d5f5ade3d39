"""The auditor's view of who looked at what, and who looked at unusually much (SEC-04; abuse cases 9, 23)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.capabilities.people.access import Actor
from santai.capabilities.reading.queries import seen_by_auditor, unusual
from santai.desk.scope import page_of
from santai.kernel.errors import Missing
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.readings import lines, role_title

PAGE = 50
ROOM = "desk:readings"


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    regions = actor.regions_of("reading", "see")
    if not regions:
        raise Missing
    at, page = timezone.now(), page_of(request.GET)
    name = (request.GET.get("name") or "").strip()[:80]
    seen = seen_by_auditor(regions)
    found = seen.filter(name=name) if name else seen
    if request.GET.get("foreign"):
        found = found.filter(foreign=True)
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    many = [
        {**one, "role": role_title(one["role"])}
        for one in unusual(seen, since=at - timedelta(days=1))
    ]
    context = {
        **frame(request, actor, ROOM),
        "lines": lines(rows[:PAGE]),
        "unusual": many,
        "name": name,
        "foreign": bool(request.GET.get("foreign")),
        "before": page - 1,
        "after": page + 1 if len(rows) > PAGE else 0,
    }
    return render(request, "desk/readings.html", context)
