"""Looking into received bytes without trusting or decoding them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from santai.capabilities.files.actions.limits import Limits
from santai.capabilities.files.actions.refusal import FileRefused

HEAD = 4096
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """An open file, its size in bytes, its first `HEAD` bytes, and the limits that hold for it."""

    file: IO[bytes]
    size: int
    head: bytes
    limits: Limits

    def at(self, offset: int, length: int) -> bytes:
        """Exactly these bytes; FileRefused("damaged") when the file ends before."""
        if offset < 0 or offset + length > self.size:
            raise FileRefused("damaged")
        self.file.seek(offset)
        return self.file.read(length)

    def number(self, offset: int, length: int) -> int:
        """An unsigned big-endian number."""
        return int.from_bytes(self.at(offset, length), "big")

    def little(self, offset: int, length: int) -> int:
        """An unsigned little-endian number."""
        return int.from_bytes(self.at(offset, length), "little")

    def find(self, sign: bytes, start: int = 0) -> int:
        """Where these bytes first come at or after `start`; -1 when they do not."""
        self.file.seek(start)
        place, kept = start, b""
        while chunk := self.file.read(CHUNK):
            found = (kept + chunk).find(sign)
            if found >= 0:
                return place - len(kept) + found
            place += len(chunk)
            kept = (kept + chunk)[-len(sign) + 1 :]
        return -1

    def past(self, filler: bytes, start: int) -> int:
        """The first place at or after `start` that does not hold this byte."""
        self.file.seek(start)
        place = start
        while chunk := self.file.read(CHUNK):
            rest = chunk.lstrip(filler)
            place += len(chunk) - len(rest)
            if rest:
                break
        return place


def content_of(file: IO[bytes], size: int, limits: Limits) -> Content:
    file.seek(0)
    return Content(file, size, file.read(HEAD), limits)
