"""Who may open an order they have nothing to do with, in an emergency, and who reads and judges that.

The permission table says so: `order`/`break` (masked, anywhere) and `emergency`. `orders.access` is left alone:
what is opened here is on no list, can be acted on by nobody through it, and is gone after half an hour.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from santai.capabilities.emergencies.models import Opening
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.places.queries import inside
from santai.kernel.errors import Missing


def breaking_post(actor: Actor) -> ActorPost | None:
    """The post that lets somebody do it."""
    return next((post for post in actor.posts if "anywhere" in post.opens("order", "break")), None)


def opened(actor: Actor, number: str, *, at: datetime) -> Opening:
    """The opening of this order that still lasts, for who still has the right. Raises Missing."""
    if breaking_post(actor) is None:
        raise Missing
    found = Opening.objects.filter(
        account=actor.account_id, order__number=number, at__lte=at, until__gt=at
    )
    neighbours = ("applicant", "organisation", "intake", "assignee__organisation", "region")
    opening = found.select_related(*(f"order__{name}" for name in neighbours)).first()
    if opening is None:
        raise Missing
    return opening


def number_given(number: str) -> Order | None:
    """For `actions` alone, which writes down that it was asked for."""
    return Order.objects.filter(number=number).select_related("applicant").first()


def reviews(actor: Actor, action: str = "see") -> bool:
    return any(_reviewing(actor, action))


def seen_by(actor: Actor, action: str = "see") -> QuerySet[Opening]:
    """Openings by posts in the regions the actor answers for, the latest first."""
    found = Q(pk__in=())
    for post in _reviewing(actor, action):
        found |= inside(post.region) if post.region else Q(pk__isnull=False)
    rows = Opening.objects.filter(found).select_related("account", "order", "judged_by")
    return rows.order_by("-pk")


def _reviewing(actor: Actor, action: str) -> list[ActorPost]:
    return [post for post in actor.posts if "in-region" in post.opens("emergency", action)]
