"""A new key for the blind indexes: for a while two are looked up, and every index is computed anew.

From the moment that every process knows the new key (`keys.SWITCH`) all write with it; a little later no transaction
that wrote with the old one is open any more, and the indexes follow, in batches beside live work. What a batch finds
changed it leaves, for it was written with the new key. When nothing is left the old key is not looked up any more.
It may stop at any moment and be begun again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.sealing import keys
from santai.capabilities.sealing.actions import Batch, put_batch, rewrite, sealed_fields
from santai.capabilities.sealing.fields import Sealed
from santai.capabilities.sealing.models import DataKey
from santai.kernel.errors import Conflict

LONGEST = timedelta(seconds=120)  # a transaction: statements end after 30 s, idle ones after 60 s


@dataclass
class Reindexed:
    """`twice` names rows that another row stands for already: they keep the old index until people have merged them."""

    written: int = 0
    twice: list[str] = field(default_factory=list)


def begin() -> int:
    """Make the new key; gives its number. Raises Conflict while a change is going on."""
    with transaction.atomic():
        keys.lock()
        if ready_at() is not None:
            raise Conflict(_("上一次更换索引密钥还没有完成，请先运行 santai keys reindex。"))
        (made,) = keys.make((keys.INDEX,))
    keys.load()
    return made


def ready_at() -> datetime | None:
    """From when on the indexes can be computed anew; None when no change is going on."""
    *older, newest = _used()
    return newest.at + keys.SWITCH + LONGEST if older else None


def reindex() -> Iterator[tuple[str, Reindexed]]:
    """Compute every index anew, column by column. Raises Conflict where it is too early."""
    ready = ready_at()
    if ready is not None and ready > datetime.now(UTC):
        raise Conflict(_("新的索引密钥还没有在所有进程生效，请几分钟后再试。"))
    keys.load()
    for column in sealed_fields():
        if column.blind:
            yield f"{column.model._meta.label}.{column.name}", _reindexed(column)


def finish() -> bool:
    """Look up by the newest key alone, if a last look finds nothing under an older one; says whether."""
    if ready_at() is None or any(one.written or one.twice for _name, one in reindex()):
        return False
    with transaction.atomic():
        keys.lock()
        *older, _newest = _used()
        DataKey.objects.filter(pk__in=[key.pk for key in older]).update(retired=timezone.now())
    keys.load()
    return True


def _used() -> list[DataKey]:
    return list(DataKey.objects.filter(purpose=keys.INDEX, retired=None).order_by("number"))


def _reindexed(column: Sealed) -> Reindexed:
    done = Reindexed()

    def put(cursor: Any, write: str, batch: Batch) -> int:
        try:
            return put_batch(cursor, write, batch)
        except IntegrityError:
            return sum(_one(cursor, write, row) for row in batch)

    def _one(cursor: Any, write: str, row: Any) -> int:
        try:
            return put_batch(cursor, write, [row])
        except IntegrityError:
            done.twice.append(f"{column.model._meta.label} {row[0]}")
            return 0

    done.written = rewrite(column.model, column.name, _with_new_index, put=put)
    return done


def _with_new_index(column: Sealed, stored: str, bound_to: bytes) -> str:
    """The ciphertext stays; what it is found by is new."""
    return column.blind_of(column.opened(stored, bound_to)) + stored[column.body_at - 1 :]
