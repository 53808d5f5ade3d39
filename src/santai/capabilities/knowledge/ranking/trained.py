"""The file of what was learned: answered questions as terms, and trees. It belongs to one index.

A numpy archive that holds no words of who asked. The same questions over the same library give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.errors import NotTrained, OtherFormat, OtherIndex
from santai.capabilities.knowledge.ranking.index import Index
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.training import Order
from santai.capabilities.knowledge.ranking.trees import Trees

FORMAT = 1
PARTS = ("grams", "words", "answer", "right")


@dataclass(frozen=True, slots=True)
class Trained:
    asked: list[Question]
    order: Order | None  # none when only answers are remembered
    sources: Mapping[str, int]  # files of questions, and how many each gave

    def save(self, path: Path, index: Index) -> None:
        first, second = (self.order.first, self.order.second) if self.order else (None, None)
        about = {
            "format": FORMAT,
            "index": index.digest,
            "sources": dict(self.sources),
            "first": first.texts() if first else [],
            "second": second.texts() if second else [],
        }
        told = json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
        held: dict[str, Array] = {"about": np.frombuffer(told, np.uint8)}
        for name in PARTS:
            held |= _packed(name, [getattr(question, name) for question in self.asked])
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as stream:
            np.savez_compressed(stream, allow_pickle=False, **held)
        part.replace(path)  # a reader sees the old one or the new one, never half of it


def load(path: Path, index: Index) -> Trained:
    held = _opened(path)
    about = json.loads(bytes(held["about"]).decode())
    if about["format"] != FORMAT:
        raise OtherFormat(path, about["format"], FORMAT)
    if about["index"] != index.digest:
        raise OtherIndex(path)
    columns = [_unpacked(name, held) for name in PARTS]
    asked = [Question(*parts) for parts in zip(*columns, strict=True)]
    return Trained(asked, _order(about["first"], about["second"]), about["sources"])


def _order(first: list[str], second: list[str]) -> Order | None:
    return Order(Trees.read(first), Trees.read(second)) if first else None


def _opened(path: Path) -> dict[str, Array]:
    if not path.is_file():
        raise NotTrained(path)
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (BadZipFile, ValueError, EOFError) as error:
        raise OtherFormat(path, "?", FORMAT) from error


def _packed(name: str, lists: Sequence[Array]) -> dict[str, Array]:
    begins = np.cumsum([0, *(len(one) for one in lists)])
    held = np.concatenate(lists) if lists else np.zeros(0, np.int64)
    return {name: held, f"{name}_begins": begins}


def _unpacked(name: str, held: Mapping[str, Array]) -> list[Array]:
    return (
        np.split(held[name], held[f"{name}_begins"][1:-1])
        if len(held[f"{name}_begins"]) > 1
        else []
    )
