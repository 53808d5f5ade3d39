"""Refuse to serve on a PostgreSQL that may forget what it acknowledged.

Measured on a loaded test machine: with ``synchronous_commit=off``, twenty kills lost seventeen
orders that citizens had been told were received.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST = 14

# remote_write waits for the local disk and for the stand-by's memory: to lose an order, the disk
# here and the machine there must fail together. `local` is refused: it is chosen to acknowledge
# before a synchronous stand-by has the order, which a fail-over then loses. Where there is no
# stand-by, `on` costs the same.
ALLOWED: Mapping[str, tuple[set[str], str]] = {
    "fsync": ({"on"}, "a power cut can destroy the whole database"),
    "full_page_writes": ({"on"}, "a power cut can leave half-written pages"),
    "synchronous_commit": (
        {"on", "remote_write", "remote_apply"},
        "orders already acknowledged are lost when the server or its machine fails",
    ),
}


class UnsafeServer(Exception):
    """The database server is set so that acknowledged orders can be lost, or is too old."""


def check_durability(connection: BaseDatabaseWrapper | psycopg.Connection[Any]) -> None:
    """Raise UnsafeServer, naming every fault, unless this connection's commits are durable.

    Looks at the values in force for this very connection, so a setting made for the role or the
    database is seen too.
    """
    names = ["server_version_num", *ALLOWED]
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"current_setting('{name}')" for name in names))
        seen = dict(zip(names, cursor.fetchone() or (), strict=True))
    faults = [
        f"{name} is {seen[name]}, should be on: {otherwise}."
        for name, (allowed, otherwise) in ALLOWED.items()
        if seen[name] not in allowed
    ]
    if int(seen["server_version_num"]) < OLDEST * 10_000:
        major = int(seen["server_version_num"]) // 10_000
        faults.append(f"the server is PostgreSQL {major}; Santai needs {OLDEST} or later.")
    if faults:
        raise UnsafeServer(
            "Santai will not serve on this PostgreSQL:\n"
            + "\n".join(f"  - {fault}" for fault in faults)
            + "\nLook in postgresql.conf, ALTER SYSTEM, ALTER DATABASE and ALTER ROLE."
        )
