"""A ranker in a folder: reckoned once by whoever builds it, then mapped by every process that serves.

Nothing is reckoned when it is read, so that a request never waits for it, and its arrays are shared pages.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from santai.capabilities.knowledge.ranking import arrays
from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.errors import OtherFormat, OtherIndex
from santai.capabilities.knowledge.ranking.index import Index
from santai.capabilities.knowledge.ranking.memory import Memory
from santai.capabilities.knowledge.ranking.ranker import Ranker
from santai.capabilities.knowledge.ranking.sparse import Matrix
from santai.capabilities.knowledge.ranking.training import Order
from santai.capabilities.knowledge.ranking.trees import Trees

FORMAT = 1
ORDER = "order.json"
ARRAYS = ("seen", "known", "rarity", "prior", "points", "steadied", "turn")
MATRICES = (
    "right", "questions", "answers", "told", "laws", "places", "branches", "together", "associations",
)  # fmt: skip
TEXTS = ("asked_of", "answered_by")  # a matrix, and how rare its terms are
PARTS = ("data", "indices", "indptr")


def save(ranker: Ranker, folder: Path) -> None:
    memory, held, shapes = ranker.memory, dict[str, Array](), dict[str, Any]()
    if memory is not None:
        for name, matrix in _matrices(memory).items():
            shapes[name] = list(matrix.shape)
            held |= {f"{name}_{part}": getattr(matrix, part) for part in PARTS}
        held |= {name: getattr(memory, name) for name in ARRAYS}
        held |= {f"{name}_rarity": getattr(memory, name)[1] for name in TEXTS}
    folder.mkdir(parents=True, exist_ok=True)
    order = ranker.order
    texts = [order.first.texts(), order.second.texts()] if order else None
    (folder / ORDER).write_text(json.dumps(texts), encoding="utf-8")
    arrays.write(folder, held, {"format": FORMAT, "index": ranker.index.digest, "shapes": shapes})


def load(folder: Path, index: Index) -> Ranker:
    """Raises RankingError where it is of another index or another format; OSError where it is gone."""
    about = arrays.about(folder)
    if about["format"] != FORMAT:
        raise OtherFormat(folder, about["format"], FORMAT)
    if about["index"] != index.digest:
        raise OtherIndex(folder)
    return Ranker.of(index, _memory(folder, index, about["shapes"]), _order(folder))


def _matrices(memory: Memory) -> dict[str, Matrix]:
    found = {name: sp.csr_matrix(getattr(memory, name)) for name in MATRICES}
    return found | {name: getattr(memory, name)[0] for name in TEXTS}


def _memory(folder: Path, index: Index, shapes: dict[str, list[int]]) -> Memory | None:
    if not shapes:
        return None  # nothing was answered yet
    memory = Memory.__new__(Memory)
    memory.index, memory.asked = index, []
    for name in ARRAYS:
        setattr(memory, name, np.asarray(arrays.mapped(folder, name)))
    for name in MATRICES:
        setattr(memory, name, _matrix(folder, name, shapes[name]))
    for name in TEXTS:
        rarity = np.asarray(arrays.mapped(folder, f"{name}_rarity"))
        setattr(memory, name, (_matrix(folder, name, shapes[name]), rarity))
    return memory


def _matrix(folder: Path, name: str, shape: list[int]) -> Matrix:
    parts = tuple(np.asarray(arrays.mapped(folder, f"{name}_{part}")) for part in PARTS)
    return sp.csr_matrix(parts, shape=tuple(shape), copy=False)


def _order(folder: Path) -> Order | None:
    texts = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    return Order(Trees.read(texts[0]), Trees.read(texts[1])) if texts else None
