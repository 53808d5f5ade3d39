"""What time does to orders: limits that pass, outcomes the law deems, a holiday notice that arrives."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from santai.capabilities.clocks import actions as clocks
from santai.capabilities.clocks.models import Clock
from santai.capabilities.clocks.queries import open_clocks, outdated, overdue
from santai.capabilities.orders import access, events
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
    return sum(_alone(_pass, clock.subject, clock, at) for clock in overdue(at, limit))


def recount(*, at: datetime, limit: int = BATCH) -> int:
    """Count running clocks again that were counted under another calendar; gives how many orders were."""
    subjects = outdated(catalogue().calendar.fingerprint, limit)
    return sum(_alone(_recount_order, subject, subject, at) for subject in subjects)


def _alone(work: Callable[..., bool], subject: str, *about: Any) -> bool:
    """An order that cannot be dealt with is logged; it does not keep the others waiting."""
    try:
        return work(*about)
    except Exception:
        log.exception("%s: left as it is", subject)
        return False


@transaction.atomic
def _recount_order(subject: str, at: datetime) -> bool:
    order = _locked(subject)
    changes = clocks.recount(open_clocks(subject), catalogue().calendar, at=at)
    if not changes:
        return True
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
    return True


def _pass(clock: Clock, at: datetime) -> bool:
    with transaction.atomic():
        order = _locked(clock.subject)
        if not clocks.mark_breached(clock, at=at):
            return False
        if clock.then and _deemed(order, clock, at):
            return True
        # A deed that was refused has changed the order in hand: take it afresh.
        door = Door(_locked(clock.subject) if clock.then else order, SYSTEM, at)
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
    key = int(subject.removeprefix("orders/"))
    access.lock_sides(Order.objects.only("service", "version").get(pk=key))
    return Order.objects.select_for_update().get(pk=key)
