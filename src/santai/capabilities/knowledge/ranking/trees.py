"""Trees that put candidates in order (LightGBM); several together, since one alone depends on its dice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.postings import Floats

COMMON = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "metric": "None",
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # the same trees on every machine, and others get on with their work
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question: figures of its candidates, and which of them are right."""

    figures: Floats
    right: Array  # true or false


@dataclass(frozen=True, slots=True)
class Kind:
    """`depth`: so many places from the top on, a wrong order is held against the trees."""

    rounds: int
    depth: int


class Trees:
    def __init__(self, boosters: Sequence[Any]) -> None:
        self.boosters = list(boosters)

    @classmethod
    def grow(cls, lessons: Sequence[Lesson], kinds: Sequence[Kind], seed: int) -> Trees:
        """Lessons without any right candidate teach no order and are left out."""
        import lightgbm

        useful = [lesson for lesson in lessons if lesson.right.any()]
        figures = np.concatenate([lesson.figures for lesson in useful])
        right = np.concatenate([lesson.right for lesson in useful]).astype(np.int32)
        sizes = [len(lesson.right) for lesson in useful]
        grown = []
        for at, kind in enumerate(kinds):
            given = COMMON | {"seed": seed + at, "lambdarank_truncation_level": kind.depth}
            data = lightgbm.Dataset(figures, right, group=sizes)
            grown.append(lightgbm.train(given, data, kind.rounds))
        return cls(grown)

    def scores(self, figures: Floats) -> Floats:
        """The mean of what all say, each on its own scale."""
        said = [each.predict(figures, num_threads=1, raw_score=True) for each in self.boosters]
        return np.asarray(np.mean(said, 0), np.float32)

    def texts(self) -> list[str]:
        return [each.model_to_string() for each in self.boosters]

    @classmethod
    def read(cls, texts: Sequence[str]) -> Trees:
        import lightgbm

        return cls([lightgbm.Booster(model_str=text) for text in texts])
