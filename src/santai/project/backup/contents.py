"""Files and documents: copied once each as they lie, sealed, and never over a good copy with a bad one.

No key is needed, neither to copy them nor to find a copy whole: they open where the database's keys are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import IO

from santai.capabilities.sealing import streams
from santai.kernel.blobs import BlobDamaged, BlobFault, BlobMissing, BlobStore
from santai.project.backup.manifest import Refused

CHUNK = 1024 * 1024


def copy(source: Path, into: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Copy what is new, and what was sealed since; gives what there is, by store, and what could not be copied."""
    there: dict[str, list[str]] = {}
    faults: list[str] = []
    for folder in sorted(path for path in source.glob("*") if path.is_dir()):
        given, kept = BlobStore(folder), BlobStore(into / folder.name)
        there[folder.name] = []
        for name in given.older(inf):
            copied = _length(kept, name)
            try:
                if copied != _length(given, name):
                    _carry(given, kept, name)
                there[folder.name].append(name)
            except BlobMissing:
                continue  # swept in this very moment
            except BlobFault as fault:
                if copied is None:
                    faults.append(f"{folder.name}/{fault.name}")
                else:
                    there[folder.name].append(name)  # the copy is from when it was good
    return there, faults


def restore(source: Path, into: Path, wanted: Mapping[str, list[str]]) -> int:
    """Everything that is wanted and whatever came since; gives how many. Raises Refused."""
    check(source, wanted)
    there, faults = copy(source, into)
    if faults:
        raise Refused("file-damaged", faults[0])
    return sum(map(len, there.values()))


def check(source: Path, wanted: Mapping[str, list[str]]) -> None:
    for store, names in wanted.items():
        for name in names:
            path = BlobStore(source / store).path(name)
            try:
                with path.open("rb") as content:
                    is_whole = streams.whole(content, name)
            except FileNotFoundError:
                raise Refused("file-missing", f"{store}/{name}") from None
            if not is_whole:
                raise Refused("file-damaged", f"{store}/{name}")


def _length(store: BlobStore, name: str) -> int | None:
    """What was plain and has been sealed since is longer."""
    try:
        return store.path(name).stat().st_size
    except FileNotFoundError:
        return None


def _carry(given: BlobStore, kept: BlobStore, name: str) -> None:
    """Byte by byte; what arrived is looked at, not what was sent."""
    try:
        content = given.path(name).open("rb")
    except FileNotFoundError:
        raise BlobMissing(name) from None
    with content, kept.stage(_pieces(content)) as staged:
        if not streams.whole(staged.draft, name):
            raise BlobDamaged(name)
        kept.keep(replace(staged, sha256=name))


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: content.read(CHUNK), b"")
