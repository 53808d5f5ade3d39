"""Files and documents: copied once each, named by their hash, never over a good copy with a bad one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from pathlib import Path

from santai.kernel.blobs import BlobDamaged, BlobFault, BlobMissing, BlobStore
from santai.project.backup.manifest import Refused

CHUNK = 1024 * 1024


def copy(source: Path, into: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Copy what is new; gives what there is, by store, and what could not be copied."""
    there: dict[str, list[str]] = {}
    faults: list[str] = []
    for folder in sorted(path for path in source.glob("*") if path.is_dir()):
        given, kept = BlobStore(folder), BlobStore(into / folder.name)
        there[folder.name] = []
        for name in given.older(inf):
            try:
                if not kept.path(name).exists():
                    _carry(given, kept, name)
                there[folder.name].append(name)
            except BlobMissing:
                continue  # swept in this very moment
            except BlobFault as fault:
                faults.append(f"{folder.name}/{fault.name}")
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
            try:
                BlobStore(source / store).open(name).close()
            except BlobMissing:
                raise Refused("file-missing", f"{store}/{name}") from None
            except BlobDamaged:
                raise Refused("file-damaged", f"{store}/{name}") from None


def _carry(given: BlobStore, kept: BlobStore, name: str) -> None:
    with given.open(name) as content, kept.stage(_pieces(content)) as staged:
        kept.keep(staged)


def _pieces(content: object) -> Iterator[bytes]:
    return iter(lambda: content.read(CHUNK), b"")  # type: ignore[attr-defined]
