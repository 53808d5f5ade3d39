"""What somebody sent in from the villages."""

from __future__ import annotations

from santai.capabilities.people.access import Actor
from santai.channels.village.models import Entry

LATEST = 50


def sent(actor: Actor) -> list[Entry]:
    """The latest records of the actor's own, newest first, with their orders."""
    found = Entry.objects.filter(account=actor.account_id, order__isnull=False)
    return list(found.select_related("order__region").order_by("-pk")[:LATEST])
