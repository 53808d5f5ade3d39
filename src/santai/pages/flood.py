"""Where a stranger's request comes from, for it to be told from a flood (abuse case 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from santai.capabilities.identity.enums import Crowd
from santai.capabilities.identity.queries import sifting_of
from santai.capabilities.orders.actions import Along
from santai.capabilities.orders.queries import OrderView

if TYPE_CHECKING:
    from santai.capabilities.identity.models import Sifting


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


def waiting(seen: OrderView) -> Sifting | None:
    """What is known of an order that still waits for a look; only one that came in a flood is asked about."""
    came = any("crowd" in moment.data for moment in seen.timeline[:1])
    return sifting_of(seen.order.pk) if came else None
