"""Bringing standings and tallies up to the orders, from the events since last time.

Each changed order is taken out of the tallies as it stood and put back as it stands, in one transaction: the
sums never drift, and counting twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F

from santai.capabilities.orders.enums import DISSATISFIED
from santai.capabilities.orders.models import Event
from santai.capabilities.oversight.models import Progress, Standing, Tally
from santai.capabilities.oversight.queries.measures import ALWAYS, NO_HOLDER, TALLIED, Measure
from santai.capabilities.places import codes
from santai.catalogue.current import catalogue

BATCH = 2_000  # events at a time
IN_FLIGHT = 1_000  # event ids looked at again: a transaction may commit after one with a higher id
REFERRAL = "referral/outside"
ACCEPTED = "accepted_there"  # the state of a referral that the other body has taken up
CONSULTATION = "consultation"

Key = tuple[str, str, date, str, str]  # area, measure, day, service, slot


def count(*, at: datetime, limit: int = BATCH) -> int:
    """Count what the next `limit` events changed; gives how many events there were. 0: all is counted."""
    with transaction.atomic():
        Progress.objects.get_or_create(pk=1)
        progress = Progress.objects.select_for_update().get(pk=1)
        found = Event.objects.filter(pk__gt=progress.event - IN_FLIGHT).order_by("pk")
        events = list(found.values_list("pk", "order_id", "seq")[: limit + IN_FLIGHT])
        _count_again(_outdated({order: seq for _, order, seq in events}))
        last = events[-1][0] if events else 0
        fresh = sum(pk > progress.event for pk, _, _ in events)
        progress.event = max(progress.event, last)
        if fresh < limit:
            progress.at = at
        progress.save()
    return fresh


def catch_up(*, at: datetime) -> None:
    """Count until nothing is left."""
    while count(at=at) >= BATCH:
        pass


def mend(*, limit: int = BATCH) -> int:
    """Count orders whose standing is missing or behind, however that came; tidy what counts nothing."""
    behind = Standing.objects.exclude(seq=F("order__seq")).values_list("pk", flat=True)
    with transaction.atomic():
        Progress.objects.get_or_create(pk=1)
        Progress.objects.select_for_update().get(pk=1)
        orders = [*behind[:limit], *_uncounted(limit)]
        _count_again(orders)
        Tally.objects.filter(count=0).delete()
    return len(orders)


def _uncounted(limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [limit])
        return [order for (order,) in cursor.fetchall()]


_MISSING = """
SELECT id FROM orders_order AS o
WHERE NOT EXISTS (SELECT FROM oversight_standing AS s WHERE s.order_id = o.id) LIMIT %s
"""


def _outdated(latest: dict[int, int]) -> list[int]:
    """Of the orders, those whose standing does not know of the event `latest` names."""
    known = dict(Standing.objects.filter(pk__in=list(latest)).values_list("pk", "seq"))
    return sorted(order for order, seq in latest.items() if known.get(order, 0) < seq)


def _count_again(orders: Sequence[int]) -> None:
    if not orders:
        return
    changes: Counter[Key] = Counter()
    changes.subtract(_counted(orders))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM oversight_standing WHERE order_id = ANY(%s)", [list(orders)])
        cursor.execute(_STAND, _values(orders))
    changes.update(_counted(orders))
    _add({key: number for key, number in changes.items() if number})


def _counted(orders: Sequence[int]) -> Counter[Key]:
    """What these orders add to the tallies as they stand."""
    found: Counter[Key] = Counter()
    standing = Standing.objects.filter(pk__in=orders)
    for measure in TALLIED:
        fields = ["region", "service", *filter(None, (measure.day, measure.slot))]
        rows = standing.filter(measure.only).values(*dict.fromkeys(fields))
        for row in rows.annotate(number=Count("pk")):
            for key in _keys(measure, row):
                found[key] += row["number"]
    return found


def _keys(measure: Measure, row: dict[str, Any]) -> list[Key]:
    region, service = row["region"], row["service"]
    day = row[measure.day] if measure.day else ALWAYS
    slot = row[measure.slot] if measure.slot else ""
    parted = NO_HOLDER if slot is None else str(slot)
    areas = (*codes.ancestors(region), codes.NATION)
    return [(area, measure.name, day, service, parted) for area in areas]


def _add(changes: dict[Key, int]) -> None:
    if not changes:
        return
    columns = zip(*sorted(changes), strict=True)
    numbers = [changes[key] for key in sorted(changes)]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [*map(list, columns), numbers])


_ADD = """
INSERT INTO oversight_tally (area, measure, day, service, slot, count)
SELECT * FROM unnest(%s::varchar[], %s::varchar[], %s::date[], %s::varchar[], %s::varchar[], %s::int[])
ON CONFLICT (area, measure, day, service, slot) DO UPDATE SET count = oversight_tally.count + excluded.count
"""


def _values(orders: Sequence[int]) -> dict[str, Any]:
    known = catalogue()
    lines = {id_: known.service_version(id_, known.versions(id_)[-1]).line for id_ in known.ids}
    return {
        "orders": list(orders),
        "unhappy": sorted(DISSATISFIED),
        "questions": [id_ for id_, line in lines.items() if line == CONSULTATION],
        "referral": REFERRAL,
        "accepted": ACCEPTED,
    }


# 首次解决: the one who took the question in answered and closed it on the same day, and nobody had to do it again.
_STAND = """
INSERT INTO oversight_standing (order_id, seq, region, service, channel, organisation_id, holder_id, received_on,
    stage, state, due_at, due_on, urged, done_on, judged_on, judged_by, unhappy, called, redone, first, converted)
