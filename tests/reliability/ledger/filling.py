"""Leaves by the thousand, of a kind whose rows are numbers: what the tree does not care about is not written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from santai.capabilities.ledger.actions import leaf
from santai.capabilities.ledger.codes import SOURCES, Content, Source
from santai.capabilities.ledger.models import Leaf

KIND = "number"


def content(owner: int, seq: int) -> Content:
    return {"kind": KIND, "owner": owner, "seq": seq}


@contextmanager
def fill(count: int) -> Iterator[None]:
    """So many leaves waiting, and a source for them as long as the block lasts."""
    SOURCES[KIND] = Source(raw=lambda keys: [content(*key) for key in keys], without_leaf=lambda: 0)
    try:
        Leaf.objects.bulk_create((leaf(KIND, n, 1, content(n, 1)) for n in range(count)), 5_000)
        yield
    finally:
        del SOURCES[KIND]
