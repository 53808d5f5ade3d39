"""What in a migration stands in the way of a release that still runs, or of everybody (O4).

Between two releases the old code goes on while the database is that of the new one already: it inserts rows without
columns it has never heard of, and reads those that were there. What rewrites or locks a large table stops everybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations as m
from django.db.migrations.operations.base import Operation

GONE = (m.RemoveField, m.RenameField, m.DeleteModel, m.RenameModel, m.AlterModelTable)


def dangers(migration: m.Migration) -> Iterator[str]:
    """In words, what would have to be done in two releases, or in another way."""
    new = {op.name_lower for op in migration.operations if isinstance(op, m.CreateModel)}
    for operation in migration.operations:
        of = getattr(operation, "model_name", "") or getattr(operation, "name", "")
        if str(of).lower() in new:
            continue  # a table that is made here is empty, and the old code has never heard of it
        if danger := _danger(operation):
            yield f"{migration.app_label}.{migration.name}: {danger} ({operation.describe()})"


def _danger(operation: Operation) -> str:
    if isinstance(operation, GONE):
        return "the old code still asks for it: first a release that does without"
    if isinstance(operation, m.AddField):
        field = operation.field
        if field.many_to_many or field.null or field.has_db_default():
            return ""
        return "the old code inserts rows without it: null=True or db_default"
    if isinstance(operation, m.AlterField) and not operation.field.null:
        return "may rewrite the table or refuse what the old code writes: say why it does not"
    if isinstance(operation, m.AddIndex) and not isinstance(operation, AddIndexConcurrently):
        return "nobody writes while the index is built: AddIndexConcurrently"
    if isinstance(operation, m.RemoveIndex) and not isinstance(operation, RemoveIndexConcurrently):
        return "waits for everybody: RemoveIndexConcurrently"
    if isinstance(operation, m.AddConstraint):
        return "looks at every row with the table locked: AddConstraintNotValid, then ValidateConstraint"
    if isinstance(operation, m.RunPython) and operation.reverse_code is None:
        return "there is no way back: reverse_code"
    if isinstance(operation, m.RunSQL) and operation.reverse_sql is None:
        return "there is no way back: reverse_sql"
    return ""
