"""A request done once stays done once, however often it is sent (IETF draft on Idempotency-Key)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities import rows
from santai.capabilities.orders.models import IdempotencyKey, Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid

MAX_KEY = 255
KEPT = timedelta(days=7)  # the offline kiosk comes back within days
_RECALL = "SELECT {columns} FROM orders_idempotencykey WHERE actor = %s AND key = %s"
FOR_EVER = "intake:"  # a batch may be sent again after a year and must find its rows


def holder(actor: Actor) -> str:
    """Whose key it is: a key of one account means nothing in another's hands."""
    if actor.account_id is not None:
        return f"account:{actor.account_id}"
    return f"order:{actor.order_id}" if actor.order_id else f"{actor.kind}:{actor.channel}"


def fingerprint(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def recall(actor: Actor, key: str, print_: str) -> IdempotencyKey | None:
    """What this key already did; Invalid when it was used for something else."""
    if not key:
        return None
    if len(key) > MAX_KEY:
        raise Invalid(
            {"Idempotency-Key": _("最长 %(most)s 个字符。") % {"most": MAX_KEY}},
            code="key_too_long",
        )
    row = rows.one(IdempotencyKey, _RECALL, [holder(actor), key])
    if row is not None and row.fingerprint != print_:
        raise Invalid(
            {"Idempotency-Key": _("这个键已经用于另一次提交，请换一个新的。")}, code="key_reused"
        )
    return row


def kept(
    actor: Actor, key: str, print_: str, order: Order, *, at: datetime, seq: int = 0
) -> list[IdempotencyKey]:
    """The row that remembers this deed, to be written with it; none without a key. `seq`: of the deed, where the
    order has been moved on by what came of it."""
    if not key:
        return []
    return [
        IdempotencyKey(
            actor=holder(actor),
            key=key,
            fingerprint=print_,
            order=order,
            seq=seq or order.seq,
            at=at,
        )
    ]


def forget(*, at: datetime) -> int:
    """Drop keys that are too old to be sent again; gives how many."""
    old = IdempotencyKey.objects.filter(at__lt=at - KEPT).exclude(key__startswith=FOR_EVER)
    return old.delete()[0]
