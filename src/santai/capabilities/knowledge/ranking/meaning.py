"""Texts as points: those that speak of the same things in other words lie near each other.

The points are the strongest directions of the library's term weights (latent semantic analysis), found by a
randomised singular value decomposition with a fixed seed.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.postings import Floats, Postings
from santai.capabilities.knowledge.ranking.sparse import TINY, whole
from santai.capabilities.knowledge.ranking.text import Codes

DIRECTIONS = 128
SPARE = 16  # more are followed than are kept, so that the kept ones are exact enough
ROUNDS = 2
RARELY, MOSTLY = 6, 0.3  # terms in fewer texts, or in a larger share of them, say nothing here
SEED = 20260601


class Meaning:
    """Where pieces lie, and how to find the place of any other text."""

    def __init__(self, terms: Array, basis: Array, points: Array, postings: Postings) -> None:
        self.terms, self.basis, self.points = np.asarray(terms), basis, points
        self._postings = postings

    def of(self, codes: Codes) -> Floats:
        """The point of a text, at the distance one from the middle; the middle for a text unknown here."""
        held, often = np.unique(self._postings.numbers(codes), return_counts=True)
        at = np.searchsorted(self.terms, held)
        at[at == len(self.terms)] = 0
        known = self.terms[at] == held if len(self.terms) else np.zeros(len(held), bool)
        weights = (1 + np.log(often[known])) * self._postings.rarity[held[known]]
        return normal(weights.astype(np.float32) @ self.basis[at[known]].astype(np.float32))


def learn(postings: Postings) -> dict[str, Array]:
    """Terms that count, what each adds to a point, and the points of all pieces."""
    held = np.diff(postings.begins)
    terms = np.flatnonzero((held >= RARELY) & (held <= max(RARELY, MOSTLY * postings.size)))
    matrix = sp.csr_matrix(whole(postings)[:, terms])
    matrix.data *= postings.rarity[terms][matrix.indices]
    lengths = np.sqrt(np.asarray(matrix.power(2).sum(1)).ravel()) + TINY
    matrix.data /= np.repeat(lengths.astype(np.float32), np.diff(matrix.indptr))
    left, strength, right = _directions(matrix)
    halved = np.sqrt(strength) + TINY  # the square root keeps a few strong directions from ruling
    basis, points = right.T / halved, normal(left * halved)
    return {
        "meaning_terms": terms.astype(np.int32),
        "meaning_basis": basis.astype(np.float16),
        "meaning_points": points.astype(np.float16),
    }


def normal(points: Array) -> Floats:
    lengths = np.sqrt((points * points).sum(-1, keepdims=True)) + TINY
    return np.asarray(points / lengths, np.float32)


def _directions(matrix: sp.csr_matrix) -> tuple[Array, Array, Array]:
    """Left, strength and right of the strongest directions (Halko, Martinsson and Tropp 2011)."""
    kept = min(DIRECTIONS, *matrix.shape)
    random = np.random.default_rng(SEED)
    start = random.standard_normal((matrix.shape[1], min(kept + SPARE, *matrix.shape)))
    basis, _ = np.linalg.qr(matrix @ start.astype(np.float32))
    for _ in range(ROUNDS):
        other, _ = np.linalg.qr(matrix.T @ basis)
        basis, _ = np.linalg.qr(matrix @ other)
    left, strength, right = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    return basis @ left[:, :kept], strength[:kept], right[:kept]
