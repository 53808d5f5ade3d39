"""The power goes at every call of the file store: only what was synced remains (D2, D8).

What the store called is replayed to each possible cut. Of the rest nothing may remain, or all of it: a name
that points at bytes which are not there would be as bad as bytes without a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.reliability.sizes import report
from tests.reliability.tracing import Call, keep, needs_strace

pytestmark = needs_strace
PLANTS = {
    "a rename without fsync of the folder": "blobs._sync_folder = lambda folder: None",
    "a rename without fsync of the content": "blobs.os.fsync = lambda handle, sync=os.fsync:"
    " sync(handle) if os.path.isdir(f'/proc/self/fd/{handle}') else None",
    "a folder whose name is not synced": (
        "blobs._make_folder = lambda folder: folder.mkdir(parents=True, exist_ok=True)"
    ),
}


class Disk:
    """What a power cut leaves: contents that were synced, and names whose folder was synced since."""

    def __init__(self) -> None:
        self.dirty: set[str] = set()  # files with bytes that are nowhere but in memory
        self.names: set[str] = set()  # names that are nowhere but in memory
        self.half: list[str] = []  # names given while the bytes were not on the disk

    def do(self, call: Call) -> None:
        if call.name == "write":
            self.dirty.add(call.path)
        elif call.name == "fsync":
            self.dirty.discard(call.path)
            self.names -= {name for name in self.names if str(Path(name).parent) == call.path}
        elif call.name == "mkdir":
            self.names.add(call.path)
        elif call.name == "rename":
            if call.path in self.dirty:
                self.half.append(call.target)
            self.names.add(call.target)

    def lost(self, root: Path) -> list[str]:
        """What of the store a cut would take now, temporary files aside."""
        tmp = str(root / "tmp")
        return [name for name in sorted(self.names) if not name.startswith(tmp)]


def faults(root: Path, calls: Sequence[Call]) -> list[str]:
    """At each cut after the receipt everything is there; at none before it a name has half a content."""
    disk, found = Disk(), []
    for call in calls:
        if call.is_ack:
            found += [f"acknowledged and lost: {name}" for name in disk.lost(root)]
        elif call.path.startswith(str(root.parent)):
            disk.do(call)
    return found + [f"half a content named: {name}" for name in disk.half]


def test_no_cut_takes_what_was_acknowledged(tmp_path: Path) -> None:
    root = tmp_path / "store"
    acknowledged, calls = keep(root)
    report("power", cuts=len(calls), faults=len(faults(root, calls)))
    assert acknowledged
    assert faults(root, calls) == []


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_a_store_that_forgets_to_sync_is_caught(tmp_path: Path, plant: str) -> None:
    root = tmp_path / "store"
    root.mkdir()
    acknowledged, calls = keep(root, plant=plant)
    assert acknowledged
    assert faults(root, calls) != []
