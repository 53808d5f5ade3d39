"""Byte strings kept on disk under their own SHA-256: the one kernel module that touches a disk.

Written so that a name never stands for half a content: temporary file → fsync → rename → fsync of
the folder. A crash leaves at most a nameless temporary file, which `clear_temporary` removes.
Reading hashes first and hands out after: what was changed on the disk is reported, never served.
How the bytes lie there, as they are or sealed, is the `Seal`'s business; a name is always that of the plain content.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Protocol

from santai.kernel.failpoints import failpoint

HEX = frozenset("0123456789abcdef")
TEMPORARY = "tmp"
PIECE = 256 * 1024


class BlobFault(Exception):
    """What the store promised to keep is not there as it was given."""

    def __init__(self, name: str, why: str = "") -> None:
        super().__init__(f"{type(self).__name__}: {name}{why and f', {why}'}")
        self.name = name


class BlobMissing(BlobFault):
    """No content under this name."""


class BlobDamaged(BlobFault):
    """The content is no longer the one its name was made from."""


class Unreadable(Exception):
    """What lies there does not open; says why."""


class Seal(Protocol):
    """How contents lie on the disk. Whoever seals still opens what lies there plain, from before."""

    def sealed(self, pieces: Iterable[bytes], name: Callable[[], str]) -> Iterator[bytes]:
        """What is to be written for this content; its name can be asked for when its pieces have ended."""

    def opened(self, file: IO[bytes]) -> IO[bytes]:
        """The plain content, to be read from anywhere; closes the file with itself. Raises Unreadable, also later."""

    def whole(self, file: IO[bytes], name: str) -> bool:
        """Whether it lies there as it was written under this name; told without any key."""

    def is_newest(self, file: IO[bytes]) -> bool:
        """Whether it would be written in this way again today."""


class Plain:
    """Contents as they are."""

    def sealed(self, pieces: Iterable[bytes], name: Callable[[], str]) -> Iterator[bytes]:
        return iter(pieces)

    def opened(self, file: IO[bytes]) -> IO[bytes]:
        file.seek(0)
        return file

    def whole(self, file: IO[bytes], name: str) -> bool:
        file.seek(0)
        return file_digest(file, "sha256").hexdigest() == name  # type: ignore[arg-type]

    def is_newest(self, file: IO[bytes]) -> bool:
        return True


PLAIN = Plain()


@dataclass(frozen=True, slots=True)
class Staged:
    """Content that was received but has no name yet: `file` reads it, `draft` is where it lies."""

    file: IO[bytes]
    draft: IO[bytes]
    size: int
    sha256: str


class BlobStore:
    """A folder of contents, two levels deep (`ab/cd/abcd…`); the same content is kept once."""

    def __init__(self, root: Path, seal: Seal = PLAIN) -> None:
        self.root, self.seal = root, seal

    def path(self, name: str) -> Path:
        """Where the content with this hash lies; ValueError for anything that is not a SHA-256."""
        if len(name) != 64 or not HEX.issuperset(name):
            raise ValueError(f"not a SHA-256 in lower-case hex: {name!r}")
        return self.root / name[:2] / name[2:4] / name

    @contextmanager
    def stage(self, chunks: Iterable[bytes]) -> Iterator[Staged]:
        """Receive content into a temporary file, which is gone at the end unless it was kept. It is sealed as it
        comes: a crash leaves nothing that could be read."""
        folder = self.root / TEMPORARY
        _make_folder(folder)
        digest, size = sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        with NamedTemporaryFile(dir=folder, delete=False) as file:
            try:
                for piece in self.seal.sealed(counted(), digest.hexdigest):
                    file.write(piece)
                content = self.seal.opened(file.file)
                failpoint("blob.staged")
                yield Staged(content, file.file, size, digest.hexdigest())
            finally:
                Path(file.name).unlink(missing_ok=True)

    def keep(self, staged: Staged) -> None:
        """Give staged content its name, durably. Replaces what is there, which heals damage."""
        target = self.path(staged.sha256)
        _make_folder(target.parent)
        staged.draft.flush()
        os.fchmod(staged.draft.fileno(), 0o400)  # nobody edits evidence by accident
        os.fsync(staged.draft.fileno())
        failpoint("blob.synced")
        Path(staged.draft.name).replace(target)
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
        file = self._lying(name)
        try:
            content = self.seal.opened(file)
            found = file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
        except Unreadable as reason:
            file.close()
            raise BlobDamaged(name, str(reason)) from reason
        if found != name:
            content.close()
            raise BlobDamaged(name)
        content.seek(0)
        return content

    def verify(self, name: str) -> int:
        """Look at every byte of it, of the seal as well; gives its size. Raises BlobMissing or BlobDamaged."""
        with self._lying(name) as file:
            if not self.seal.whole(file, name):
                raise BlobDamaged(name)
        with self.open(name) as content:
            return content.seek(0, os.SEEK_END)

    def renew(self, name: str) -> bool:
        """Write a content as it would be written today, unless it lies so already; says whether it was written.

        The new one takes the old one's place only when it has been read back: it may be the only one there is.
        Raises BlobMissing or BlobDamaged.
        """
        with self._lying(name) as file:
            if self.seal.is_newest(file):
                return False
        with self.open(name) as content, self.stage(_pieces(content)) as staged:
            if file_digest(staged.file, "sha256").hexdigest() != name:  # type: ignore[arg-type]
                raise BlobDamaged(name)
            self.keep(staged)
        return True

    def get(self, name: str) -> bytes:
        """The whole content as bytes, checked. Raises BlobMissing or BlobDamaged."""
        with self.open(name) as file:
            return file.read()

    def _lying(self, name: str) -> IO[bytes]:
        try:
            return self.path(name).open("rb")
        except FileNotFoundError:
            raise BlobMissing(name) from None

    def is_older(self, name: str, moment: float) -> bool:
        """Whether the content is there and was last given before this POSIX time."""
        try:
            return self.path(name).stat().st_mtime < moment
        except FileNotFoundError:
            return False

    def older(self, moment: float, *, after: str = "") -> Iterator[str]:
        """The names last given before this POSIX time that come after this one, folder by folder, in order."""
        pair = "[0-9a-f][0-9a-f]"
        for outer in sorted(path for path in self.root.glob(pair) if path.name >= after[:2]):
            for inner in sorted(outer.glob(pair)):
                for name in sorted(path.name for path in inner.iterdir()):
                    if len(name) == 64 and name > after and self.is_older(name, moment):
                        yield name

    def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def clear_temporary(self, moment: float) -> int:
        """Remove what crashes left behind before this POSIX time; gives how many files."""
        left = [p for p in (self.root / TEMPORARY).glob("*") if p.stat().st_mtime < moment]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: content.read(PIECE), b"")


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
