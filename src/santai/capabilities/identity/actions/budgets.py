"""How often something may be done: by somebody, from somewhere, to some telephone (S3, abuse cases 19 and 21).

Exact at the boundary, whichever door or process asks: counted under a lock, in one table for all doors. A
refused try costs nothing, so that nobody keeps anybody out for longer by trying on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection

from santai.capabilities.identity.models import Spending
from santai.kernel.errors import TooMany


@dataclass(frozen=True, slots=True)
class Budget:
    name: str
    windows: tuple[tuple[timedelta, int], ...]  # so often in so long; all of them hold

    def digest(self, of: str) -> str:
        """What is kept of whom it was spent by."""
        return sha256(f"{self.name} {of}".encode()).hexdigest()


QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

# Guesses at the password of one name from one address, so that nobody keeps its owner out from somewhere else; and of
# any name from one address (ASVS 6.3.1).
PASSWORD_OF = Budget("password-of", ((QUARTER, 5),))
PASSWORD_FROM = Budget("password-from", ((HOUR, 30),))
# Somebody who has the password guesses at the second step: from one address, and wherever from.
SECOND_STEP_FROM = Budget("second-from", ((QUARTER, 5),))
SECOND_STEP = Budget("second", ((HOUR, 20),))
OLD_PASSWORD = Budget("old-password", ((QUARTER, 5),))
# A citizen is told of a device once; a text message is somebody's time and the bureau's money.
DEVICE_NOTICE = Budget("device-notice", ((DAY, 3),))
WAYS_NOTICE = Budget("ways-notice", ((DAY, 3),))  # of a new password or passkey
# Guesses at the query code of one matter or appointment from one address: nobody keeps the applicant out by
# guessing from somewhere else, and in a hall other people's wrong codes count for other matters only.
QUERY_CODE = Budget("query-code", ((QUARTER, 5),))
ARRIVAL = Budget("arrival", ((QUARTER, 5),))  # somebody tries numbers at the machine of a hall
# Text messages asked for from one address: to one telephone, and to any. The telephone has its own budget.
CODE_TO = Budget("code-to", ((QUARTER, 5),))
CODE_FROM = Budget("code-from", ((HOUR, 30),))
COPY = Budget("copy", ((DAY, 10),))  # of everything of one person: each reads all their files


def spend(budget: Budget, of: str, *, at: datetime) -> timedelta | None:
    """Use the budget of this person, device or number once: None; or how long until there is something in it."""
    return spend_each([(budget, of)], at=at)[0]


def spend_each(spent: Sequence[tuple[Budget, str]], *, at: datetime) -> list[timedelta | None]:
    """Use each of several budgets once, whatever the others say; one statement.

    In one order everywhere, so that two requests with budgets in common do not wait for each other in a ring.
    """
    calls = ", ".join(["identity_spend(%s, %s, %s, %s, %s)"] * len(spent))
    lazily = not connection.in_atomic_block  # somebody else's transaction must stay durable
    given: list[Any] = []
    for budget, of in spent:
        lengths, mosts = zip(*budget.windows, strict=True)
        given += [budget.digest(of), at, list(lengths), list(mosts), lazily]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", given)
        return list(cursor.fetchone())


def must_spend(budget: Budget, of: str, words: str, *, at: datetime) -> None:
    """Use it once. Raises TooMany, in these words, when there is nothing in it."""
    if wait := spend(budget, of, at=at):
        raise TooMany(words, wait)


def give_back(budget: Budget, of: str, *, latest: int | None = None) -> int:
    """Who got it right has not been guessing; gives how many tries they have back. `latest`: of a budget that others
    spend as well, no more than their own."""
    spent = Spending.objects.filter(digest=budget.digest(of)).order_by("-at", "-pk")
    gone = list(spent.values_list("pk", flat=True)[:latest])
    Spending.objects.filter(pk__in=gone).delete()
    return len(gone)


def forget(*, at: datetime, kept: timedelta = timedelta(days=2)) -> int:
    deleted, _each = Spending.objects.filter(at__lte=at - kept).delete()
    return deleted
