"""The first page, and the way back to it that forgets whoever was here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.reception.queries import figures, on_duty
from santai.channels.terminal.kiosk import LARGE, forget, kiosk, page
from santai.pages import languages
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue


@kiosk
@require_safe
def start(request: HttpRequest, hall: Venue) -> HttpResponse:
    """Whoever comes here begins anew; only the size of the letters stays until 结束."""
    large = request.session.get(LARGE)
    forget(request)
    if large:
        request.session[LARGE] = True
    now = timezone.now()
    context = {"figures": figures(hall, at=now), "duty": on_duty(hall, today(now)), "first": True}
    return page(request, hall, "terminal/start.html", context)


@kiosk
@require_POST
def leave(request: HttpRequest, hall: Venue) -> HttpResponse:
    forget(request)
    response = redirect("terminal:start", hall.pk)
    response.delete_cookie(languages.COOKIE)  # the next visitor may read another one
    return response


@kiosk
@require_POST
def large(request: HttpRequest, hall: Venue) -> HttpResponse:
    """Large letters on or off, for this visitor."""
    request.session[LARGE] = not request.session.get(LARGE)
    return redirect("terminal:start", hall.pk)
