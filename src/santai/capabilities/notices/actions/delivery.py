"""From our queues to other systems' doors: webhooks and, where a carrier is set, text messages.

Rows are claimed by moving their next try past the time this run can take, in a transaction of its
own; then HTTP happens outside of any transaction; then the result is written. A worker killed in
between leaves rows that come due again: delivered at least once, and the event's id says that it is
the same one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from santai.capabilities.notices import events
from santai.capabilities.notices.actions import outgoing
from santai.capabilities.notices.actions.retry import next_try
from santai.capabilities.notices.actions.webhooks import secret_of, visible
from santai.capabilities.notices.enums import GIVE_UP_AFTER
from santai.capabilities.notices.models import Delivery
from santai.kernel.failpoints import failpoint

BATCH = 60
THREADS = 8  # subscribers called at the same time; one subscriber gets its events one by one
LEASE = timedelta(seconds=BATCH * outgoing.DEADLINE)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """`error` is empty when it was taken; `down` says that the receiver cannot take anything now."""

    delivery: Delivery
    error: str = ""
    down: bool = False


def deliver(*, at: datetime, limit: int = BATCH) -> int:
    """Send what is due, at most `limit` events; gives how many were dealt with."""
    rows = _claim(at, min(limit, BATCH))
    failpoint("delivery.claimed")
    rows.sort(key=lambda row: (row.subscription_id, row.pk))
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.subscription_id)]
    groups = [allowed for group in groups if (allowed := _still_allowed(group, at))]
    with ThreadPoolExecutor(THREADS) as pool:
        for results in pool.map(lambda group: _send_all(group, at), groups):
            for result in results:
                failpoint("delivery.sent")
                _note(result, at)
    return len(rows)


def _claim(at: datetime, limit: int) -> list[Delivery]:
    with transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(done_at=None, dead_at=None, next_at__lte=at)
            .select_related("subscription__account")
            .order_by("next_at", "pk")[:limit]
        )
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=at + LEASE)
    return rows


def _still_allowed(group: Sequence[Delivery], at: datetime) -> list[Delivery]:
    """Rights are asked for now, not when the event was queued; what is not allowed any more is
    ended.
    """
    subscription = group[0].subscription
    seen: set[int] = set()
    if subscription.is_active:
        seen = visible(subscription, {row.order_id for row in group}, at)
    refused = [row.pk for row in group if row.order_id not in seen]
    Delivery.objects.filter(pk__in=refused).update(dead_at=at, error="无权查看或已停用")
    return [row for row in group if row.order_id in seen]


def _send_all(group: Sequence[Delivery], at: datetime) -> list[Result]:
    """One subscriber's events in order. A receiver that is down is not asked for each of them."""
    results: list[Result] = []
    for delivery in group:
        if results and results[-1].down:
            results.append(Result(delivery, results[-1].error, down=True))
        else:
            results.append(_send(delivery, at))
    return results


def _send(delivery: Delivery, at: datetime) -> Result:
    """No database in here: it runs in a thread of its own."""
    body = events.encoded(delivery.event)
    secret = secret_of(delivery.subscription)
    headers = events.signed_headers(delivery.event["id"], body, secret, at)
    try:
        status = outgoing.post(delivery.subscription.url, body, headers)
    except outgoing.BadAddress:
        return Result(delivery, "地址不可用", down=True)
    except outgoing.Unreachable as failure:
        return Result(delivery, f"连接失败 {failure}", down=True)
    if 200 <= status < 300:
        return Result(delivery)
    return Result(delivery, f"HTTP {status}", down=status >= 500 or status == 429)


def _note(result: Result, at: datetime) -> None:
    """Write down how it went, unless another worker has meanwhile seen it taken."""
    row = Delivery.objects.filter(pk=result.delivery.pk, done_at=None)
    attempts = result.delivery.attempts + 1
    if not result.error:
        row.update(done_at=at, attempts=attempts, error="")
        return
    given_up = at if attempts >= GIVE_UP_AFTER else None
    row.update(
        attempts=attempts,
        error=result.error[:100],
        next_at=next_try(attempts, at),
        dead_at=given_up,
    )
    if given_up:
        log.error("delivery %s given up after %s tries", result.delivery.pk, attempts)