SELECT o.id, o.seq, o.region_id, o.service, o.channel, o.organisation_id, o.holder_id,
    (o.received_at AT TIME ZONE 'Asia/Shanghai')::date, o.stage, o.state, o.due_at,
    ((o.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date, o.urged,
    (coalesce(o.completed_at, o.closed_at) AT TIME ZONE 'Asia/Shanghai')::date,
    (judged.at AT TIME ZONE 'Asia/Shanghai')::date, coalesce(judged.by, ''),
    soured.at IS NOT NULL,
    EXISTS (SELECT FROM orders_visit AS v WHERE v.order_id = o.id AND v.at > soured.at),
    o.redone > 0,
    CASE WHEN o.service = ANY(%(questions)s) AND o.channel IN ('counter', 'hotline') AND birth.actor_id IS NOT NULL
        THEN o.redone = 0 AND coalesce(
            (o.completed_at AT TIME ZONE 'Asia/Shanghai')::date = (o.received_at AT TIME ZONE 'Asia/Shanghai')::date
            AND finish.actor_id = birth.actor_id, false) END,
    CASE WHEN o.service = %(referral)s THEN o.outcome = 'served' OR o.state = %(accepted)s END
FROM orders_order AS o
LEFT JOIN orders_event AS birth ON birth.order_id = o.id AND birth.seq = 1
LEFT JOIN LATERAL (
    SELECT e.actor_id FROM orders_event AS e
    WHERE e.order_id = o.id AND e.at = o.completed_at AND e.source <> e.target ORDER BY e.seq DESC LIMIT 1
) AS finish ON true
LEFT JOIN LATERAL (
    SELECT at, by FROM (
        SELECT r.at, 'rating' AS by FROM orders_rating AS r WHERE r.order_id = o.id
        UNION ALL SELECT v.at, 'visit' FROM orders_visit AS v WHERE v.order_id = o.id AND v.score <> ''
    ) AS said ORDER BY at LIMIT 1
) AS judged ON true
LEFT JOIN LATERAL (
    SELECT min(at) AS at FROM (
        SELECT r.at FROM orders_rating AS r WHERE r.order_id = o.id AND r.score = ANY(%(unhappy)s)
        UNION ALL SELECT v.at FROM orders_visit AS v WHERE v.order_id = o.id AND v.score = ANY(%(unhappy)s)
    ) AS said
) AS soured ON true
WHERE o.id = ANY(%(orders)s)
"""
