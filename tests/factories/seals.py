"""Keys for sealed contents, without a database."""

from __future__ import annotations

from santai.capabilities.sealing.envelope import AES, KEY_BYTES, Broken
from santai.capabilities.sealing.streams import Key, Sealer


def key(number: int = 7, algorithm: str = AES, fill: bytes = b"k") -> Key:
    return Key(number, algorithm, fill * KEY_BYTES[algorithm])


def sealer(*keys: Key) -> Sealer:
    """The last one seals, each opens what it sealed."""
    ring = {one.number: one for one in keys or (key(),)}

    def numbered(number: int) -> Key:
        if number not in ring:
            raise Broken(f"no key {number}")
        return ring[number]

    return Sealer(lambda: list(ring.values())[-1], numbered)
