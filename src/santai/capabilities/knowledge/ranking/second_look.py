"""What the first order of the candidates says about each of them: pieces that answer a question stand together."""

from __future__ import annotations

import numpy as np

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.memory import Memory
from santai.capabilities.knowledge.ranking.postings import Floats
from santai.capabilities.knowledge.ranking.sparse import Matrix

LEADERS = 30  # the others are compared with
FEW = 5


def look(memory: Memory, at: Array, scores: Floats, own: Array | None = None) -> Floats:
    """Figures of candidates by the scores of all; `own` are the right ones, while a question teaches."""
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    columns = [scores, scores - scores.max(), _rank(scores), chance]
    columns += _side_by_side(memory, at, chance) + _in_groups(memory, at, scores, chance)
    columns += _like_leaders(memory, at, scores, chance)
    columns += [_together(memory, at, chance, own)]
    certain = np.full(len(at), chance.max())
    unsure = np.full(len(at), -(chance * np.log(chance + 1e-9)).sum())
    return np.stack([*columns, certain, unsure], 1).astype(np.float32)


def _rank(scores: Floats) -> Array:
    return np.argsort(np.argsort(-scores, kind="stable"), kind="stable")


def _side_by_side(memory: Memory, at: Array, chance: Floats) -> list[Array]:
    """The chances of the pieces before and after, within the same law."""
    everywhere = np.zeros(len(memory.index), np.float32)
    everywhere[at] = chance
    law_of, last = memory.index.law_of, len(memory.index) - 1
    beside = []
    for step in (-1, 1, -2, 2):
        other = np.clip(at + step, 0, last)
        beside.append(np.where(law_of[other] == law_of[at], everywhere[other], 0))
    return [
        beside[0],
        beside[1],
        beside[0] + beside[1] + beside[2] + beside[3],
        np.maximum(beside[0], beside[1]),
    ]


def _in_groups(memory: Memory, at: Array, scores: Floats, chance: Floats) -> list[Array]:
    """What the rest of the law and of the chapter have, and how far a piece is from their best."""
    columns: list[Array] = []
    for numbered in (memory.index.law_of, memory.index.place_of):
        group = numbered[at]
        best = np.full(int(group.max()) + 1, -np.inf)
        np.maximum.at(best, group, scores)
        columns += [np.bincount(group, weights=chance)[group] - chance, scores - best[group]]
    return columns


def _like_leaders(memory: Memory, at: Array, scores: Floats, chance: Floats) -> list[Array]:
    """How much a piece speaks of what the leading ones speak of."""
    points = memory.index.meaning.points[at].astype(np.float32)
    leaders = np.argsort(-scores, kind="stable")[:LEADERS]
    alike = np.maximum(points @ points[leaders].T, 0)
    alike[leaders, np.arange(len(leaders))] = 0  # nobody supports themselves
    nearest = alike[:, :FEW].max(1)
    return [alike @ chance[leaders], alike.max(1), alike[:, 0], nearest]


def _together(memory: Memory, at: Array, chance: Floats, own: Array | None) -> Array:
    """The chances of pieces that answered questions together with this one, this question left out."""
    pairs: Matrix = memory.together[at][:, at]
    support = np.asarray(pairs @ chance)
    if own is None:
        return support
    mine = np.isin(at, own)
    return support - np.where(mine, chance[mine].sum() - chance, 0)
