"""What time does to orders: limits that pass, outcomes the law deems, a holiday notice that arrives."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from santai.capabilities.clocks import actions as clocks
from santai.capabilities.clocks.models import Clock
from santai.capabilities.clocks.queries import open_clocks, outdated, overdue
from santai.capabilities.orders import events
from santai.capabilities.orders.actions import timing
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM
from santai.catalogue.current import catalogue
from santai.kernel.errors import Refusal

BATCH = 500
log = logging.getLogger(__name__)


def sweep(*, at: datetime, limit: int = BATCH) -> int:
    """Deal with limits that have passed: write it down, and take the action the law attaches.

    Safe to run twice at once: a clock is claimed under its order's lock by a conditional update.
    """
    return sum(_pass(clock, at) for clock in overdue(at, limit))


def recount(*, at: datetime, limit: int = BATCH) -> int:
    """Count open clocks again that were counted under another calendar; gives how many orders were looked at."""
    subjects = outdated(catalogue().calendar.fingerprint, limit)
    for subject in subjects:
        _recount_order(subject, at)
    return len(subjects)


@transaction.atomic
def _recount_order(subject: str, at: datetime) -> None:
    order = _locked(subject)
    changes = clocks.recount(open_clocks(subject), catalogue().calendar, at=at)
    if not changes:
        return
    door = Door(order, SYSTEM, at)
    for clock, before in changes:
        data = {
            "clock": clock.name,
            "title": clock.title,
            "before": before.isoformat(),
            "after": clock.due_on.isoformat(),
        }
        door.record(events.CALENDAR_CHANGED, data, tells=("applicant", "agency"))
    order.due_at = timing.nearest(open_clocks(subject))
    door.close()


def _pass(clock: Clock, at: datetime) -> bool:
    with transaction.atomic():
        order = _locked(clock.subject)
        if not clocks.mark_breached(clock, at=at):
            return False
        if not (clock.then and _deemed(order, clock, at)):
            door = Door(_locked(clock.subject), SYSTEM, at)
            _write_breach(door, clock, tells=("agency",))
            door.close()
    return True


def _deemed(order: Order, clock: Clock, at: datetime) -> bool:
    """Take the action the law attaches to the passing of the limit; False leaves it to people."""
    try:
        with transaction.atomic():
            door = Door(order, SYSTEM, at)
            _write_breach(door, clock, tells=())
            door.do(clock.then, {})
            door.close()
    except Refusal as refusal:
        log.warning("order %s: deemed %s refused: %s", order.number, clock.then, refusal)
        return False
    return True


def _write_breach(door: Door, clock: Clock, *, tells: tuple[str, ...]) -> None:
    data = {"clock": clock.name, "title": clock.title, "due": clock.due_on.isoformat()}
    door.record(events.CLOCK_BREACHED, data, tells=tells)


def _locked(subject: str) -> Order:
    return Order.objects.select_for_update().get(pk=int(subject.removeprefix("orders/")))
