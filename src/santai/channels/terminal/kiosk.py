"""One machine for everybody: which hall it stands in, and how nothing of one visitor stays for the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, rotate_token
from django.shortcuts import redirect, render
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from santai.capabilities.people.enums import AccountKind
from santai.capabilities.reception.access import public_hall
from santai.kernel.errors import Refusal
from santai.pages import opened, talks

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue

CHANNEL = "terminal"
LARGE, TICKET, RING = "terminal.large", "terminal.ticket", "terminal.ring"
OURS = (LARGE, TICKET, RING)
IDLE = 90  # seconds without a touch; then the next visitor begins

View = Callable[..., HttpResponseBase]


class _Stale(CsrfViewMiddleware):
    """A form that somebody left open before the last 结束 leads to the start, not to an error: whoever
    stands here now did not fill it in."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        venue_id = request.resolver_match.kwargs["venue_id"] if request.resolver_match else 0
        return redirect("terminal:start", venue_id)


def kiosk(view: View) -> View:
    """The view gets the hall of the machine; a refusal stays within the machine's own pages."""

    @wraps(view)
    def shown(request: HttpRequest, venue_id: int, **kwargs: Any) -> HttpResponseBase:
        hall = public_hall(venue_id)
        try:
            return view(request, hall, **kwargs)
        except Refusal as refusal:
            context = {"refusal": refusal}
            return page(request, hall, "terminal/refusal.html", context, status=refusal.status)

    return cast(View, csrf_exempt(decorator_from_middleware(_Stale)(shown)))


def page(
    request: HttpRequest, hall: Venue, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the machine, with what its frame needs."""
    frame = {"hall": hall, "large": bool(request.session.get(LARGE)), "idle": IDLE}
    return render(request, template, {**frame, **context}, status=status)


def forget(request: HttpRequest) -> None:
    """Nothing of this visitor is left: no order, no login, no ticket, and no form that could be sent again.

    A colleague who is signed in and tries the pages out stays signed in.
    """
    opened.forget(request)
    talks.forget(request)
    if request.user.is_authenticated and request.user.kind == AccountKind.STAFF:
        for key in OURS:
            request.session.pop(key, None)
        return
    request.session.flush()
    rotate_token(request)
