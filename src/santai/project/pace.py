"""How fast anybody may send forms from one address, at every door at once (abuse cases 19 and 21; ASVS 2.4.1, 15.2.2).

Far above what a hall full of people does together, and far below what a program does. What weighs more (guessing at a
code, asking for a text message) has a smaller budget of its own beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from santai.capabilities.identity.actions.budgets import Budget, spend
from santai.kernel.errors import TooMany
from santai.pages import citizens
from santai.pages.errors import SECRET, told_when, written

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MINUTE = timedelta(minutes=1)
# Where a sender is known by more than an address, and what holds them back there.
ELSEWHERE: Mapping[str, str] = {
    "/api/": "a partner signs in with a key, which can be revoked; uploads have a quota for each account",
    "/hotline/telephone/": "the bureau's own telephone system, which signs what it sends",
}
HARMLESS: Mapping[str, str] = {
    "healthz": "takes no form; its answers ask nothing of a database that may be gone",
    "look": "large type, colours and language: cookies of one's own browser, nothing is stored",
}


class Pace:
    """Middleware: a form from somebody who is not known as staff costs one of the forms of a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_counted(request):
            return None
        budget = Budget("forms", ((MINUTE, settings.FORMS_A_MINUTE),))
        wait = spend(budget, request.META.get("REMOTE_ADDR", ""), at=timezone.now())
        return told_when(_page(request), TooMany("", wait)) if wait else None


def is_counted(request: HttpRequest) -> bool:
    if request.method in SAFE or request.path.startswith(tuple(ELSEWHERE)):
        return False
    match = request.resolver_match
    if match is not None and match.view_name in HARMLESS:
        return False
    return not citizens.is_staff(request) and not _speaks_for_everybody(request)


def _page(request: HttpRequest) -> HttpResponse:
    """With what was typed, ready to be sent again; not where there were papers or a password among it."""
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    whole = not request.FILES and not SECRET & set(names)
    texts = [(name, text) for name in names for text in request.POST.getlist(name)]
    context = {"fields": texts if whole else (), "written": written(request)}
    return render(request, "pages/too_many.html", context, status=429)


def _speaks_for_everybody(request: HttpRequest) -> bool:
    """A proxy on this machine that nobody named in SANTAI_PROXIES: its address is everybody's, and one flood
    through it would shut the door for all."""
    if settings.TRUSTED_PROXIES or "HTTP_X_FORWARDED_FOR" not in request.META:
        return False
    address = request.META.get("REMOTE_ADDR", "")
    return not address or ip_address(address).is_loopback
