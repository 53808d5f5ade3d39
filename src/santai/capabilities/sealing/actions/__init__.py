"""Sealing what lay open, opening it again, and sealing it under a newer key: in batches, beside live work.

A batch is one statement that changes a value only where it still is what was read: whoever wrote meanwhile
has written under the new rule anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, migrations, models, transaction

from santai.capabilities.sealing import keys
from santai.capabilities.sealing.fields import Sealed
from santai.capabilities.sealing.models import DataKey

BATCH = 2000
# A row changed twice in one transaction, as a migration of two columns does it, leaves checks of its foreign keys
# pending, and no table is altered before they are done.
_NOTHING_PENDING = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
_NEWER_KEY = (
    "SELECT set_config('santai.newer_key', %s, true)"  # lets events be sealed anew, and no more
)
Batch = list[tuple[Any, str, str | None]]  # key, as read, as it is to be
Put = Callable[[Any, str, Batch], int]
Change = Callable[[Sealed, str, bytes], str | None]  # of what lies there, bound to what


def seal_column(model: type[models.Model], name: str) -> int:
    """Seal the plain values of a column that has become a sealed one; gives how many."""
    return rewrite(model, name, _sealed)


def open_column(model: type[models.Model], name: str) -> int:
    """The way back, for a migration that is undone."""
    return rewrite(model, name, _opened)


def sealed_from_here(app: str, *columns: tuple[str, str]) -> migrations.RunPython:
    """For a migration: seal the rows that are there, after their columns have become sealed ones."""

    def seal(apps: Any, schema_editor: Any) -> None:
        for model, column in columns:
            seal_column(apps.get_model(app, model), column)

    def unseal(apps: Any, schema_editor: Any) -> None:
        for model, column in columns:
            open_column(apps.get_model(app, model), column)

    return migrations.RunPython(seal, unseal)


def listed() -> list[DataKey]:
    return list(DataKey.objects.order_by("number"))


def rotate() -> list[int]:
    """A new key for every purpose; gives their numbers. From now on it seals, here at once, in every other
    process within `keys.FRESH` seconds; `reseal` brings the rows after it."""
    with transaction.atomic():
        made = keys.make(keys.PURPOSES)
    keys.load()
    return made


def reseal() -> Iterator[tuple[str, int]]:
    """Bring every sealed value under the newest key, column by column; done again, it finds nothing."""
    keys.load()
    for field in sealed_fields():
        count = rewrite(field.model, field.name, _renewed, older=True)
        yield f"{field.model._meta.label}.{field.name}", count


def sealed_fields() -> Iterator[Sealed]:
    """Every sealed field of the house."""
    for model in apps.get_models():
        yield from (f for f in model._meta.concrete_fields if isinstance(f, Sealed))


def _sealed(field: Sealed, stored: str, bound_to: bytes) -> str | None:
    return field.sealed(field.from_words(stored), bound_to)


def _opened(field: Sealed, stored: str, bound_to: bytes) -> str:
    return field.to_words(field.opened(stored, bound_to))


def _renewed(field: Sealed, stored: str, bound_to: bytes) -> str | None:
    return field.sealed(field.opened(stored, bound_to), bound_to)


def rewrite(
    model: type[models.Model],
    name: str,
    change: Change,
    *,
    older: bool = False,
    put: Put | None = None,
) -> int:
    put = put or put_batch
    field: Any = model._meta.get_field(name)
    quote = connection.ops.quote_name
    table, key, column = map(quote, (model._meta.db_table, model._meta.pk.column, field.column))
    kind = str(model._meta.pk.db_type(connection)).replace("serial", "int")
    where = f"AND {column} IS NOT NULL AND {column} <> %s"
    if older:
        number, _cipher = keys.sealing(field.purpose)
        where += f" AND NOT starts_with(substr({column}, {field.body_at}), '{number}.')"
    columns = {f.attname: f.column for f in model._meta.concrete_fields}
    row = "".join(f", {quote(columns[name])}" for name in field.row)
    read = f"SELECT {key}, {column}{row} FROM {table} WHERE {key} > %s {where} ORDER BY {key} LIMIT {BATCH}"  # noqa: S608
    write = (
        f"UPDATE {table} SET {column} = new.value"  # noqa: S608  our own names
        f" FROM unnest(%s::{kind}[], %s::text[], %s::text[]) AS new(key, old, value)"
        f" WHERE {table}.{key} = new.key AND {table}.{column} = new.old"
    )
    last, done = 0, 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last, field.nothing])
            rows = cursor.fetchall()
            if not rows:
                return done
            changed = (
                (pk, value, change(field, value, field.bound_by(row))) for pk, value, *row in rows
            )
            batch = [row for row in changed if row[1] != row[2]]
            done, last = done + put(cursor, write, batch), rows[-1][0]


def put_batch(cursor: Any, write: str, batch: Batch) -> int:
    """Gives how many were still what was read."""
    if not batch:
        return 0
    with transaction.atomic():
        cursor.execute(_NEWER_KEY, ["on"])
        cursor.execute(write, [list(column) for column in zip(*batch, strict=True)])
        done = int(cursor.rowcount)
        cursor.execute(_NEWER_KEY, ["off"])
        cursor.execute(_NOTHING_PENDING)
    return done
