"""The big screen of a hall: who is called to which window. Hangs on a wall, so nobody signs in; names nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.capabilities.reception.access import public_hall
from santai.capabilities.reception.queries import calls_of, figures, on_duty
from santai.pages.moments import today


@require_safe
def screen(request: HttpRequest, venue_id: int) -> HttpResponse:
    """Without script the page loads itself again; with script only what changed is exchanged."""
    return render(request, "counter/screen.html", _context(venue_id))


@require_safe
def calls(request: HttpRequest, venue_id: int) -> HttpResponse:
    return render(request, "counter/calls.html", _context(venue_id))


def _context(venue_id: int) -> dict[str, Any]:
    hall, now = public_hall(venue_id), timezone.now()
    return {
        "hall": hall,
        "calls": calls_of(hall, at=now),
        "figures": figures(hall, at=now),
        "duty": on_duty(hall, today(now)),
        "now": now,
    }
