"""Sessions of a matter: what is coming, what was held, and whom to remind."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from santai.capabilities.meetings.enums import SessionState
from santai.capabilities.meetings.models import Guest, Session
from santai.capabilities.orders.actions import main_of
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.models import Order
from santai.kernel.workdays import ZONE


def sessions_of(order: Order) -> QuerySet[Session]:
    """Of a matter, in order of time; of a side's order those to which it was invited."""
    rows = Session.objects.filter(order=main_of(order)).order_by("starts_at", "pk")
    if order.link == Link.SUMMONED:
        rows = rows.filter(guests__party=order.applicant_id)
    return rows


def open_session(order: Order) -> Session | None:
    """The one that is called and not held yet; an order has one at most."""
    return Session.objects.filter(order=order, state=SessionState.CALLED).first()


def guests_of(order: Order) -> QuerySet[Guest]:
    """Who was invited to the session at hand."""
    rows = Guest.objects.filter(session__order=order, session__state=SessionState.CALLED)
    return rows.order_by("pk")


def taken(organisation: int, room: str, starts: datetime, ends: datetime) -> Session | None:
    """The session that has this room of an organisation in a part of that time."""
    return Session.objects.filter(
        organisation=organisation,
        room=room,
        state=SessionState.CALLED,
        starts_at__lt=ends,
        ends_at__gt=starts,
    ).first()


def sessions_to_remind(*, at: datetime) -> QuerySet[Session]:
    """Called for tomorrow, or for later today, and nobody was reminded yet; of nothing that is only kept."""
    day = at.astimezone(ZONE).date() + timedelta(days=2)
    until = datetime.combine(day, time(), ZONE)
    return Session.objects.filter(
        state=SessionState.CALLED,
        reminded_at=None,
        starts_at__gt=at,
        starts_at__lt=until,
        order__restricted_at=None,
    )
