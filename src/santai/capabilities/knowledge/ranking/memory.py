"""What answered questions teach about the next one; learned anew in about a second when one is added.

A question is compared with all that were answered before. From those near it we read which pieces, laws, chapters
and branches answered them (votes, and kernel ridge regression, which sees that near questions say the same thing
twice), and which terms their answers used that the question itself does not say (欠薪 there, 劳动报酬 here).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from santai.capabilities.knowledge.ranking import sparse
from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.index import Index
from santai.capabilities.knowledge.ranking.meaning import normal
from santai.capabilities.knowledge.ranking.postings import Floats, bm25, numbers
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.sparse import Matrix

STEADY = 0.8  # ridge of the kernel: how little a single answered question may decide
TURN_STEADY = 3.0  # … and of the turn from questions to answers
AS_IS = 0.9  # … and how much of a question's point stays what it is
ANSWER_SHARE = 0.5  # an answer's own words beside those of the pieces it cites
QUESTION_LENGTH, ANSWER_LENGTH = 0.4, 0.6  # b of BM25 over what was asked, and what was answered
AT_LEAST, ENOUGH = (
    2,
    10,
)  # together: a pair of terms counts from twice on, and no more after ten times
AT_ONCE = 40_000  # terms, so that the pairs of all never lie in memory together


class Memory:
    """Answered questions over one index. Rows of matrices are questions, in the order they were given."""

    def __init__(self, index: Index, asked: Sequence[Question]) -> None:
        self.index, self.asked = index, list(asked)
        self.right = _right(self.asked, len(index))
        self.seen: Array = np.flatnonzero(np.asarray(self.right.sum(0)).ravel())
        self._read_questions()
        self._read_answers()
        self._count_groups()
        self._learn_kernel()
        self._learn_turn()

    def __len__(self) -> int:
        return int(self.right.shape[0])

    def right_of(self, question: int) -> Array:
        """The pieces that answered it."""
        begin, end = self.right.indptr[question : question + 2]
        return np.asarray(self.right.indices[begin:end])

    def _read_questions(self) -> None:
        self.known = np.unique(np.concatenate([question.codes for question in self.asked]))
        self.counts = sparse.counted([question.codes for question in self.asked], self.known)
        among_questions = np.log(1 + len(self) / (1 + sparse.column_counts(self.counts)))
        self.rarity: Floats = ((among_questions + self._library_rarity()) / 2).astype(np.float32)
        self.questions = sparse.weighed(self.counts, self.rarity)

    def _library_rarity(self) -> Floats:
        """Of each known term in the library; what the library never says is as rare as can be."""
        rarity = np.full(len(self.known), np.log(1 + len(self.index)), np.float32)
        for name in ("words", "grams"):
            postings = self.index.postings[name]
            at = numbers(np.asarray(postings.codes), self.known)
            rarity = np.where(at >= 0, postings.rarity[at], rarity)
        return rarity

    def _read_answers(self) -> None:
        """In the terms of the library: answers, the pieces that were right, and both."""
        grams = self.index.postings["grams"]
        self.answer_counts = sparse.counted([q.answer for q in self.asked], np.asarray(grams.codes))
        self.answers = sparse.weighed(self.answer_counts, grams.rarity)
        self.right_terms = sp.csr_matrix(self.right @ sparse.rows(grams, self.seen))
        told = self.right_terms.copy()
        told.data *= grams.rarity[told.indices]
        self.told = sp.csr_matrix(self.answers + sparse.unit(told))

    def _count_groups(self) -> None:
        index = self.index
        self.prior: Floats = np.asarray(self.right.sum(0), np.float32).ravel()
        self.laws = sparse.present(self.right @ sparse.incidence(index.law_of, index.laws))
        self.places = sparse.present(self.right @ sparse.incidence(index.place_of, index.places))
        self.branches = sparse.present(
            self.right @ sparse.incidence(index.branch_of, index.branches)
        )

    def _learn_kernel(self) -> None:
        self.points = np.stack([self.index.meaning.of(q.codes) for q in self.asked])
        alike = 0.5 * (self.questions @ self.questions.T).toarray()
        alike += 0.5 * np.maximum(self.points @ self.points.T, 0) ** 2
        alike[np.diag_indices(len(self))] += STEADY
        self.steadied: Floats = np.linalg.inv(alike).astype(np.float32)

    def _learn_turn(self) -> None:
        """A linear map from where questions lie to where the pieces that answer them lie."""
        answers = np.stack([self.index.meaning.of(q.answer) for q in self.asked])
        shares = sp.diags(1 / np.asarray(self.right.sum(1)).ravel()) @ self.right[:, self.seen]
        pieces = shares @ self.index.meaning.points[self.seen].astype(np.float32)
        goal = normal(pieces + ANSWER_SHARE * answers)
        self.answer_points = answers
        ridge = np.eye(self.points.shape[1])
        left = self.points.T @ self.points + TURN_STEADY * ridge
        right = self.points.T @ goal + AS_IS * ridge
        self.turn: Floats = np.linalg.solve(left, right).astype(np.float32)

    @cached_property
    def together(self) -> Matrix:
        """How often two pieces answered the same question."""
        pairs = sp.csr_matrix(self.right.T @ self.right)
        pairs.setdiag(0)
        pairs.eliminate_zeros()
        return pairs

    @cached_property
    def associations(self) -> Matrix:
        """From terms of questions to terms of what answered them, where they meet more often than by chance."""
        grams = np.asarray(self.index.postings["grams"].codes)
        asked = sparse.present(sparse.counted([q.codes for q in self.asked], grams))
        answered = sparse.present(self.right_terms + self.answer_counts)
        before, after = sparse.column_counts(asked), sparse.column_counts(answered)
        terms = sp.csr_matrix(asked.T)
        parts = [
            _surprising(terms[begin : begin + AT_ONCE] @ answered, before[begin:], after, len(self))
            for begin in range(0, terms.shape[0], AT_ONCE)
        ]
        return sp.csr_matrix(sp.vstack(parts, format="csr"))

    @cached_property
    def asked_of(self) -> tuple[Matrix, Floats]:
        """All that was asked of a piece as one text (terms × seen pieces), and how rare its terms are."""
        return _as_texts(self.right[:, self.seen].T @ self.counts, QUESTION_LENGTH)

    @cached_property
    def answered_by(self) -> tuple[Matrix, Floats]:
        """All that was answered with a piece as one text."""
        return _as_texts(self.right[:, self.seen].T @ self.answer_counts, ANSWER_LENGTH)


def _surprising(pairs: Matrix, before: Array, after: Array, size: int) -> Matrix:
    """Pairs of terms that meet more often than by chance, with how much that says."""
    pairs = sp.csr_matrix(pairs)
    pairs.data[pairs.data < AT_LEAST] = 0
    pairs.eliminate_zeros()
    chance = before[sparse.row_numbers(pairs)] * after[pairs.indices] / size
    surprise = np.maximum(0, np.log(pairs.data / (chance + 0.5)))
    pairs.data = (surprise * np.sqrt(np.minimum(pairs.data, ENOUGH))).astype(np.float32)
    pairs.eliminate_zeros()
    return pairs


def _right(asked: Sequence[Question], pieces: int) -> Matrix:
    begins = np.cumsum([0, *(len(question.right) for question in asked)])
    columns = np.concatenate([question.right for question in asked])
    ones = np.ones(len(columns), np.float32)
    return sp.csr_matrix((ones, columns, begins), shape=(len(asked), pieces))


def _as_texts(counts: Matrix, length: float) -> tuple[Matrix, Floats]:
    counts = sp.csr_matrix(counts)
    weights, rarity = bm25(counts, length)
    return sp.csr_matrix(weights.T), rarity
