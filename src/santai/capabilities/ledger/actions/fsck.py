"""Deriving the ledger again: leaves from the rows they commit to, the tree from the leaves.

Findings are sentences that name places (kind, owner, sequence, index) and nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from django.conf import settings
from django.db import connection

from santai.capabilities.ledger.actions import parts
from santai.capabilities.ledger.actions.keys import known_keys, scheme
from santai.capabilities.ledger.codes import SOURCES, SUITES, commitment
from santai.capabilities.ledger.models import Checkpoint, Tile
from santai.capabilities.ledger.queries.tiles import HASH, HEIGHT, WIDTH
from santai.kernel.merkle import Growing, leaf_hash
from santai.kernel.notes import Head, PublicKey, body, signatures

STEP = 5_000
SIGNED = 100  # so many of the newest checkpoints have their signatures looked at

Row = tuple[int, str, int, int, str, str]

_LEAVES = """
SELECT "index", kind, owner, seq, salt, entry FROM ledger_leaf
WHERE "index" >= %s AND "index" < %s ORDER BY "index"
"""


def leaves(low: int, high: int) -> Iterator[str]:
    """What is wrong with the leaves at these places, or with the rows they commit to."""
    for start in range(low, high, STEP):
        stop = min(start + STEP, high)
        rows = _rows(start, stop)
        if [row[0] for row in rows] != list(range(start, stop)):
            yield f"第 {start} 到 {stop - 1} 位的叶不连续：有缺少或者重复"
        yield from _derived(rows)


def signature(checkpoint: Checkpoint, keys: Sequence[PublicKey]) -> Iterator[str]:
    """What is wrong with a checkpoint: what it says, and who signed it. `keys`: the one in use, then former ones."""
    if not keys:
        yield "账本的公钥不见了"
        return
    text = body(checkpoint.note)
    if text != Head(keys[0].name, checkpoint.size, bytes.fromhex(checkpoint.root)).text():
        yield f"检查点 {checkpoint.size} 的签名文本与登记不符"
    made = [(key, one) for key in keys for one in signatures(checkpoint.note, key)]
    if not any(scheme().verify(key.key, one, text.encode()) for key, one in made):
        yield f"检查点 {checkpoint.size} 的签名不对"


def everything() -> Iterator[str]:
    """The whole ledger: every row, leaf, tile and checkpoint. Read-only; to be run in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT coalesce(max("index") + 1, 0) FROM ledger_leaf')
        (size,) = cursor.fetchone()
    heads = list(Checkpoint.objects.order_by("size"))
    if size != (heads[-1].size if heads else 0):
        yield f"已排位的叶有 {size} 片，最后的检查点却不是这个数"
    for before, after in pairwise(heads):
        if after.at < before.at:
            yield f"检查点 {after.size} 的时间早于前一个"
    shared = parts.worth_it(size)
    if shared:
        yield from parts.derived(size)
    yield from _tree(size, {head.size: head.root for head in heads}, derive=not shared)
    known = known_keys()
    for head in heads[-SIGNED:]:
        yield from signature(head, known)
    for kind, source in SOURCES.items():
        if count := source.without_leaf():
            yield f"有 {count} 条 {kind} 记录没有进账本"
        yield from source.beside()


def _tree(size: int, roots: dict[int, str], *, derive: bool) -> Iterator[str]:
    """Tiles and checkpoints against the leaves; with `derive`, the leaves against their rows as well."""
    digest = SUITES[settings.LEDGER_SUITE].digest
    tree = Growing(digest)
    rows_of: dict[int, list[bytes]] = {}  # hashes of the tile being filled, by level
    numbers: dict[int, int] = {}

    for start in range(0, size, STEP):
        rows = _rows(start, min(start + STEP, size))
        if [row[0] for row in rows] != list(range(start, min(start + STEP, size))):
            yield f"第 {start} 位起的叶不连续：有缺少或者重复"
        yield from _derived(rows if derive else [])
        for place, *_, entry in rows:
            for level, node in tree.append(leaf_hash(bytes.fromhex(entry), digest)):
                if level % HEIGHT == 0:
                    row = rows_of.setdefault(level // HEIGHT, [])
                    row.append(node)
                    if len(row) == WIDTH:
                        number = numbers.get(level // HEIGHT, 0)
                        yield from _tile(level // HEIGHT, number, row)
                        numbers[level // HEIGHT] = number + 1
                        row.clear()
            if (root := roots.get(place + 1)) and tree.root().hex() != root:
                yield f"检查点 {place + 1} 的树根与叶不符"
    for level, row in rows_of.items():
        if row:
            yield from _tile(level, numbers.get(level, 0), row)


def _tile(level: int, number: int, row: list[bytes]) -> Iterator[str]:
    stored = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True)
    if bytes(stored.first() or b"")[: len(row) * HASH] != b"".join(row):
        yield f"片 {level}/{number} 与叶不符"


def _rows(low: int, high: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, [low, high])
        return list(cursor.fetchall())


def _derived(rows: list[Row]) -> Iterator[str]:
    digest = SUITES[settings.LEDGER_SUITE].digest
    by_kind = sorted(rows, key=itemgetter(1))
    for kind, group in groupby(by_kind, key=itemgetter(1)):
        if kind not in SOURCES:
            yield f"不认识的叶：{kind}"
            continue
        mine = list(group)
        found = SOURCES[kind].raw([(owner, seq) for _, _, owner, seq, _, _ in mine])
        for (place, _, owner, seq, salt, entry), raw in zip(mine, found, strict=True):
            where = f"第 {place} 位（{kind} {owner}#{seq}）"
            if isinstance(raw, str):
                yield f"{where}：{raw}"
            elif commitment(raw, bytes.fromhex(salt), digest).hex() != entry:
                yield f"{where}：记录与账本里的承诺不符"
