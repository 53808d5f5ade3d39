"""A draw that anybody can make again: an order of all candidates from a commitment and what came after it.

The seed is a hash of the commitment to the list and of the text of the first checkpoint signed over it. Each
place is taken by rejection sampling, so that every candidate left is exactly as likely as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from santai.kernel.merkle import Digest

MARK = b"santai-draw/v1\n"
SPACE = 1 << 256  # both hashes give 32 bytes


def seed_of(commitment: bytes, checkpoint: str, h: Digest) -> bytes:
    """`checkpoint`: the signed text without its signatures (name, size, root)."""
    return h(MARK + commitment + checkpoint.encode())


def ranking(candidates: Sequence[str], seed: bytes, h: Digest) -> list[str]:
    """All of them, in the order in which they are drawn; the list itself is taken in the order of its names."""
    left, drawn, numbers = sorted(candidates), list[str](), _numbers(seed, h)
    while left:
        drawn.append(left.pop(_below(len(left), numbers)))
    return drawn


def _below(most: int, numbers: Iterator[int]) -> int:
    """A number under `most`; what would make some more likely than others is passed over."""
    fair = SPACE - SPACE % most
    return next(number for number in numbers if number < fair) % most


def _numbers(seed: bytes, h: Digest) -> Iterator[int]:
    place = 0
    while True:
        yield int.from_bytes(h(seed + place.to_bytes(8, "big")), "big")
        place += 1
