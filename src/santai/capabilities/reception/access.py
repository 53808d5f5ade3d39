"""Whose hall it is: staff with an intake post work in the halls of their organisation, and in no other."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.models import Ring, Ticket
from santai.kernel.errors import Forbidden, Missing

WORKS, LEADS = "intake", "supervise"


def halls_of(actor: Actor) -> QuerySet[Venue]:
    """The halls in which somebody receives people."""
    here = [post.organisation_id for post in actor.posts_with(WORKS)]
    return Venue.objects.filter(organisation__in=here, is_active=True).order_by("pk")


def hall_for(actor: Actor, venue_id: int) -> Venue:
    """The hall, if this actor works in it; else Missing."""
    hall = halls_of(actor).filter(pk=venue_id).first()
    if hall is None:
        raise Missing
    return hall


def leads(actor: Actor, hall: Venue) -> bool:
    """Whether the actor is the head of this hall: draws up the roster, closes any window."""
    return any(post.organisation_id == hall.organisation_id for post in actor.posts_with(LEADS))


def led_hall(actor: Actor, venue_id: int) -> Venue:
    hall = hall_for(actor, venue_id)
    if not leads(actor, hall):
        raise Forbidden(_("值班表由中心负责人安排。"))
    return hall


def public_hall(venue_id: int) -> Venue:
    """A hall as anybody may know it; Missing when it is closed for good."""
    hall = Venue.objects.filter(pk=venue_id, is_active=True).select_related("organisation").first()
    if hall is None:
        raise Missing
    return hall


def ticket_for(actor: Actor, ticket_id: int) -> Ticket:
    """A ticket of a hall in which the actor works."""
    ticket = Ticket.objects.filter(pk=ticket_id, venue__in=halls_of(actor)).first()
    if ticket is None:
        raise Missing
    return ticket


def ring_for(actor: Actor, ring_id: int) -> Ring:
    ring = Ring.objects.filter(pk=ring_id, venue__in=halls_of(actor)).first()
    if ring is None:
        raise Missing
    return ring


def ticket_at(hall: Venue, ticket_id: int) -> Ticket:
    """A ticket of this hall, for the machine that gave it out; it names nobody."""
    ticket = Ticket.objects.filter(pk=ticket_id, venue=hall).first()
    if ticket is None:
        raise Missing
    return ticket


def ring_at(hall: Venue, ring_id: int) -> Ring:
    """A bell of this hall, for the machine at which it was rung."""
    ring = Ring.objects.filter(pk=ring_id, venue=hall).first()
    if ring is None:
        raise Missing
    return ring
