"""Rows of our models by plain statements, where what the ORM thinks costs more than the database does.

Every act reads the same few rows by the same few conditions and writes some of them. Building such a query
takes the ORM several times as long as running it; here its text is made once.

Rows are written several tables at a time. Those of a table travel as one JSON document, which PostgreSQL
unfolds by the table's own column types: so the statement is the same for any number of rows, and is planned
once. Foreign keys are checked at commit (Django makes them deferred), so the order of the tables does not
matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Values = Sequence[Any] | Mapping[str, Any]
Column = tuple[str, Callable[[Any], Any]]


def one_at_a_time(what: str) -> None:
    """Whoever else asks for the same waits until this transaction ends: what is counted then is all there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def one(model: type[Row], statement: str, values: Values) -> Row | None:
    """The first row that a statement gives, or None."""
    return next(iter(several(model, statement, values)), None)


def several(model: type[Row], statement: str, values: Values) -> list[Row]:
    """The rows that a statement gives: a text of our own, with `{columns}` where those of the model belong."""
    reading = _reading(model)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(columns=reading.columns), values)
        found = cursor.fetchall()
    return [reading.row(values) for values in found]


def by_key(model: type[Row], key: int | str) -> Row:
    """The row with this key. Raises ObjectDoesNotExist."""
    row = one(model, _reading(model).by_key, [key])
    if row is None:
        raise ObjectDoesNotExist
    return row


class _Reading(Generic[Row]):
    """How rows of a model are read."""

    def __init__(self, model: type[Row]) -> None:
        fields = model._meta.concrete_fields
        self.model = model
        self.names = [field.attname for field in fields]
        quote = connection.ops.quote_name
        table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
        self.by_key = f"SELECT {{columns}} FROM {table} WHERE {key} = %s"  # noqa: S608  our own names
        self.columns = ", ".join(quote(field.column) for field in fields)
        readers = ((i, getattr(field, "from_db_value", None)) for i, field in enumerate(fields))
        self.readers = [
            (place, reader) for place, reader in readers if reader
        ]  # JSON comes as text

    def row(self, found: Sequence[Any]) -> Row:
        if self.readers:
            found = list(found)
            for place, reader in self.readers:
                found[place] = reader(found[place], None, connection)
        return self.model.from_db(connection.alias, self.names, found)


_reading = cache(_Reading)


def insert_together(rows: Iterable[models.Model]) -> None:
    """Insert unsaved rows. Keys that the database draws are not read back: for rows that nobody names."""
    tables: dict[tuple[type[models.Model], bool], list[dict[str, Any]]] = {}
    for row in rows:
        table = (type(row), row.pk is not None)
        columns = _columns(*table)
        values = {column: read(row) for column, read in columns}
        tables.setdefault(table, []).append(values)
    if tables:
        documents = [json.dumps(values, default=_plain) for values in tables.values()]
        with connection.cursor() as cursor:
            cursor.execute(_statement(tuple(tables)), documents)


def write_back(row: models.Model) -> None:
    """Write every column of a row that is there, in the same way."""
    model = type(row)
    columns = _columns(model, with_key=False)
    values = {column: read(row) for column, read in columns}
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
def _columns(model: type[models.Model], with_key: bool) -> tuple[Column, ...]:
    """Column of each field, and what is to stand there for a row; without the key where the database draws it."""
    fields = model._meta.concrete_fields
    return tuple(
        (f.column, getattr(f, "stored_in", None) or attrgetter(f.attname))
        for f in fields
        if with_key or not f.primary_key
    )


def _plain(value: Any) -> str:
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row")
