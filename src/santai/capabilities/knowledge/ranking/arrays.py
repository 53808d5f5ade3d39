"""Arrays in a folder: written once, then mapped into memory, which all processes of a machine share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def write(folder: Path, arrays: Mapping[str, Array], about: Mapping[str, Any]) -> None:
    """`about` comes last: a folder without it is not finished and is not read."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "about.json").write_text(text, encoding="utf-8")


def about(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return read


def mapped(folder: Path, name: str) -> Array:
    array: Array = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return array


def digest(arrays: Mapping[str, Array]) -> str:
    """One name for the content of all arrays, whatever the order they were made in."""
    total = blake2b(digest_size=16)
    for name in sorted(arrays):
        total.update(name.encode())
        total.update(np.ascontiguousarray(arrays[name]).tobytes())
    return total.hexdigest()


class Strings:
    """Many short strings in two arrays: their bytes one after another, and where each begins."""

    def __init__(self, data: Array, begins: Array) -> None:
        self.data, self.begins = data, begins

    @classmethod
    def of(cls, strings: Sequence[str]) -> Strings:
        encoded = [string.encode() for string in strings]
        begins = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(one) for one in encoded], out=begins[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), begins)

    def __len__(self) -> int:
        return len(self.begins) - 1

    def __getitem__(self, position: int) -> str:
        begin, end = self.begins[position : position + 2]
        return bytes(self.data[begin:end]).decode()

    def __iter__(self) -> Iterator[str]:
        raw = self.data.tobytes()
        ends = self.begins.tolist()
        return (raw[a:b].decode() for a, b in pairwise(ends))
