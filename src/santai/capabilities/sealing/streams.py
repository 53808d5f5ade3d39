"""Contents of files, sealed so that they are read piece by piece from anywhere. Knows no Django.

    header    mark (8 bytes), number of the data key (4), salt (20)
    pieces    of 64 KiB and their tags; the last one may be shorter
    foot      SHA-256 of all that stands before it and of the content's name

The manner is that of age (and of STREAM, Hoang et al. 2015): every file has a key of its own, derived from the data
key, the salt and the rest of the header; the nonce of a piece is its place and whether it is the last. What was
cut off, moved, taken from elsewhere or put under another key's number does not open. The foot needs no key: a copy
is found whole by whoever cannot read it. It is no proof against somebody who writes a foot anew; the name, which is the
hash of the plain content, is.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, TYPE_CHECKING, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from santai.capabilities.sealing import envelope
from santai.kernel.blobs import PLAIN, Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# No type of content that is let in begins like this, and no text does in any encoding of ours.
MARK = b"\xffsantai\x01"
HEADER = struct.Struct(">8sI20s")
PIECE = 64 * 1024
SEALED = PIECE + envelope.TAG
FOOT = sha256().digest_size


@dataclass(frozen=True, slots=True)
class Key:
    """A data key as it is, of which those of single files are derived."""

    number: int
    algorithm: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Sealer:
    """A `Seal` for the store of contents: sealed by the newest key, opened by whichever the header names."""

    newest: Callable[[], Key]
    numbered: Callable[[int], Key]  # raises envelope.Broken

    def sealed(self, pieces: Iterable[bytes], name: Callable[[], str]) -> Iterator[bytes]:
        key = self.newest()
        header = HEADER.pack(MARK, key.number, os.urandom(20))
        cipher, foot = _cipher(key, header), sha256(header)
        yield header
        for place, (piece, last) in enumerate(_cut(pieces)):
            body = cipher.encrypt(_nonce(place, last=last), piece, None)
            foot.update(body)
            yield body
        foot.update(name().encode())
        yield foot.digest()

    def opened(self, file: IO[bytes]) -> IO[bytes]:
        header = _header(file)
        if header is None:
            return PLAIN.opened(file)
        _mark, number, _salt = HEADER.unpack(header)
        try:
            cipher = _cipher(self.numbered(number), header)
        except envelope.Broken as error:
            raise Unreadable(str(error)) from error
        return cast("IO[bytes]", io.BufferedReader(Opened(file, cipher), PIECE))

    def packed(self, content: bytes, name: str) -> bytes:
        """A small content in one go."""
        return b"".join(self.sealed([content], lambda: name))

    def unpacked(self, packed: bytes) -> bytes:
        """Plain, also of what was plain. Raises Unreadable."""
        return self.opened(io.BytesIO(packed)).read()

    def whole(self, file: IO[bytes], name: str) -> bool:
        return whole(file, name)

    def is_newest(self, file: IO[bytes]) -> bool:
        header = _header(file)
        return header is not None and HEADER.unpack(header)[1] == self.newest().number


class Opened(io.RawIOBase):
    """The plain content of a sealed file. Holds one piece in memory, whatever its size. Raises Unreadable."""

    def __init__(self, file: IO[bytes], cipher: envelope.Aead) -> None:
        super().__init__()
        self._file, self._cipher = file, cipher
        body = file.seek(0, os.SEEK_END) - HEADER.size - FOOT
        self._last = max(body - 1, 0) // SEALED
        self._size = body - (self._last + 1) * envelope.TAG
        self._place, self._piece, self._at = -1, b"", 0
        if self._size < self._last * PIECE + bool(self._last):
            raise Unreadable("it is cut off")  # an empty piece stands alone or not at all
        if not self._size:
            self._opened(0)  # nothing is read of it, and nothing is what it must be

    def readinto(self, buffer: WriteableBuffer) -> int:
        if self._at >= self._size:
            return 0
        place, start = divmod(self._at, PIECE)
        if place != self._place:
            self._piece, self._place = self._opened(place), place
        room = memoryview(buffer).cast("B")
        part = self._piece[start : start + len(room)]
        room[: len(part)] = part
        self._at += len(part)
        return len(part)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begun = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if begun + offset < 0:
            raise ValueError("before the beginning")
        self._at = begun + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _opened(self, place: int) -> bytes:
        self._file.seek(HEADER.size + place * SEALED)
        last = place == self._last
        body = self._file.read(self._size - place * PIECE + envelope.TAG if last else SEALED)
        try:
            return self._cipher.decrypt(_nonce(place, last=last), body, None)
        except (InvalidTag, ValueError):
            cut = last and self._goes_on(place, body)
            why = "it is cut off" if cut else "it is not what was sealed"
            raise Unreadable(f"piece {place}: {why}") from None

    def _goes_on(self, place: int, body: bytes) -> bool:
        """Whether this piece, the last that is there, was not the last one."""
        try:
            return bool(self._cipher.decrypt(_nonce(place, last=False), body, None))
        except (InvalidTag, ValueError):
            return False


def whole(file: IO[bytes], name: str) -> bool:
    """Whether a content lies as it was written under this name, sealed or plain; no key is needed."""
    if _header(file) is None:
        return PLAIN.whole(file, name)
    left, foot = file.seek(0, os.SEEK_END) - FOOT, sha256()
    file.seek(0)
    while left > 0 and (piece := file.read(min(left, SEALED))):
        foot.update(piece)
        left -= len(piece)
    foot.update(name.encode())
    return foot.digest() == file.read()


def _header(file: IO[bytes]) -> bytes | None:
    """None for what lies plain."""
    file.seek(0)
    header = file.read(HEADER.size)
    return header if len(header) == HEADER.size and header.startswith(MARK) else None


def _cipher(key: Key, header: bytes) -> envelope.Aead:
    """The key of one file: bound to its header, in which the number of the data key stands."""
    length = envelope.KEY_BYTES[key.algorithm]
    derived = HKDF(hashes.SHA256(), length, salt=header, info=b"santai file").derive(key.secret)
    return envelope.aead(key.algorithm, derived)


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(envelope.NONCE - 1, "big") + bytes([last])


def _cut(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of one length, each with whether it is the last. Nothing at all is one empty piece."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > PIECE:
            yield bytes(held[:PIECE]), False
            del held[:PIECE]
    yield bytes(held), True
