"""Starting, pausing and stopping clocks. Called inside the transaction of whoever owns the subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.clocks.queries import due_of
from santai.catalogue.schema import ClockSpec
from santai.kernel.workdays import ZONE, Calendar, Term


def build(
    subject: str,
    spec: ClockSpec,
    calendar: Calendar,
    *,
    at: datetime,
    term: Term | None = None,
    day: date | None = None,
) -> Clock:
    """A running clock to be saved. `term`: how long, as the place has it; `day`: the last day, where a notice
    sets it (`limit: set_by_notice`)."""
    limit = term or spec.limit
    clock = Clock(
        subject=subject,
        name=spec.name,
        title=spec.title.zh,
        limit=str(limit) if limit else "",
        basis="、".join(citation.zh for citation in spec.basis),
        then=spec.then,
        started_at=at,
    )
    if day is not None:
        clock.due_on, clock.due_at, clock.calendar = day, _end_of(day), calendar.fingerprint
    else:
        _count(clock, calendar, at)
    return clock


def pause(clock: Clock, *, at: datetime, reason: str) -> None:
    clock.state = ClockState.PAUSED
    clock.pauses = [*clock.pauses, [at.isoformat(), None, reason]]
    clock.save(update_fields=["state", "pauses"])


def resume(clock: Clock, calendar: Calendar, *, at: datetime) -> None:
    begun, _, reason = clock.pauses[-1]
    clock.pauses = [*clock.pauses[:-1], [begun, at.isoformat(), reason]]
    clock.state = ClockState.RUNNING
    _count(clock, calendar, at)
    clock.save()


def extend(clock: Clock, term: Term, calendar: Calendar, *, at: datetime) -> None:
    clock.extensions = [*clock.extensions, str(term)]
    _count(clock, calendar, at)
    clock.save()


def finish(
    clock: Clock, calendar: Calendar, *, at: datetime, state: ClockState = ClockState.MET
) -> None:
    """Stop a clock. Stopped while paused, its day is counted to the end of the pause, so that nobody
    who was in time looks late."""
    if clock.pauses and clock.pauses[-1][1] is None:
        begun, _, reason = clock.pauses[-1]
        clock.pauses = [*clock.pauses[:-1], [begun, at.isoformat(), reason]]
        _count(clock, calendar, at)
    clock.state, clock.ended_at = state, at
    clock.save()


def mark_breached(clock: Clock, *, at: datetime) -> bool:
    """Claim an overdue clock; True for exactly one of those who try (a conditional update)."""
    return bool(
        Clock.objects.filter(
            pk=clock.pk, state=ClockState.RUNNING, due_at__lte=at, breached_at__isnull=True
        ).update(breached_at=at)
    )


def recount(
    clocks: Iterable[Clock], calendar: Calendar, *, at: datetime
) -> list[tuple[Clock, date]]:
    """Count the running ones again under a new calendar; gives those that moved, with their old day."""
    moved = []
    for clock in clocks:
        if clock.state != ClockState.RUNNING:
            continue
        before = clock.due_on
        _count(clock, calendar, at)
        clock.save(update_fields=["due_at", "due_on", "provisional", "calendar", "breached_at"])
        if clock.due_on != before:
            moved.append((clock, before))
    return moved


def _count(clock: Clock, calendar: Calendar, now: datetime) -> None:
    clock.calendar = calendar.fingerprint
    due = due_of(clock, calendar, now)
    if due is not None:
        clock.due_at, clock.due_on, clock.provisional = due.at, due.on, due.provisional
        if due.at > now:
            clock.breached_at = None  # there is time again: its end is a new one


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZONE)
