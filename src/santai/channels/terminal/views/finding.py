"""What can be done, and how: the guides, for the place where the machine stands (WEB-17)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.catalogue.schema import Door, Named, Service
from santai.catalogue.words import is_public
from santai.channels.terminal.kiosk import kiosk, page
from santai.kernel.errors import Missing
from santai.pages.guide import Guide
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue


@kiosk
@require_safe
def services(request: HttpRequest, hall: Venue) -> HttpResponse:
    """Everything citizens can ask for here through any door of theirs."""
    found = [s for s in _services(hall) if is_public(s)]
    context = {"lines": by_line(found), "apply": False}
    return page(request, hall, "terminal/services.html", context)


@kiosk
@require_safe
def on_offer(request: HttpRequest, hall: Venue) -> HttpResponse:
    """What can be asked for at the machine itself."""
    found = [s for s in _services(hall) if Door.TERMINAL in s.doors]
    context = {"lines": by_line(found), "apply": True}
    return page(request, hall, "terminal/services.html", context)


@kiosk
@require_safe
def guide(request: HttpRequest, hall: Venue, service_id: str) -> HttpResponse:
    service = service_at(hall, service_id)
    context = {
        "guide": Guide(service, hall.region_id, today(timezone.now())),
        "service": service,
        "here": Door.TERMINAL in service.doors,
    }
    return page(request, hall, "terminal/guide.html", context)


def service_at(hall: Venue, service_id: str) -> Service:
    try:
        return catalogue().service(service_id, hall.region_id, today(timezone.now()))
    except NotInCatalogue:
        raise Missing from None


def by_line(found: Iterable[Service]) -> list[tuple[Named, list[Service]]]:
    """In the order of the disclosure catalogue."""
    lines = catalogue().lines
    order = {line: place for place, line in enumerate(lines)}
    rows = sorted(found, key=lambda service: (order[service.line], service.id))
    return [(lines[line], list(group)) for line, group in groupby(rows, lambda s: s.line)]


def _services(hall: Venue) -> list[Service]:
    return list(catalogue().services(hall.region_id, today(timezone.now())))
