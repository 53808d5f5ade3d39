"""Giving leaves their places, and signing the head of the log.

One sequencer at a time (an advisory lock of the database, held to the end of its transaction). Before it signs,
it derives the new leaves again from the rows they commit to, looks at a further piece of the past, and makes
sure that the last checkpoint is still the beginning of what it is about to sign. Whatever is wrong stops the
signing, with everything of this batch, and leaves an alarm.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from santai.capabilities.ledger.actions import fsck
from santai.capabilities.ledger.actions.keys import known_keys, public_key, sign
from santai.capabilities.ledger.codes import SUITES
from santai.capabilities.ledger.models import Alarm, Checkpoint, Leaf, Tile
from santai.capabilities.ledger.queries.tiles import HASH, HEIGHT, WIDTH, Tiles
from santai.kernel.merkle import Digest, leaf_hash, parents
from santai.kernel.notes import Head, signature_line

BATCH = 5_000  # leaves of one checkpoint: a few seconds, so that a stop loses little work
AGAIN = 1_000  # leaves of the past looked at again with each checkpoint
LOCK = 0x6C656467  # "ledg": of the one who signs, or changes the key

_PLACE = """
UPDATE ledger_leaf SET "index" = %s + waiting.place FROM (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM (
        SELECT id FROM ledger_leaf WHERE "index" IS NULL ORDER BY id LIMIT %s) AS first) AS waiting
WHERE ledger_leaf.id = waiting.id
"""

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The ledger does not agree with itself; nothing was signed."""


def seal(*, at: datetime) -> Checkpoint | None:
    """One batch: places, checks, tiles, a signed checkpoint. None when nothing waits or another is at it."""
    try:
        with transaction.atomic():
            return _seal(at) if _alone() else None
    except Stopped as stopped:
        alarm(str(stopped), at=at)
        return None


def alarm(finding: str, *, at: datetime) -> None:
    """Say it in the log, and keep it; the same finding is kept once while it is the newest."""
    log.critical("ledger: %s", finding)
    newest = Alarm.objects.values_list("finding", flat=True).first()
    if newest != finding[:300]:
        Alarm.objects.create(at=at, finding=finding[:300])


def look_at_everything(*, at: datetime) -> list[str]:
    """Every finding of a full look, each an alarm. One picture of the database, whatever is written meanwhile."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # the outermost: nothing has been read yet
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        findings = list(fsck.everything())
    for finding in findings:
        alarm(finding, at=at)
    return findings


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _seal(at: datetime) -> Checkpoint | None:
    last = Checkpoint.objects.first()
    old = last.size if last else 0
    if not (new := _place(old)):
        return None
    size = old + new
    if last:
        _same_log(last, at)
    _stop_at(fsck.leaves(old, size))
    swept = last.swept if last else 0
    _stop_at(fsck.leaves(swept, min(swept + AGAIN, old)))
    _stop_at(
        fsck.leaves(0, min(swept + AGAIN - old, swept))
    )  # round the end, from the beginning again
    tiles = Tiles(settings.LEDGER_SUITE)
    if last and tiles.tree.root(old).hex() != last.root:
        raise Stopped(f"前 {old} 片叶的树根与上一个检查点不符")
    entries = Leaf.objects.filter(index__gte=old).order_by("index").values_list("entry", flat=True)
    _extend(old, [leaf_hash(bytes.fromhex(entry), tiles.digest) for entry in entries])
    root = Tiles(settings.LEDGER_SUITE).tree.root(size)
    return Checkpoint.objects.create(
        size=size,
        root=root.hex(),
        suite=settings.LEDGER_SUITE,
        at=at,
        note=_signed(size, root),
        swept=(swept + AGAIN) % size,
    )


def _place(old: int) -> int:
    """Give waiting leaves the next places; gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [old, BATCH])
        return int(cursor.rowcount)


def _same_log(last: Checkpoint, at: datetime) -> None:
    if last.suite != settings.LEDGER_SUITE:
        raise Stopped(f"账本用的是 {last.suite}，设置里却是 {settings.LEDGER_SUITE}")
    if at < last.at:
        raise Stopped("服务器的时钟早于上一个检查点")
    _stop_at(fsck.signature(last, known_keys()))


def _stop_at(findings: Iterable[str]) -> None:
    for finding in findings:
        raise Stopped(finding)


def _signed(size: int, root: bytes) -> str:
    try:
        key = public_key()
        text = Head(key.name if key else "", size, root).text()
        signer, signature = sign(text)
    except FileNotFoundError:
        raise Stopped("账本的签名钥匙不见了") from None
    if signer != key:
        raise Stopped("账本的签名钥匙与公布的公钥不符")
    return f"{text}\n{signature_line(signer, signature)}"


def _extend(size: int, hashes: list[bytes]) -> None:
    """Write new hashes into the tiles: at each height what became complete below."""
    digest, level = SUITES[settings.LEDGER_SUITE].digest, 0
    while hashes:
        number, filled = divmod(size, WIDTH)
        kept = Tiles(settings.LEDGER_SUITE).tile(level, number)[: filled * HASH]
        row = [kept[i : i + HASH] for i in range(0, len(kept), HASH)] + hashes
        if len(row) != filled + len(hashes):
            raise Stopped(f"片 {level}/{number} 不完整")
        parts = [row[i : i + WIDTH] for i in range(0, len(row), WIDTH)]
        Tile.objects.bulk_create(
            (Tile(level=level, number=number + i, hashes=b"".join(p)) for i, p in enumerate(parts)),
            update_conflicts=True,
            unique_fields=["level", "number"],
            update_fields=["hashes"],
        )
        hashes, size, level = (
            [_top(p, digest) for p in parts if len(p) == WIDTH],
            size >> HEIGHT,
            level + 1,
        )


def _top(row: list[bytes], digest: Digest) -> bytes:
    while len(row) > 1:
        row = parents(row, digest)
    return row[0]
