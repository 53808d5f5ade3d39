"""Calling a person to a terminal, and being answered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.capabilities.reception import access
from santai.capabilities.reception.models import Ring
from santai.capabilities.reception.queries import midnight


def ring(*, hall: Venue, at: datetime) -> Ring:
    """Ring in the hall; who presses again while it rings hears the same bell."""
    row, made = Ring.objects.get_or_create(venue=hall, answered_at=None, defaults={"at": at})
    if not made and row.at < midnight(at):  # nobody came yesterday; who is here today rings anew
        row.at = at
        row.save(update_fields=["at"])
    return row


def answer(*, actor: Actor, ring_id: int, at: datetime) -> bool:
    """Say that one is going; False when a colleague already is."""
    row = access.ring_for(actor, ring_id)
    with transaction.atomic():
        waiting = Ring.objects.filter(pk=row.pk, answered_at=None)
        return bool(waiting.update(answered_at=at, answered_by_id=actor.account_id))
