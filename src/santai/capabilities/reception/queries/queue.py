"""Who waits, who is called where, how long it takes: always today's, computed from the tickets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.capabilities.reception import access
from santai.capabilities.reception.enums import TicketState
from santai.capabilities.reception.models import Ring, Ticket, Window
from santai.kernel.workdays import ZONE

ON_SCREEN = 8
ENOUGH = 3  # visits finished today before anybody is told how long it takes


@dataclass(frozen=True, slots=True)
class Figures:
    """A hall today. Minutes are whole; None where there is nothing to compute them from yet."""

    waiting: int
    served: int
    absent: int
    windows: int
    average_wait: int | None
    longest_wait: int | None
    longest_now: int | None
    expected: int | None


def midnight(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(ZONE).date(), time(), ZONE)


def figures(hall: Venue, *, at: datetime) -> Figures:
    waited, served = F("first_called_at") - F("taken_at"), F("finished_at") - F("called_at")
    waiting, done = Q(state=TicketState.WAITING), Q(state=TicketState.DONE)
    found = _today(hall, at).aggregate(
        waiting=Count("pk", filter=waiting),
        served=Count("pk", filter=done),
        absent=Count("pk", filter=Q(state=TicketState.ABSENT)),
        average=Avg(waited),
        longest=Max(waited),
        since=Min("taken_at", filter=waiting),
        each=Avg(served, filter=done),
    )
    windows = windows_open(hall, at=at).count()
    enough = found["served"] >= ENOUGH and windows
    expected = found["each"] * found["waiting"] / windows if enough else None
    return Figures(
        waiting=found["waiting"],
        served=found["served"],
        absent=found["absent"],
        windows=windows,
        average_wait=_minutes(found["average"]),
        longest_wait=_minutes(found["longest"]),
        longest_now=_minutes(at - found["since"] if found["since"] else None),
        expected=_minutes(expected),
    )


def waiting_at(halls: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Hall → how many wait there now, for those where somebody took a ticket today; one query."""
    today = Ticket.objects.filter(venue__in=list(halls), day=at.astimezone(ZONE).date())
    waiting = Count("pk", filter=Q(state=TicketState.WAITING))
    return dict(today.values_list("venue").annotate(count=waiting))


def goes_first(at: datetime) -> Q:
    """Who is called before the others: those with priority, and those whose agreed time has come."""
    return ~Q(priority="") | Q(due_at__lte=at)


def ahead_of(ticket: Ticket, *, at: datetime | None = None) -> int | None:
    """How many are called before this one as it stands; None when it does not wait any more."""
    if ticket.state != TicketState.WAITING:
        return None
    now = at or ticket.taken_at
    place = ticket.due_at or ticket.taken_at
    waiting = Ticket.objects.filter(
        venue=ticket.venue_id, day=ticket.day, state=TicketState.WAITING
    ).annotate(place=Coalesce("due_at", "taken_at"))
    before = Q(place__lt=place) | Q(place=place, pk__lt=ticket.pk)
    first = ticket.priority or (ticket.due_at is not None and ticket.due_at <= now)
    ahead = before & goes_first(now) if first else before | goes_first(now)
    return waiting.filter(ahead).exclude(pk=ticket.pk).count()


def calls_of(hall: Venue, *, at: datetime) -> list[Ticket]:
    """Who is called to which window, the latest first."""
    called = _today(hall, at).filter(state=TicketState.CALLED).select_related("window")
    return list(called.order_by("-called_at", "-pk")[:ON_SCREEN])


def tickets_today(hall: Venue, *, at: datetime, limit: int = 60) -> list[Ticket]:
    """Today's tickets, the latest first, with who first asked and what came of it."""
    rows = _today(hall, at).select_related("window", "wanted", "first_clerk", "order")
    return list(rows.order_by("-taken_at", "-pk")[:limit])


def windows_open(hall: Venue, *, at: datetime) -> QuerySet[Window]:
    """What was left open on another day is not open."""
    found = Window.objects.filter(venue=hall, clerk__isnull=False, opened_at__gte=midnight(at))
    return found.select_related("clerk").order_by("number")


def window_of(actor: Actor, *, at: datetime) -> Window | None:
    """The window at which somebody sits today, with its hall; rights of another day do not count."""
    return (
        Window.objects.filter(
            clerk=actor.account_id, opened_at__gte=midnight(at), venue__in=access.halls_of(actor)
        )
        .select_related("venue")
        .first()
    )


def serving(window: Window, *, at: datetime) -> Ticket | None:
    """Who is at the window now."""
    called = Ticket.objects.filter(window=window, state=TicketState.CALLED)
    return called.filter(called_at__gte=midnight(at)).select_related("order").first()


def ringing(actor: Actor, *, at: datetime) -> list[Ring]:
    """Terminals of the actor's halls at which somebody waits for a person, the longest first."""
    rows = Ring.objects.filter(
        venue__in=access.halls_of(actor), answered_at=None, at__gte=midnight(at)
    )
    return list(rows.select_related("venue").order_by("at")[:20])


def first_asked(order_ids: Iterable[int]) -> dict[int, str]:
    """Order → who first received the visitor, where the visit began with a ticket (首问负责: CEN-28)."""
    rows = Ticket.objects.filter(order__in=list(order_ids), first_clerk__isnull=False)
    return dict(rows.order_by("-taken_at").values_list("order_id", "first_clerk__name"))


def _today(hall: Venue, at: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(venue=hall, day=at.astimezone(ZONE).date())


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else ceil(span / timedelta(minutes=1))
