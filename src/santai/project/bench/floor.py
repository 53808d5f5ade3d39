"""The floor: the very statements of a submission, issued by psycopg alone, nothing thought about.

They are recorded from real submissions in a transaction that is rolled back; then the sequences are put back
and the same statements run for good, on one connection, so that every number they name comes out the same.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.db import connection, transaction

Statement = tuple[str, Any]


def record(submissions: Sequence[Callable[[], None]]) -> list[list[Statement]]:
    """The statements of each submission, in order; nothing of them stays in the database."""
    sequences = _sequences()
    recorded: list[list[Statement]] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        recorded[-1].append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(wrapper):
        for submission in submissions:
            recorded.append([])
            submission()
        transaction.set_rollback(True)
    _put_back(sequences)
    return recorded


def replay(recorded: list[list[Statement]], database_cpu: Callable[[], float]) -> dict[str, float]:
    """Run them; commits are durable as ever. CPU is that of psycopg in this process and the database."""
    times = []
    with psycopg.connect(**_where(), autocommit=True) as plain:
        before, own = database_cpu(), _own_cpu()
        begun = time.perf_counter()
        for statements in recorded:
            started = time.perf_counter()
            _run(plain, statements)
            times.append((time.perf_counter() - started) * 1000)
        seconds = time.perf_counter() - begun
        cpu = database_cpu() - before + _own_cpu() - own
    times.sort()
    return {
        "per_s": round(len(recorded) / seconds, 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "cpu_ms": round(cpu / len(recorded) * 1000, 2),
        "statements": len(recorded[0]),
    }


def _run(plain: psycopg.Connection[Any], statements: list[Statement]) -> None:
    """The outermost savepoint stood where a request of its own begins and commits."""
    with plain.cursor() as cursor:
        for sql, params in statements:
            word = sql.split(" ", 1)[0]
            if word == "SAVEPOINT":
                cursor.execute("BEGIN")
            elif word == "RELEASE":
                cursor.execute("COMMIT")
            else:
                cursor.execute(sql, params)
                if cursor.description is not None:
                    cursor.fetchall()


def _where() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    return {
        k: v for k, v in parameters.items() if k in {"dbname", "user", "password", "host", "port"}
    }


def _sequences() -> dict[str, tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || sequencename, COALESCE(last_value, 1), last_value IS NOT NULL"
            " FROM pg_sequences"
        )
        return {name: (value, called) for name, value, called in cursor.fetchall()}


def _put_back(sequences: dict[str, tuple[int, bool]]) -> None:
    with connection.cursor() as cursor:
        for name, (value, called) in sequences.items():
            cursor.execute("SELECT setval(%s, %s, %s)", [name, value, called])


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
