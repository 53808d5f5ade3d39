"""A small linear model over character n-grams and over what the rules saw, trained by a command, never needed.

Features are hashed (CRC-32, the same everywhere), weights found by L-BFGS from zero, rounded to whole bytes: the
same questions give the same file on every machine of one kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from santai.capabilities.knowledge.triage.patterns import normal

VERSION = 2
SIZE = 5 << 13
GRAMS, GRAM = (1, 2, 3), 3.0
MARKS, MARK, PAIR = 1 << 13, 0.4, 0.2  # features for what the rules saw, and what each weighs
PAIRED = "both:"  # how a mark of two concepts together begins
SELDOM = 2  # texts that must share a feature of n-grams for it to be learned
PENALTY = 1e-4
ROUNDS = 120
STEPS = 127
PACKAGED = Path(__file__).with_name("trained.npz")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Weights of `classes` (rows) over SIZE features and a bias."""

    classes: tuple[str, ...]
    weights: Floats

    def voice(self, text: str, marks: Sequence[str] = ()) -> Mapping[str, float]:
        """How likely each class is. `marks`: what the rules saw in the text."""
        places, values = features(text, marks)
        scores = self.weights[:, places] @ values + self.weights[:, SIZE]
        raised = np.exp(scores - scores.max())
        return dict(zip(self.classes, (raised / raised.sum()).tolist(), strict=True))

    def leaning(self, mark: str, name: str) -> float:
        """How much a mark speaks for a class rather than for the others."""
        column = self.weights[:, _marked(mark)]
        return float(column[self.classes.index(name)] - column.mean())

    def save(self, path: Path) -> None:
        scale = float(np.abs(self.weights).max()) / STEPS or 1.0
        rounded = np.round(self.weights / scale).astype(np.int8)
        with path.open("wb") as target:
            np.savez_compressed(
                target,
                version=np.array(VERSION),
                classes=np.array(self.classes),
                scale=np.array(scale),
                weights=rounded,
            )


def load(path: Path) -> Model:
    """A model that `save` wrote. Raises ValueError for one of another version."""
    with np.load(path) as held:
        if int(held["version"]) != VERSION or held["weights"].shape[1] != SIZE + 1:
            raise ValueError(f"{path} is a model of another version: train it again.")
        weights = held["weights"].astype(np.float64) * float(held["scale"])
        return Model(tuple(map(str, held["classes"])), weights)


@cache
def packaged() -> Model | None:
    """The trained file beside the code, if there is one."""
    return load(PACKAGED) if PACKAGED.is_file() else None


def features(text: str, marks: Sequence[str] = ()) -> tuple[NDArray[np.intp], Floats]:
    """Which features a text has and how much of each, of length one; marks each weigh a fixed part."""
    signs = f"^{normal(text)[:400]}$"
    counts: dict[int, float] = {}
    for length in GRAMS:
        for start in range(len(signs) - length + 1):
            place = _gram(signs[start : start + length])
            counts[place] = counts.get(place, 0.0) + 1.0
    values = np.log1p(np.fromiter(counts.values(), float))
    places = np.fromiter(counts, np.intp)
    marked = np.fromiter(map(_marked, marks), np.intp)
    values = GRAM * values / (np.linalg.norm(values) or 1.0)
    weighed = [PAIR if one.startswith(PAIRED) else MARK for one in marks]
    return np.r_[places, marked], np.r_[values, weighed]


def _gram(signs: str) -> int:
    return crc32(signs.encode()) % (SIZE - MARKS)


def _marked(mark: str) -> int:
    return SIZE - MARKS + crc32(mark.encode()) % MARKS


def train(
    texts: Sequence[str], labels: Sequence[str], marks: Sequence[Sequence[str]] = ()
) -> Model:
    """The weights that tell the labels of the texts apart best, kept small."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix, diags

    classes = tuple(sorted(set(labels)))
    rows = [features(*one) for one in zip(texts, marks or [()] * len(texts), strict=True)]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    shape = (len(rows), SIZE + 1)
    values = np.concatenate([found for _, found in rows])
    places = np.concatenate([found for found, _ in rows])
    bias = csr_matrix(np.r_[np.zeros(SIZE), 1.0])
    known = csr_matrix((values, places, ends), shape=shape)
    known = known @ diags(_learnable(places, len(rows)))
    known = known + csr_matrix(np.ones((len(rows), 1))) @ bias
    wanted = np.array([[label == one for one in classes] for label in labels], float)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(len(classes), -1)
        scores: Any = known @ weights.T
        scores = scores - scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        cost = -np.log(chances[wanted > 0]).mean() + PENALTY * (weights**2).sum() / 2
        slope = (known.T @ (chances - wanted)).T / len(rows) + PENALTY * weights
        return float(cost), slope.ravel()

    start = np.zeros(len(classes) * (SIZE + 1))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return Model(classes, np.round(found.x.reshape(len(classes), -1), 4))


def _learnable(places: NDArray[np.intp], texts: int) -> Floats:
    """One for each feature worth learning, none for n-grams of a single text (of few texts all are)."""
    seldom = np.bincount(places, minlength=SIZE + 1) < (SELDOM if texts > 100 else 1)
    return np.where(seldom & (np.arange(SIZE + 1) < SIZE - MARKS), 0.0, 1.0)
