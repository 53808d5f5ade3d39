"""A random draw of Santai, made again in Python's standard library alone (docs/ledger.md, Draws)."""

from __future__ import annotations

from typing import Any

from santai_tree import Digest

MARK = b"santai-draw/v1\n"


class Unclear(Exception):
    """The list does not name everybody once."""


def redrawn(candidates: list[Any], commitment: bytes, checkpoint: str, h: Digest) -> list[str]:
    """All candidates in the order in which they come out: each place by a hash, unfair values passed over.

    `checkpoint`: its text without signatures. Raises Unclear.
    """
    left = sorted(str(one.get("id", "")) if isinstance(one, dict) else "" for one in candidates)
    if "" in left or len(set(left)) != len(left):
        raise Unclear
    came, place, seed = list[str](), 0, h(MARK + commitment + checkpoint.encode())
    while left:
        number = int.from_bytes(h(seed + place.to_bytes(8, "big")), "big")
        place += 1
        if number < 2**256 - 2**256 % len(left):
            came.append(left.pop(number % len(left)))
    return came
