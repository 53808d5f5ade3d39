"""Events in the ledger: what the leaf of an event commits to, and how it is derived again from the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from django.db import connection

from santai.capabilities.ledger.actions import leaf
from santai.capabilities.ledger.codes import SOURCES, Content, Source
from santai.capabilities.ledger.models import Leaf
from santai.capabilities.orders import events
from santai.capabilities.orders.actions import agreement
from santai.capabilities.orders.models import Event
from santai.capabilities.sealing.envelope import Broken

EVENT, EVIDENCE = "event", "evidence"
DATA: Any = Event._meta.get_field("data")

# One event for each (order, seq) asked for, in that order, with its order's number and what stood before it.
_RAW = """
SELECT e.*, erasing.id IS NOT NULL, o.number, coalesce(before.hash, %s)
FROM unnest(%s::bigint[], %s::int[]) WITH ORDINALITY AS asked(owner, seq, place)
LEFT JOIN (SELECT order_id, seq, code, at, actor_id, actor_name, role, organisation_id, channel, source,
    target, data, public, previous, hash FROM orders_event) AS e ON e.order_id = owner AND e.seq = asked.seq
LEFT JOIN orders_order AS o ON o.id = owner
LEFT JOIN orders_event AS before ON before.order_id = owner AND before.seq = asked.seq - 1
LEFT JOIN orders_event AS erasing ON erasing.order_id = owner AND erasing.seq = o.erased_by
    AND erasing.code = 'erased' AND asked.seq < erasing.seq
ORDER BY place
"""
_WITHOUT_LEAF = """
SELECT count(*) FROM orders_event AS e WHERE (%(codes)s::text[] IS NULL OR code = ANY(%(codes)s)) AND NOT EXISTS (
    SELECT FROM ledger_leaf WHERE kind = %(kind)s AND owner = e.order_id AND seq = e.seq)
"""
# Seconds from an event to the first checkpoint over its leaf.
_DELAYS = """
SELECT extract(epoch FROM (SELECT min(at) FROM ledger_checkpoint WHERE size > leaf."index") - event.at)::float
FROM orders_event AS event JOIN ledger_leaf AS leaf
ON leaf.kind = 'event' AND leaf.owner = event.order_id AND leaf.seq = event.seq
WHERE event.at >= %s AND leaf."index" IS NOT NULL
"""
_FIELDS = (
    *("order_id", "seq", "code", "at", "actor_id", "actor_name", "role", "organisation_id"),
    *("channel", "source", "target", "data", "public", "previous", "hash"),
)


def leaf_of(event: Event) -> Leaf:
    """The leaf of an event that is about to be written."""
    return leaf(EVENT, event.order_id, event.seq, content_of(event, event.order.number))


def leaves_of(event: Event) -> Iterator[Leaf]:
    """Of an event that fixes evidence or a dossier there is a second one, which says what was fixed."""
    yield leaf_of(event)
    if event.code in events.FIXING:
        yield leaf(EVIDENCE, event.order_id, event.seq, evidence_of(event, event.order.number))


def evidence_of(event: Event, number: str) -> Content:
    """What a certificate shows: the digests of a file or dossier, how it came about, and the event that says who
    did it."""
    fixed = {key: event.data[key] for key in ("sha256", "sm3", "size", "how")}
    own = content_of(event, number)
    return {"kind": EVIDENCE, **{key: own[key] for key in ("order", "seq", "at", "hash")}, **fixed}


def content_of(event: Event, number: str) -> Content:
    """What a receipt shows and a leaf commits to; the rest of the event is behind its hash."""
    return _content(number, event.seq, event.code, event.at, event.hash)


def _content(number: str, seq: int, code: str, at: datetime, hash_: str) -> Content:
    moment = at.astimezone(UTC).isoformat()
    return {"kind": EVENT, "order": number, "seq": seq, "code": code, "at": moment, "hash": hash_}


def merge_delays(*, since: datetime) -> list[float]:
    """How long each event since then waited until it could be proven (L3: at most a minute)."""
    with connection.cursor() as cursor:
        cursor.execute(_DELAYS, [since])
        return [delay for (delay,) in cursor.fetchall()]


def _raw(
    keys: list[tuple[int, int]], content: Callable[[Event, str], Content | str] = content_of
) -> list[Content | str]:
    owners, numbers = [owner for owner, _ in keys], [seq for _, seq in keys]
    with connection.cursor() as cursor:
        cursor.execute(_RAW, [events.FIRST, owners, numbers])
        rows = cursor.fetchall()
    found = [_read(row) for row in rows]
    whole = (event for event in found if event is not None and event.data is not None)
    said = [(event.order_id, event.data) for event in whole]
    differ = agreement.rows_that_differ(said)
    return [
        _judged(event, row[-1], differ, erased=row[-3]) or content(cast(Event, event), str(row[-2]))
        for event, row in zip(found, rows, strict=True)
    ]


def _read(row: tuple[Any, ...]) -> Event | None:
    if row[0] is None:
        return None
    kept: dict[str, Any] = dict(zip(_FIELDS, row[:-3], strict=True))
    # Half of the time of a full look would go into making rows of the ORM of what is only hashed.
    try:
        data = DATA.opened(kept["data"], DATA.bound_by([kept[name] for name in DATA.row]))
    except Broken:
        data = None
    return cast(Event, SimpleNamespace(**{**kept, "data": data}))


def _judged(event: Event | None, before: str, differ: set[tuple[str, int]], *, erased: bool) -> str:
    """What is wrong with it; empty when nothing is.

    `erased`: a later event says that this one holds nothing any more. The leaf still commits to its hash.
    """
    if event is None:
        return "留痕不见了"
    if event.data is None:
        return "留痕的内容打不开：被改过、换过，或者不是这里加密的"
    if event.previous != before:
        return "与前一条留痕接不上"
    if erased:
        gone = events.is_emptied(event.data, event.role, event.actor_name)
        return "" if gone else "删除个人信息之后又写了内容"
    if events.chained_hash(before, Event.content(event)) != event.hash:
        return "留痕的内容与当时写下的不符"
    for what, key in agreement.named_in(event.data):
        if (what, key) in differ:
            return f"所说的{what} {key} 与现在的登记不符"
    return ""


def _raw_evidence(keys: list[tuple[int, int]]) -> list[Content | str]:
    return _raw(keys, _evidence)


def _evidence(event: Event, number: str) -> Content | str:
    return evidence_of(event, number) if event.code in events.FIXING else "这条留痕没有固定证据"


def _without_leaf(kind: str, codes: Iterable[str] | None = None) -> int:
    with connection.cursor() as cursor:
        named = None if codes is None else sorted(codes)
        cursor.execute(_WITHOUT_LEAF, {"kind": kind, "codes": named})
        return int(cursor.fetchone()[0])


SOURCES[EVENT] = Source(
    raw=_raw, without_leaf=lambda: _without_leaf(EVENT), beside=agreement.keys_that_differ
)
SOURCES[EVIDENCE] = Source(
    raw=_raw_evidence, without_leaf=lambda: _without_leaf(EVIDENCE, events.FIXING)
)
