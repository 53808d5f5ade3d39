"""Every new migration leaves the release before it running (O4), or says in its docstring why it need not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests.reliability.upgrade.safety import dangers

# The newest migration of each app in the first version that anybody runs; before it there was nothing to go on.
FIRST = {
    "files": 2,
    "hotline": 4,
    "identity": 1,
    "ledger": 2,
    "meetings": 2,
    "notices": 3,
    "orders": 7,
    "oversight": 2,
    "people": 4,
    "portal": 2,
    "reception": 3,
}
WHY = "O4:"  # begins the sentence of a docstring that says why a danger is none


def test_every_new_migration_leaves_the_old_release_running() -> None:
    loader = MigrationLoader(None)
    found = [
        danger
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if migration.__module__.startswith("santai.")
        and int(name[:4]) > FIRST.get(app, 1)
        and WHY not in (migration.__doc__ or "")
        for danger in dangers(migration)
    ]
    assert found == []


DANGEROUS: dict[str, tuple[Operation, ...]] = {
    "inserts rows without it": (
        migrations.AddField("order", "x", models.CharField(max_length=1, default="")),
    ),
    "still asks for it": (migrations.RemoveField("order", "number"),),
    "may rewrite": (migrations.AlterField("order", "number", models.TextField()),),
    "while the index is built": (
        migrations.AddIndex("order", models.Index(fields=["number"], name="x")),
    ),
    "table locked": (
        migrations.AddConstraint(
            "order", models.CheckConstraint(condition=models.Q(seq__gte=0), name="x")
        ),
    ),
    "no way back": (migrations.RunPython(lambda apps, editor: None),),
}
HARMLESS: Iterable[Operation] = (
    migrations.AddField("order", "x", models.CharField(max_length=1, null=True)),
    migrations.AddField("order", "y", models.CharField(max_length=1, db_default="")),
    migrations.CreateModel("z", [("id", models.BigAutoField(primary_key=True))]),
    migrations.AddIndex("z", models.Index(fields=["id"], name="z")),
    migrations.RunSQL("select 1", migrations.RunSQL.noop),
)


def migration(*operations: Operation) -> migrations.Migration:
    made = migrations.Migration("0009_planted", "orders")
    made.operations = list(operations)
    return made


@pytest.mark.parametrize("words", DANGEROUS)
def test_what_would_stop_the_old_release_is_caught(words: str) -> None:
    (found,) = dangers(migration(*DANGEROUS[words]))
    assert words in found


def test_what_leaves_it_running_is_let_through() -> None:
    assert list(dangers(migration(*HARMLESS))) == []
