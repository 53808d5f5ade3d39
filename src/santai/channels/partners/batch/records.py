"""What a file is made of, whatever its format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

OWNER_ONLY = 0o600
NAMELESS = "没有列名的列里有内容，对不上。"


class Unusable(Exception):
    """Nothing of this file can be taken in; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its place in the file, its cells by heading, and itself as it was (`raw`)."""

    line: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    broken: str = ""  # why it cannot even be read
    raw: Any = b""


def private(path: Path) -> IO[bytes]:
    """A new file for its owner only: what is in it is about people. FileExistsError if it is there."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb")


class Rejects(Protocol):
    """A file of the same format that holds the rows to be mended and run again."""

    path: Path

    def keep(self, record: Record) -> None: ...

    def close(self) -> None: ...


class Source(Protocol):
    """A file that was opened and looks usable."""

    headings: tuple[str, ...]  # empty where every row names its own
    total: int  # rows, or a little more where blank lines are counted

    def records(self) -> Iterator[Record]: ...

    def rejects(self, path: Path) -> Rejects: ...
