"""Byte strings kept on disk under their own SHA-256: the one kernel module that touches a disk.

Written so that a name never stands for half a content: temporary file → fsync → rename → fsync of
the folder. A crash leaves at most a nameless temporary file, which `clear_temporary` removes.
Reading hashes first and hands out after: what was changed on the disk is reported, never served.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from santai.kernel.failpoints import failpoint

HEX = frozenset("0123456789abcdef")
TEMPORARY = "tmp"


class BlobFault(Exception):
    """What the store promised to keep is not there as it was given."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{type(self).__name__}: {name}")
        self.name = name


class BlobMissing(BlobFault):
    """No content under this name."""


class BlobDamaged(BlobFault):
    """The content is no longer the one its name was made from."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Content that was received but has no name yet. `file` is open for reading and writing."""

    file: IO[bytes]
    size: int
    sha256: str


class BlobStore:
    """A folder of contents, two levels deep (`ab/cd/abcd…`); the same content is kept once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Where the content with this hash lies; ValueError for anything that is not a SHA-256."""
        if len(name) != 64 or not HEX.issuperset(name):
            raise ValueError(f"not a SHA-256 in lower-case hex: {name!r}")
        return self.root / name[:2] / name[2:4] / name

    @contextmanager
    def stage(self, chunks: Iterable[bytes]) -> Iterator[Staged]:
        """Receive content into a temporary file, which is gone at the end unless it was kept."""
        folder = self.root / TEMPORARY
        _make_folder(folder)
        digest, size = sha256(), 0
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            try:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                file.seek(0)
                failpoint("blob.staged")
                yield Staged(file.file, size, digest.hexdigest())
            finally:
                Path(file.name).unlink(missing_ok=True)

    def keep(self, staged: Staged) -> None:
        """Give staged content its name, durably. Replaces what is there, which heals damage."""
        target = self.path(staged.sha256)
        _make_folder(target.parent)
        staged.file.flush()
        os.fchmod(staged.file.fileno(), 0o400)  # nobody edits evidence by accident
        os.fsync(staged.file.fileno())
        failpoint("blob.synced")
        Path(staged.file.name).replace(target)
        failpoint("blob.named")
        _sync_folder(target.parent)
        failpoint("blob.kept")

    def put(self, content: bytes) -> str:
        """Keep these bytes durably; gives their name."""
        with self.stage([content]) as staged:
            self.keep(staged)
            return staged.sha256

    def open(self, name: str) -> IO[bytes]:
        """The content, checked as a whole before the first byte is handed out. Close it after use.

        Raises BlobMissing or BlobDamaged.
        """
        try:
            file = self.path(name).open("rb")
        except FileNotFoundError:
            raise BlobMissing(name) from None
        if file_digest(file, "sha256").hexdigest() != name:
            file.close()
            raise BlobDamaged(name)
        file.seek(0)
        return file

    def get(self, name: str) -> bytes:
        """The whole content as bytes, checked. Raises BlobMissing or BlobDamaged."""
        with self.open(name) as file:
            return file.read()

    def is_older(self, name: str, moment: float) -> bool:
        """Whether the content is there and was last given before this POSIX time."""
        try:
            return self.path(name).stat().st_mtime < moment
        except FileNotFoundError:
            return False

    def older(self, moment: float) -> Iterator[str]:
        """The names last given before this POSIX time, folder by folder, in order."""
        pair = "[0-9a-f][0-9a-f]"
        for outer in sorted(self.root.glob(pair)):
            for inner in sorted(outer.glob(pair)):
                for name in sorted(path.name for path in inner.iterdir()):
                    if len(name) == 64 and self.is_older(name, moment):
                        yield name

    def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def clear_temporary(self, moment: float) -> int:
        """Remove what crashes left behind before this POSIX time; gives how many files."""
        left = [p for p in (self.root / TEMPORARY).glob("*") if p.stat().st_mtime < moment]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def _make_folder(folder: Path) -> None:
    """Make a folder and its parents; a new name is durable only once its parent is synced."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
