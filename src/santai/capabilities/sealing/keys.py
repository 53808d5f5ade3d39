"""The ring of data keys of this process: read once, opened by the master key, looked at again when a value
names a key that came later.

Keys are made by `migrate` and by `santai keys rotate` only, never in passing: a key made inside a request's
transaction would be gone with its rollback, and with it what was sealed meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db import connection
from django.utils import timezone

from santai.capabilities.sealing import envelope
from santai.capabilities.sealing.streams import Key, Sealer

INDEX = "index"  # blind indexes
PURPOSES = ("people", "orders", "messages", "calls", "meetings", "files", "identity")
FRESH = 60.0  # seconds after which a key made elsewhere is used here too
# A new index key is looked up at once and written with when every process knows it: of two that write down the
# same person at the same moment, both write the same index, and the constraint stops one of them.
SWITCH = timedelta(seconds=2 * FRESH)

# Migrations of other parts open values before the column `retired` is there.
ALL = """
SELECT number, purpose, algorithm, wrapped, at, to_jsonb(key) ->> 'retired' FROM sealing_datakey AS key ORDER BY number
"""
_MAKE = """
INSERT INTO sealing_datakey (number, purpose, algorithm, wrapped, at) VALUES (%s, %s, %s, %s, %s)
"""
_LOCK = "LOCK TABLE sealing_datakey IN SHARE ROW EXCLUSIVE MODE"


class WrongMaster(Exception):
    """The master key is not the one that this database's keys were sealed with."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"数据密钥 {number} 打不开：主密钥与这个数据库不符。请恢复原来的 master-key 文件"
            "（或 SANTAI_MASTER_KEY）后再启动；没有它，加密的个人信息无法读取。"
        )


@dataclass(frozen=True, slots=True)
class Index:
    """An index key, and since when it is written with."""

    blinder: envelope.Blinder
    since: datetime


@dataclass(slots=True)
class Ring:
    keys: dict[int, Key] = field(default_factory=dict)
    ciphers: dict[int, envelope.Aead] = field(default_factory=dict)
    current: dict[str, int] = field(default_factory=dict)
    indexes: list[Index] = field(default_factory=list)  # those in use, the oldest first
    read: float = 0.0


_ring = Ring()
_lock = Lock()


def sealing(purpose: str) -> tuple[int, envelope.Aead]:
    """Number and cipher of the key that seals for this purpose now."""
    ring = _fresh(purpose)
    number = ring.current[purpose]
    return number, ring.ciphers[number]


def newest(purpose: str) -> Key:
    """The key of which the keys of single files are derived now."""
    ring = _fresh(purpose)
    return ring.keys[ring.current[purpose]]


def numbered(number: int) -> Key:
    """Raises Broken for a number nobody gave."""
    key = _ring.keys.get(number) or load().keys.get(number)
    if key is None:
        raise envelope.Broken(f"no key {number}")
    return key


def opening(number: int) -> envelope.Aead:
    """The cipher of this key. Raises Broken for a number nobody gave."""
    cipher = _ring.ciphers.get(number) or load().ciphers.get(number)
    if cipher is None:
        raise envelope.Broken(f"no key {number}")
    return cipher


def blinder() -> envelope.Blinder:
    """What is written now is found by this one."""
    first, *newer = _indexes()
    now = datetime.now(UTC)
    return next((one.blinder for one in reversed(newer) if one.since <= now), first.blinder)


def blinders() -> list[envelope.Blinder]:
    """By any of these it may have been written: two while the key is changed."""
    return [index.blinder for index in _indexes()]


def _indexes() -> list[Index]:
    ring = _ring
    if not ring.indexes or time.monotonic() - ring.read > FRESH:
        ring = load()
    if not ring.indexes:
        raise envelope.Broken("no key for blind indexes: run santai setup-db")
    return ring.indexes


def _fresh(purpose: str) -> Ring:
    ring = _ring
    if purpose not in ring.current or time.monotonic() - ring.read > FRESH:
        ring = load()
    return ring


FILES = Sealer(lambda: newest("files"), numbered)  # what people gave in, and documents


def load() -> Ring:
    """Read the ring anew. Whoever reads meanwhile goes on with the old one."""
    global _ring
    with _lock:
        with connection.cursor() as cursor:
            cursor.execute(ALL)
            rows = cursor.fetchall()
        ring = Ring(read=time.monotonic())
        for number, purpose, algorithm, wrapped, at, retired in rows:
            key = _unwrapped(number, purpose, algorithm, wrapped)
            if purpose == INDEX:
                if retired is None:
                    ring.indexes.append(Index(envelope.Blinder(key), at + SWITCH))
            else:
                ring.keys[number] = Key(number, algorithm, key)
                ring.ciphers[number] = envelope.aead(algorithm, key)
                ring.current[purpose] = number
        _ring = ring
    return ring


def make_missing() -> None:
    """A first key for each purpose that has none; for `migrate`, again and again."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute("SELECT DISTINCT purpose FROM sealing_datakey")
        there = {purpose for (purpose,) in cursor.fetchall()}
    make(purpose for purpose in (INDEX, *PURPOSES) if purpose not in there)


def lock() -> None:
    """Until the end of the transaction nobody else makes keys."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def make(purposes: Iterable[str]) -> list[int]:
    """New keys, in the caller's transaction; gives their numbers. Known here once `load`ed after the commit."""
    made = []
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute("SELECT coalesce(max(number), 0) FROM sealing_datakey")
        last = cursor.fetchone()[0]
        for number, purpose in enumerate(purposes, start=last + 1):
            algorithm = envelope.AES if purpose == INDEX else settings.SEALING_CIPHER
            wrapped = _wrapped(number, purpose, algorithm)
            cursor.execute(_MAKE, [number, purpose, algorithm, wrapped, timezone.now()])
            made.append(number)
    return made


def _wrapped(number: int, purpose: str, algorithm: str) -> str:
    """A key derived from the master key: who holds that can open even a store whose table of keys was lost."""
    length = envelope.KEY_BYTES[algorithm]
    key = envelope.derived(settings.MASTER_KEY, f"{purpose} {number}", length)
    return envelope.seal(_master(), key, _name(number, purpose, algorithm))


def _unwrapped(number: int, purpose: str, algorithm: str, wrapped: str) -> bytes:
    try:
        return envelope.unseal(_master(), wrapped, _name(number, purpose, algorithm))
    except envelope.Broken:
        raise WrongMaster(number) from None


def _master() -> envelope.Aead:
    return envelope.aead(envelope.AES, envelope.derived(settings.MASTER_KEY, "wrapping", 32))


def _name(number: int, purpose: str, algorithm: str) -> bytes:
    return f"key/{number}/{purpose}/{algorithm}".encode()
