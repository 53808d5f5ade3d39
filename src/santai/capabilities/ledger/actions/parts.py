"""The long half of a full look, by as many processes as there are cores: all see the same picture of the database."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import django
from django.db import connection, transaction

MANY = 50_000  # leaves from which it is worth the two seconds that a process takes to start
STEP = 50_000  # of one piece of work, so that a process that was quicker takes the next


def worth_it(size: int) -> bool:
    """Not inside a transaction that has written something: nobody else would see that."""
    outermost = connection.in_atomic_block and not connection.savepoint_ids
    return size >= MANY and outermost and (os.cpu_count() or 1) > 1


def derived(size: int) -> Iterator[str]:
    """What is wrong with the first `size` leaves. To be run in a transaction of repeatable reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    starts = range(0, size, STEP)
    stops = [min(start + STEP, size) for start in starts]
    name = str(connection.settings_dict["NAME"])
    processes = multiprocessing.get_context("spawn")  # no copy of our connections and threads
    with ProcessPoolExecutor(os.cpu_count(), processes, initializer=django.setup) as pool:
        for findings in pool.map(_part, repeat(name), repeat(str(snapshot)), starts, stops):
            yield from findings


def _part(database: str, snapshot: str, start: int, stop: int) -> list[str]:
    from santai.capabilities.ledger.actions import fsck

    connection.settings_dict["NAME"] = database
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(
            f"SET TRANSACTION SNAPSHOT '{snapshot}'"
        )  # the server's own word; takes no parameter
        return list(fsck.leaves(start, stop))
