"""Whether an error means that nothing can be kept at the moment, and what is away.

Nothing remembers an outage: every request tries anew, so the first one after the disk was emptied or the
database came back is taken as ever. Reading goes on wherever it does not need what is away.
"""

from __future__ import annotations

import errno
from enum import Enum

import psycopg
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from psycopg.errors import DiskFull, ReadOnlySqlTransaction


class Outage(Enum):
    DATABASE = "database"  # gone, starting, or too busy to answer
    READ_ONLY = "read-only"  # the database or the disk takes no writes
    FULL = "full"


_FILES = {
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
    errno.EROFS: Outage.READ_ONLY,
    errno.EIO: Outage.READ_ONLY,
}


def outage(error: BaseException | None) -> Outage | None:
    """What is away, or None when the error has another cause: then it is a fault of ours."""
    if isinstance(error, OperationalError | InterfaceError):
        return Outage.FULL if isinstance(error.__cause__, DiskFull) else Outage.DATABASE
    if isinstance(error, DatabaseError) and type(error.__cause__) is psycopg.DatabaseError:
        return (
            Outage.DATABASE
        )  # libpq's own word, such as of a line that broke as it wrote: it has no SQLSTATE
    if isinstance(error, InternalError) and isinstance(error.__cause__, ReadOnlySqlTransaction):
        return Outage.READ_ONLY
    return _FILES.get(error.errno or 0) if isinstance(error, OSError) else None
