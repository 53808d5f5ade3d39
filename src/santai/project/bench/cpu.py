"""CPU time of processes and all they started, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system seconds used so far by these processes, their children, and those that ended."""
    return sum(_times(pid) for pid in _family(set(roots)))


def postmaster(data: Path) -> int:
    """The process number of the embedded server of this data folder."""
    for path in data.rglob("postmaster.pid"):
        return int(path.read_text().split("\n", 1)[0])
    raise RuntimeError(f"no PostgreSQL is running in {data}")


def _family(roots: set[int]) -> set[int]:
    parents = {pid: parent for pid in _pids() if (parent := _parent(pid)) is not None}
    family = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _parent(pid: int) -> int | None:
    stat = _stat(pid)
    return int(stat[1]) if stat else None


def _times(pid: int) -> float:
    stat = _stat(pid)
    return sum(map(int, stat[11:15])) / TICKS if stat else 0.0
