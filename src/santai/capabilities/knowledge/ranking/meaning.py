"""Texts as points: those that speak of the same things in other words lie near each other.

The points are the strongest directions of the library's term weights (latent semantic analysis), found by a
randomised singular value decomposition with a fixed seed.
"""

from __future__ import annotations

import numpy as np

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.postings import Floats, Postings
from santai.capabilities.knowledge.ranking.sparse import TINY, Matrix, columns
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
    left, strength, right = _directions(_weighed(postings, terms))
    halved = np.sqrt(strength) + TINY  # the square root keeps a few strong directions from ruling
    right /= halved
    left *= halved
    return {
        "meaning_terms": terms.astype(np.int32),
        "meaning_basis": right.astype(np.float16),
        "meaning_points": normal(left).astype(np.float16),
    }


def _weighed(postings: Postings, terms: Array) -> Matrix:
    """Texts × terms, a rare term weighing more, every text with the length one."""
    matrix = columns(postings, terms)
    matrix.data *= np.repeat(postings.rarity[terms], np.diff(matrix.indptr))
    squares = np.bincount(matrix.indices, matrix.data**2, minlength=postings.size)
    matrix.data /= (np.sqrt(squares) + TINY).astype(np.float32)[matrix.indices]
    return matrix


def normal(points: Array) -> Floats:
    lengths = np.sqrt((points * points).sum(-1, keepdims=True)) + TINY
    return np.asarray(points / lengths, np.float32)


def _directions(matrix: Matrix) -> tuple[Floats, Floats, Floats]:
    """Left, strength and right of the strongest directions (Halko, Martinsson and Tropp 2011).

    In single precision and in place: of a large library each step is some sixty megabytes.
    """
    kept = min(DIRECTIONS, *matrix.shape)
    width = min(kept + SPARE, *matrix.shape)
    random = np.random.default_rng(SEED)
    basis = _upright(matrix @ random.standard_normal((matrix.shape[1], width), np.float32))
    for _ in range(ROUNDS):
        basis = _upright(matrix @ _upright(matrix.T @ basis))
    across = matrix.T @ basis
    squares, turned = np.linalg.eigh(across.T @ across)  # of some hundred numbers, smallest first
    turned = turned[:, ::-1][:, :kept]
    strength = np.sqrt(np.maximum(squares[::-1][:kept], 0))
    return basis @ turned, strength, (across @ turned) / (strength + TINY)


def _upright(columns: Floats) -> Floats:
    """Columns of the length one, at right angles, that span the same."""
    from scipy.linalg import qr

    made = qr(columns, mode="economic", overwrite_a=True, check_finite=False)
    return np.asarray(made[0], np.float32)
