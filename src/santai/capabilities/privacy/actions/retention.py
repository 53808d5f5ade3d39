"""What is kept for its time and no longer (个人信息保护法 19): every night, and again after a restore.

Each matter is deleted in a transaction of its own, and each part says what it took away: stopped in the middle, it
goes on where it was. The trail has one line for each night on which something went.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from santai.capabilities.meetings.actions import forgetting as appointments
from santai.capabilities.notices import actions as notices
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.privacy.actions import wishes
from santai.capabilities.privacy.queries import finished_before, keeping_of, shortest
from santai.capabilities.reading import actions as reading
from santai.capabilities.reception.actions import forgetting as tickets
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind
from santai.kernel.errors import NotNow
from santai.kernel.workdays import ZONE

BATCH = 200
log = logging.getLogger(__name__)


class Part(Protocol):
    """Takes away what is past its time, or only counts it; gives how many."""

    def __call__(self, *, at: datetime, dry_run: bool = False) -> int: ...


def matters(*, at: datetime, dry_run: bool = False) -> int:
    done, last, moment = 0, 0, at - shortest()
    while batch := finished_before(moment, after=last, limit=BATCH):
        last = batch[-1].pk
        done += sum(dry_run or _deleted(order, at) for order in batch if _is_past(order, at))
    return done


PARTS: dict[str, Part] = {
    "matters": matters,
    "appointments": appointments.forget_old,
    "tickets": tickets.forget_old,
    "texts": notices.forget_texts,
    "looks": reading.forget,
}


def part(name: str) -> Callable[[Part], Part]:
    """For doors with tables of their own."""

    def register(function: Part) -> Part:
        PARTS[name] = function
        return function

    return register


def run(*, at: datetime, dry_run: bool = False) -> dict[str, int]:
    """How many of each part went, or would go."""
    gone = {name: function(at=at, dry_run=dry_run) for name, function in PARTS.items()}
    if any(gone.values()) and not dry_run:
        note(Kind.KEEPING, actor=SYSTEM, reason=_("到期自动删除"), data=gone, at=at)
        log.info("retention: %s", gone)
    return gone


def _is_past(order: Order, at: datetime) -> bool:
    day = at.astimezone(ZONE).date()
    keeping = keeping_of(order, on=day)
    past = keeping.deleted_on is not None and keeping.deleted_on < day
    return past and not keeping.is_held(day)


def _deleted(order: Order, at: datetime) -> bool:
    try:
        wishes.erase(order.pk, asked=False, at=at)
    except NotNow:  # something that came of it is still worked on
        return False
    return True
