"""The answer to whom there is no room for: without a query, and with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, cast

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from santai.pages.languages import Chosen
from santai.project import security, views
from santai.project.serving.doorman import WHY


def busy(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application beside Django's own, for the doorman."""
    try:
        response = _respond()(WSGIRequest(environ))
    except SuspiciousOperation:  # a host that is not ours, a body that cannot be read
        response = HttpResponse(status=400)
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return response


@cache
def _respond() -> Callable[[HttpRequest], HttpResponse]:
    """As much of the middleware as needs no database: the language, and the headers of every page."""
    chain: Any = _turned_away
    for around in (Chosen, security.headers, SecurityMiddleware):
        chain = around(chain)
    return cast(Callable[[HttpRequest], HttpResponse], chain)


def _turned_away(request: HttpRequest) -> HttpResponse:
    return views.turned_away(request, request.META[WHY])
