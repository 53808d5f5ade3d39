"""Which texts hold a term, and how much it weighs there (BM25, Robertson and Zaragoza 2009)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.text import Codes

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

SATURATION = 1.2  # k1: how soon another mention of a term stops counting
LENGTH = 0.75  # b: how much a long text is held against it
CHUNK = 1 << 20
MANY = 65_535  # of one term in one text; more is counted as that
BLOCK = (
    2_000  # texts that are counted at once, so that a large library leaves few small arrays behind
)
NOTHING = [np.zeros(0, kind) for kind in (np.int64, np.float32, np.uint16, np.uint64)]


@dataclass(frozen=True, slots=True)
class Query:
    """Terms by their number, each with its weight."""

    terms: Ints
    weights: Floats


class Postings:
    """For every term the texts that hold it, in order, and the term's weight in each."""

    def __init__(
        self, codes: Array, begins: Array, texts: Array, weights: Array, size: int
    ) -> None:
        self.codes, self.begins = codes, begins
        self.texts, self.weights = np.asarray(texts), np.asarray(weights)  # plain views cost less
        self.size = size
        self._codes = np.asarray(codes)
        self._begins = np.asarray(begins)
        held = np.diff(self._begins)
        self.rarity = rarity(held, size)

    @classmethod
    def of(cls, arrays: list[Array], size: int) -> Postings:
        codes, begins, texts, weights = arrays
        return cls(codes, begins, texts, weights, size)

    @classmethod
    def build(
        cls, texts: Iterable[str], read: Callable[[str], Codes], length: float = LENGTH
    ) -> Postings:
        blocks = [_block(block, read) for block in _blocks(texts)]
        sizes, totals, counts, codes = (
            np.concatenate([nothing, *parts])
            for nothing, *parts in zip(NOTHING, *blocks, strict=True)
        )
        del blocks  # as large as all that follows
        known = np.unique(codes)
        terms = numbers(known, codes)
        del codes
        return cls._of(known, terms, counts, sizes, totals, length)

    @classmethod
    def _of(
        cls, known: Codes, terms: Ints, counts: Array, sizes: Array, totals: Array, length: float
    ) -> Postings:
        order = np.argsort(terms, kind="stable")
        texts = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        begins = np.zeros(len(known) + 1, np.int64)
        np.cumsum(np.bincount(terms, minlength=len(known)), out=begins[1:])
        usual = max(float(totals.mean()), 1) if len(totals) else 1
        damping = SATURATION * (1 - length + length * totals / usual)
        often = counts[order].astype(np.float32)
        weights = often * (SATURATION + 1) / (often + damping.astype(np.float32)[texts])
        return cls(known, begins, texts, weights.astype(np.float32), len(sizes))

    def numbers(self, codes: Codes) -> Ints:
        """The number of each code, -1 for a term that no text holds."""
        return numbers(self._codes, codes)

    def query(self, codes: Codes) -> Query:
        """A text as a question: a term said twice counts a little more than once."""
        known = self.numbers(codes)
        terms, counts = np.unique(known[known >= 0], return_counts=True)
        weights = (1 + np.log(counts)).astype(np.float32) * self.rarity[terms]
        return Query(terms.astype(np.int32), weights)

    def holding(self, term: int) -> tuple[Array, Array]:
        begin, end = self._begins[term], self._begins[term + 1]
        return self.texts[begin:end], self.weights[begin:end]

    def scores(self, query: Query) -> Floats:
        """The score of every text."""
        total = np.zeros(self.size, np.float32)
        for term, weight in zip(query.terms.tolist(), query.weights.tolist(), strict=True):
            texts, weights = self.holding(term)
            total[texts] += weights * np.float32(weight)
        return total

    def coverage(self, terms: Ints) -> Floats:
        """Which share of the terms every text holds, rare terms counting more."""
        total = np.zeros(self.size, np.float32)
        for term in terms.tolist():
            total[self.holding(term)[0]] += self.rarity[term]
        return total / max(float(self.rarity[terms].sum()), 1e-6)

    def arrays(self, prefix: str) -> dict[str, Array]:
        named = {"codes": self.codes, "begins": self.begins}
        named |= {"texts": self.texts, "weights": self.weights}
        return {f"{prefix}_{name}": array for name, array in named.items()}


def rarity(held: Array, size: int) -> Floats:
    """Of terms that so many of all texts hold."""
    return np.log(1 + (size - held + 0.5) / (held + 0.5)).astype(np.float32)


def bm25(counts: Any, length: float) -> tuple[Any, Floats]:
    """The weights of a small matrix of texts × terms, and how rare each term is."""
    texts = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    totals = np.bincount(texts, weights=counts.data, minlength=counts.shape[0])
    damping = SATURATION * (1 - length + length * totals / max(float(totals.mean()), 1))
    weights = counts.copy()
    weights.data = counts.data * (SATURATION + 1) / (counts.data + damping[texts])
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    return weights.astype(np.float32), rarity(held, counts.shape[0])


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(texts)
    while block := list(islice(waiting, BLOCK)):
        yield block


def _block(texts: list[str], read: Callable[[str], Codes]) -> list[Array]:
    """Of some texts: how many terms each holds, how much they are said, how often each, and all terms."""
    counted = [_counted(read(text)) for text in texts]
    return [
        np.array([len(codes) for codes, _ in counted], np.int64),
        np.array([int(often.sum()) for _, often in counted], np.float32),
        np.concatenate([often for _, often in counted]),
        np.concatenate([codes for codes, _ in counted]),
    ]


def _counted(codes: Codes) -> tuple[Codes, Array]:
    held, often = np.unique(codes, return_counts=True)
    return held, np.minimum(often, MANY).astype(np.uint16)


def numbers(known: Codes, codes: Codes) -> Ints:
    """Where each code stands among the `known`, which are sorted; -1 for one that is not there."""
    found = np.empty(len(codes), np.int32)
    for begin in range(0, len(codes), CHUNK):
        part = codes[begin : begin + CHUNK]
        at = np.searchsorted(known, part)
        at[at == len(known)] = 0
        there = known[at] == part if len(known) else np.zeros(len(part), bool)
        found[begin : begin + CHUNK] = np.where(there, at, -1)
    return found


def best(scores: Floats, limit: int) -> npt.NDArray[np.int64]:
    """Positions of the highest scores above zero, best first; of equals the earlier first."""
    if len(scores) > limit:
        cut = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        found = np.flatnonzero(scores >= max(cut, np.float32(1e-9)))
    else:
        found = np.flatnonzero(scores > 0)
    return found[np.lexsort((found, -scores[found]))][:limit]
