"""Taking a ticket: a letter for the line of business, then the place in today's row (A012)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.places.models import Venue
from santai.capabilities.reception.enums import Priority
from santai.capabilities.reception.models import Ticket
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Invalid
from santai.kernel.workdays import ZONE

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O: they read like digits on a screen
GENERAL = LETTERS[0]  # for who does not know yet what the matter is called
A_MINUTE, MINUTE = 20, timedelta(minutes=1)  # more than that is nobody queueing


def take_ticket(
    *,
    hall: Venue,
    line: str = "",
    priority: str = "",
    due_at: datetime | None = None,
    at: datetime,
) -> Ticket:
    """The next number of this hall today. Raises Invalid for an unknown line or priority.

    `due_at`: the time agreed with somebody who comes with an appointment.
    """
    if line and line not in catalogue().lines:
        raise Invalid({"line": _("没有这类业务，请从列表里选。")})
    if priority and priority not in Priority.values:
        raise Invalid({"priority": _("没有这种优先，请从列表里选。")})
    day, letter = at.astimezone(ZONE).date(), letter_of(line)
    with transaction.atomic():
        # Two people at two machines: the second waits here and gets the number after.
        Venue.objects.select_for_update(no_key=True).get(pk=hall.pk)
        today = Ticket.objects.filter(venue=hall, day=day)
        if today.filter(taken_at__gt=at - MINUTE).count() >= A_MINUTE:
            raise Conflict(_("取号的人太多了，请过一分钟再取，或者找工作人员。"))
        serial = today.filter(number__startswith=letter).count() + 1
        return Ticket.objects.create(
            venue=hall,
            day=day,
            number=f"{letter}{serial:03}",
            line=line,
            priority=priority,
            taken_at=at,
            due_at=due_at,
        )


def letter_of(line: str) -> str:
    """Each line of the catalogue has its letter, in the order in which the catalogue names them."""
    if not line:
        return GENERAL
    place = list(catalogue().lines).index(line) + 1
    return LETTERS[min(place, len(LETTERS) - 1)]
