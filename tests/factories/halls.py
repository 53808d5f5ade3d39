"""A hall for tests: the one of 叶县's centre, with windows that clerks of the small world open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import call_next, finish, open_window, take_ticket
from santai.capabilities.reception.models import Ticket, Window
from tests.world import NOW, YE, World


def make_hall(world: World, region: str = YE, **fields: Any) -> Venue:
    centre = world.office("centre", region)
    given = {"name": "公共法律服务大厅", "kind_name": "大厅", "address": "东街 1 号"}
    return Venue.objects.create(
        **{**given, "organisation": centre, "region_id": region, "phone": "0375-1234567", **fields}
    )


def seat(actor: Actor, hall: Venue, number: int = 1, **more: Any) -> Window:
    """The actor opens a window."""
    at = more.pop("at", NOW)
    return open_window(actor=actor, venue_id=hall.pk, number=number, at=at, **more)


def queue(hall: Venue, *, minutes: int = 0, **more: Any) -> Ticket:
    """Somebody takes a ticket, so many minutes after the moment of the small world."""
    return take_ticket(hall=hall, at=later(minutes), **more)


def serve(actor: Actor, *, called: int, done: int) -> Ticket:
    """The next one is called and finished, at minutes after the moment of the small world."""
    ticket = call_next(actor=actor, at=later(called))
    assert ticket is not None
    return finish(actor=actor, ticket_id=ticket.pk, at=later(done))


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)
