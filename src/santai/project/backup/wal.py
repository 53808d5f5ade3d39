"""What the database wrote since the base was taken: streamed as it is written, so that little can be lost.

A segment that is complete gets a line with its hash in `segments`; the last one is still being written and is
judged by PostgreSQL itself, which stops at the first record that is not whole.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
from pathlib import Path

from santai.project.backup.base import run
from santai.project.backup.manifest import Refused, digest
from santai.project.postgres import programs
from santai.project.processes import dying_with_us

SLOT = "santai_backup"
LIST = "segments"
SEGMENT = re.compile(r"[0-9A-F]{24}")
SIZE = 16 * 1024 * 1024
# Of the first page: magic, flags, timeline, address, rest of a record, padding, system, sizes.
_HEAD = struct.Struct("<HHIQI4xQII")


def receive(source: str, into: Path) -> subprocess.Popen[bytes]:
    """Stream into a folder until it is ended; comes back by itself when the server was away."""
    into.mkdir(parents=True, exist_ok=True)
    slot = ("--slot", SLOT)
    run("pg_receivewal", "--dbname", source, *slot, "--create-slot", "--if-not-exists")
    return subprocess.Popen(
        [programs.installed() / "pg_receivewal", "--dbname", source, *slot,
         "--directory", str(into), "--synchronous"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dying_with_us(15),
    )  # fmt: skip


def list_complete(folder: Path) -> None:
    """Write down the hash of every segment that was completed since."""
    known = listed(folder)
    with (folder / LIST).open("a") as book:
        for path in sorted(folder.iterdir()):
            if SEGMENT.fullmatch(path.name) and path.name not in known:
                book.write(f"{path.name} {digest(path)}\n")
        book.flush()
        os.fsync(book.fileno())


def listed(folder: Path) -> dict[str, str]:
    book = folder / LIST
    lines = book.read_text().splitlines() if book.exists() else []
    return dict(line.split(" ", 1) for line in lines)


def check(folder: Path, start: str, system: str) -> dict[str, Path]:
    """The segments that recovery can use, in order, by name. Raises Refused for a gap or a strange one."""
    hashes = {name: hashed for name, hashed in listed(folder).items() if name >= start}
    found = _segments(folder, start)
    if not found and not hashes:
        return {}  # nothing was streamed: the base has all it needs in itself
    for name in [start, *hashes]:
        if name not in found:
            raise Refused("wal-missing", name)
    for before, name in zip(found, list(found)[1:], strict=False):
        if _number(name) != _number(before) + 1:
            raise Refused("wal-missing", f"{before} … {name}")
    for name, path in found.items():
        _check_head(name, path, system)
        if name in hashes and digest(path) != hashes[name]:
            raise Refused("wal-damaged", name)
    return found


def _segments(folder: Path, start: str) -> dict[str, Path]:
    """From the first one wanted; the last may still be partial."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = path.name.removesuffix(".partial")
        if SEGMENT.fullmatch(name) and name >= start and name[:8] == start[:8]:
            found.setdefault(name, path)  # complete comes before partial in this order
    return found


def _check_head(name: str, path: Path, system: str) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
    if path.stat().st_size != SIZE or len(head) < _HEAD.size:
        raise Refused("wal-damaged", name)
    *_, at, _, number, size, _ = _HEAD.unpack(head)
    if not any(head) and path.suffix == ".partial":
        return  # made, and nothing written to it yet
    if str(number) != system:
        raise Refused("system", name)
    if at != _number(name) * SIZE or size != SIZE:
        raise Refused("wal-damaged", name)


def _number(name: str) -> int:
    """Where a segment of 16 MB stands in the whole log."""
    return int(name[8:16], 16) * (2**32 // SIZE) + int(name[16:], 16)
