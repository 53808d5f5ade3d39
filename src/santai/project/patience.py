"""How long a request waits for the database: what takes longer is refused in plain words, and may be sent again (C4).

Locks are taken from the narrow to the wide, so that nobody waits in a circle: a booking or a clock's order before
nothing else, a child before its parent, never a parent before its child; a second order beside the first only if
nobody has it (并案). Where two doors do stand in each other's way, PostgreSQL ends one after a second, and this ends
everything else: the answer is 503 with the moment to try again, and nothing was stored.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

LIMITS = {
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}


def of_requests() -> None:
    """From now on every new connection of this process has these limits. Workers and commands have none."""
    connection_created.connect(limit, dispatch_uid="patience")


def limit(connection: BaseDatabaseWrapper, **_: Any) -> None:
    settings = ", ".join(["set_config(%s, %s, false)"] * len(LIMITS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {settings}", [part for one in LIMITS.items() for part in one])
