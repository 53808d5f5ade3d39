"""How often something may be done: by somebody, from somewhere, to some telephone (S3, abuse cases 19 and 21).

Exact at the boundary, whichever door or process asks: counted under a lock, in one table for all doors. A
refused try costs nothing, so that nobody keeps anybody out for longer by trying on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from santai.capabilities.identity.models import Spending
from santai.capabilities.rows import one_at_a_time


@dataclass(frozen=True, slots=True)
class Budget:
    name: str
    windows: tuple[tuple[timedelta, int], ...]  # so often in so long; all of them hold

    @property
    def longest(self) -> timedelta:
        return max(window for window, _most in self.windows)


# Somebody who has the password guesses at the second step, wherever from.
SECOND_STEP = Budget("second", ((timedelta(hours=1), 20),))
OLD_PASSWORD = Budget("old-password", ((timedelta(minutes=15), 5),))
# A citizen is told of a device once; a text message is somebody's time and the bureau's money.
DEVICE_NOTICE = Budget("device-notice", ((timedelta(days=1), 3),))


def spend(budget: Budget, of: str, *, at: datetime) -> timedelta | None:
    """Use the budget of this person, device or number once: None; or how long until there is something in it."""
    digest = sha256(f"{budget.name} {of}".encode()).hexdigest()
    with transaction.atomic():
        one_at_a_time(f"budget:{digest}")
        rows = Spending.objects.filter(digest=digest, at__gt=at - budget.longest).order_by("-at")
        moments = list(rows.values_list("at", flat=True))
        wait = max((_wait(moments, one, at) for one in budget.windows), default=timedelta())
        if wait > timedelta():
            return wait
        Spending.objects.create(digest=digest, at=at)
    return None


def _wait(moments: list[datetime], window: tuple[timedelta, int], at: datetime) -> timedelta:
    """Until so few of them are inside the window that one more fits."""
    length, most = window
    if len(moments) < most:
        return timedelta()
    return max(moments[most - 1] + length - at, timedelta())


def forget(*, at: datetime, kept: timedelta = timedelta(days=2)) -> int:
    deleted, _each = Spending.objects.filter(at__lte=at - kept).delete()
    return deleted
