"""Every call of the file store to the kernel fails once, in three ways (D3, D8).

Killed at it, no space, broken disk: what was acknowledged is whole, what was not is not there or whole, and no
call that failed was acknowledged.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from math import inf
from pathlib import Path

import pytest

from santai.kernel.blobs import BlobMissing, BlobStore
from tests.reliability.sizes import report, size
from tests.reliability.tracing import CALLS, CONTENT, SEALER, keep, needs_strace

pytestmark = needs_strace
STEP = size(3, 1)  # the short form tries every third point
NAME = sha256(CONTENT).hexdigest()
SWALLOWED = """
def careless(handle, sync=os.fsync):
    try:
        sync(handle)
    except OSError:
        pass
blobs.os.fsync = careless
"""


def fault(root: Path, point: str, *, plant: str = "") -> str:
    """What went wrong with a failure at this point; empty when nothing did."""
    acknowledged, _ = keep(root, plant=plant, inject=point)
    store = BlobStore(root, SEALER)
    try:
        whole = store.get(NAME) == CONTENT
    except BlobMissing:
        whole = False
    if acknowledged and (":error=" in point or not whole):
        return f"{point}: acknowledged"
    store.clear_temporary(inf)
    return "" if not any((root / "tmp").glob("*")) else f"{point}: something is left"


def test_no_failing_call_is_acknowledged_and_nothing_is_half(tmp_path: Path) -> None:
    acknowledged, calls = keep(tmp_path / "whole")
    assert acknowledged == NAME
    often = Counter(call.name for call in calls if not call.is_ack)
    assert set(often) == set(CALLS)
    points = [
        f"{name}:{how}:when={number}"
        for name in CALLS
        for how in ("error=EIO", "error=ENOSPC", "signal=KILL")
        for number in range(1, often[name] + 1)
    ]
    faults = [fault(tmp_path / f"store-{n}", point) for n, point in enumerate(points[::STEP])]
    report("syscall", points=len(faults), faults=len(list(filter(None, faults))))
    assert list(filter(None, faults)) == []


@pytest.mark.parametrize("how", ["EIO", "ENOSPC"])
def test_a_store_that_swallows_the_failure_of_fsync_is_caught(tmp_path: Path, how: str) -> None:
    point = f"fsync:error={how}:when=1"
    assert fault(tmp_path / "store", point, plant=SWALLOWED) == f"{point}: acknowledged"
