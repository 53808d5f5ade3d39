"""Events that were written before there was a ledger get their leaves, in the order in which they happened.

They are proven from now on, not from when they happened: no checkpoint of that time exists.
"""

from itertools import islice
from typing import Any

from django.db import migrations

STEP = 2_000


def add(apps: Any, schema_editor: Any) -> None:
    from santai.capabilities.ledger.actions import leaf

    Event, Leaf = apps.get_model("orders", "Event"), apps.get_model("ledger", "Leaf")
    rows = Event.objects.order_by("pk").values_list(
        "order_id", "order__number", "seq", "code", "at", "hash"
    ).iterator(STEP)
    while batch := list(islice(rows, STEP)):
        Leaf.objects.bulk_create(Leaf(**_fields(leaf, *row)) for row in batch)


def _fields(leaf: Any, order: int, number: str, seq: int, code: str, at: Any, hash_: str) -> dict[str, Any]:
    # As `orders.actions.leaves` writes it; at, as PostgreSQL gives it to Django, is in UTC.
    content = {"kind": "event", "order": number, "seq": seq, "code": code, "at": at.isoformat(), "hash": hash_}
    made = leaf("event", order, seq, content)
    return {name: getattr(made, name) for name in ("kind", "owner", "seq", "salt", "entry")}


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_told_phones"), ("ledger", "0002_append_only")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
