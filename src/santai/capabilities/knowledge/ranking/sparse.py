"""Sparse matrices of texts: a row for each text, a column for each term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.postings import Floats, Postings, numbers
from santai.capabilities.knowledge.ranking.text import Codes

Matrix = Any  # scipy's sparse matrices have no types of their own
TINY = 1e-6


def counted(texts: Sequence[Codes], known: Codes) -> Matrix:
    """How often each text says each known term."""
    terms, counts = [NONE], [NOTHING]
    for codes in texts:
        found = numbers(known, codes)
        held, often = np.unique(found[found >= 0], return_counts=True)
        terms.append(held)
        counts.append(often.astype(np.float32))
    begins = np.cumsum([len(held) for held in terms])
    shape = (len(texts), len(known))
    return sp.csr_matrix((np.concatenate(counts), np.concatenate(terms), begins), shape=shape)


NONE, NOTHING = np.zeros(0, np.int32), np.zeros(0, np.float32)


def unit(matrix: Matrix) -> Matrix:
    """Every row with the length one."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel()) + TINY
    return sp.csr_matrix(sp.diags(1 / lengths.astype(np.float32)) @ matrix)


def weighed(counts: Matrix, rarity: Floats) -> Matrix:
    """Rare terms count more, repeated ones a little more, and the length of a text not at all."""
    matrix = counts.copy()
    matrix.data = (1 + np.log(matrix.data)) * rarity[matrix.indices]
    return unit(matrix)


def present(matrix: Matrix) -> Matrix:
    matrix = sp.csr_matrix(matrix, copy=True)
    matrix.data[:] = 1
    return matrix


def column_counts(matrix: Matrix) -> Array:
    """In how many rows each column appears."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def row_numbers(matrix: Matrix) -> Array:
    """The row of each stored value."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def flat(row: Matrix) -> Floats:
    """The one row of a matrix, as an array."""
    return np.asarray(row.todense(), np.float32).ravel()


def incidence(numbered: Array, size: int) -> Matrix:
    """From pieces to their groups: a one where the piece belongs to the group."""
    pieces = len(numbered)
    ones = np.ones(pieces, np.float32)
    return sp.csr_matrix((ones, (np.arange(pieces), numbered)), shape=(pieces, size))


def columns(postings: Postings, wanted: Array) -> Matrix:
    """Texts × terms with the wanted terms only, by column."""
    flag = np.zeros(len(postings.codes), bool)
    flag[wanted] = True
    held = np.diff(postings.begins)
    at = np.flatnonzero(np.repeat(flag, held))
    begins = np.concatenate([[0], np.cumsum(held[wanted])])
    parts = (postings.weights[at].astype(np.float32), postings.texts[at], begins)
    return sp.csc_matrix(parts, shape=(postings.size, len(wanted)))


def rows(postings: Postings, wanted: Array) -> Matrix:
    """Texts × terms with only the wanted texts filled in."""
    flag = np.zeros(postings.size, bool)
    flag[wanted] = True
    at = np.flatnonzero(flag[postings.texts])
    begins = np.searchsorted(at, postings.begins)
    parts = (postings.weights[at].astype(np.float32), postings.texts[at], begins)
    return sp.csc_matrix(parts, shape=(postings.size, len(postings.codes))).tocsr()
