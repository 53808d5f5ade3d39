"""Questions that have been answered, and with which pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.text import Codes, grams, words


@dataclass(frozen=True, slots=True)
class Question:
    """What is kept of a question is its terms; the words of who asked are not."""

    grams: Codes
    words: Codes
    answer: (
        Codes  # grams and words of what was answered; of the question itself when that is not known
    )
    right: Array = field(default_factory=lambda: np.zeros(0, np.int64))  # positions in the index

    @classmethod
    def of(cls, text: str, right: Sequence[int] = (), answer: str = "") -> Question:
        by_grams, by_words = grams(text), words(text)
        told = answer or text
        positions = np.array(sorted(set(right)), np.int64)
        return cls(by_grams, by_words, np.concatenate([grams(told), words(told)]), positions)

    @property
    def codes(self) -> Codes:
        """Grams and words together; a word of two characters counts twice, since it is both."""
        return np.concatenate([self.grams, self.words])
