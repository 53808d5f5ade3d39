"""Rows of several tables in one statement: one trip to the database where the ORM makes one for each table.

The rows of a table travel as one JSON document, which PostgreSQL unfolds by the table's own column types.
So the statement is the same for any number of rows, and is planned once. Foreign keys are checked at
commit (Django makes them deferred), so the order of the tables does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, models


def insert_together(rows: Iterable[models.Model]) -> None:
    """Insert unsaved rows. Keys that the database draws are not read back: for rows that nobody names."""
    tables: dict[tuple[type[models.Model], bool], list[dict[str, Any]]] = {}
    for row in rows:
        table = (type(row), row.pk is not None)
        columns = _columns(*table)
        values = {column: getattr(row, name) for column, name in columns}
        tables.setdefault(table, []).append(values)
    if tables:
        documents = [json.dumps(values, default=_plain) for values in tables.values()]
        with connection.cursor() as cursor:
            cursor.execute(_statement(tuple(tables)), documents)


def write_back(row: models.Model) -> None:
    """Write every column of a row that is there, in the same way."""
    model = type(row)
    values = {column: getattr(row, name) for column, name in _columns(model, with_key=False)}
    with connection.cursor() as cursor:
        cursor.execute(_update(model), [json.dumps(values, default=_plain), row.pk])


@cache
def _update(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(column) for column, _ in _columns(model, with_key=False))
    unfolded = f"SELECT {columns} FROM json_populate_record(NULL::{table}, %s::json)"  # noqa: S608
    key = quote(model._meta.pk.column)
    return f"UPDATE {table} SET ({columns}) = ({unfolded}) WHERE {key} = %s"  # noqa: S608  our own names


@cache
def _statement(tables: tuple[tuple[type[models.Model], bool], ...]) -> str:
    *before, last = [_insert(model, with_key) for model, with_key in tables]
    common = ", ".join(f"part{number} AS ({part})" for number, part in enumerate(before))
    return f"WITH {common} {last}" if common else last


def _insert(model: type[models.Model], with_key: bool) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(column) for column, _ in _columns(model, with_key))
    unfolded = f"json_populate_recordset(NULL::{table}, %s::json)"
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {unfolded}"  # noqa: S608  our own names


@cache
def _columns(model: type[models.Model], with_key: bool) -> tuple[tuple[str, str], ...]:
    """Column and attribute of each field; without the key where the database draws it."""
    fields = model._meta.concrete_fields
    return tuple((f.column, f.attname) for f in fields if with_key or not f.primary_key)


def _plain(value: Any) -> str:
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row")
