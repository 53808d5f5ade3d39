"""Where a stranger's request comes from, for it to be told from a flood (abuse case 21)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from santai.capabilities.identity.enums import Crowd
from santai.capabilities.orders.actions import Along


def along(request: HttpRequest) -> Along:
    """Of somebody's own telephone or computer. A machine in a hall is everybody's: see `at_a_machine`."""
    sources = [(Crowd.ADDRESS, request.META.get("REMOTE_ADDR", ""))]
    if browser := request.COOKIES.get(
        settings.CSRF_COOKIE_NAME
    ):  # it outlives the keys of sessions
        sources.append((Crowd.DEVICE, browser))
    return Along(sources=sources)


def at_a_machine() -> Along:
    """Counted by what was said and whose telephone was given, wherever it was."""
    return Along(sources=())
