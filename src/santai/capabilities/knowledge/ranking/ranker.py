"""The best pieces for a question: by search alone, by what was answered before, and by what was learned from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from santai.capabilities.knowledge.ranking import trained
from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.channels import listen
from santai.capabilities.knowledge.ranking.features import candidates, share_of_best
from santai.capabilities.knowledge.ranking.index import Hit, Index
from santai.capabilities.knowledge.ranking.memory import Memory
from santai.capabilities.knowledge.ranking.postings import Floats, best
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.trained import Trained
from santai.capabilities.knowledge.ranking.training import Order

REMEMBERED = (
    6_000  # questions; of more the newest, since comparing them costs the cube of their number
)
VOTES = 1.0  # what answered questions weigh beside the texts, as long as no order was learned


class Ranker:
    """Without a trained file a plain search; with answers remembered, better; with a learned order, best."""

    def __init__(self, index: Index, learned: Trained | None = None) -> None:
        self.index = index
        self.order: Order | None = learned.order if learned else None
        self._asked: list[Question] = []
        self._memory: Memory | None = None
        self._recall(learned.asked if learned else [])

    @classmethod
    def of(cls, index: Index, memory: Memory | None, order: Order | None) -> Ranker:
        """Of what was reckoned before and only has to be read (`kept`); it learns nothing more."""
        ranker = cls(index)
        ranker._memory, ranker.order = memory, order
        return ranker

    @property
    def memory(self) -> Memory | None:
        return self._memory

    @classmethod
    def load(cls, folder: Path, trained_file: Path | None = None) -> Ranker:
        """The trained file is optional; one that does not fit the index is refused."""
        index = Index.load(folder)
        if trained_file is None or not trained_file.is_file():
            return cls(index)
        return cls(index, trained.load(trained_file, index))

    def rank(self, text: str, limit: int = 20, among: Array | None = None) -> list[Hit]:
        positions, scores = self.scored(text)
        if among is not None:
            kept = among[positions]
            positions, scores = positions[kept], scores[kept]
        return self.index.hits(positions[:limit], scores[:limit], text)

    def names(self, text: str, limit: int = 100) -> list[str]:
        """Of the best pieces, as people cite them; each once, though a library may hold several versions."""
        positions, _ = self.scored(text)
        named = dict.fromkeys(self.index.names[at] for at in positions[: 2 * limit].tolist())
        return list(named)[:limit]

    def scored(self, text: str) -> tuple[Array, Floats]:
        """Positions of candidates, best first, with their scores."""
        if self._memory is None:
            return _sorted(self.index.scores(text))
        if self.order is None:
            return _sorted(self._by_answers(self._memory, text))
        found = candidates(self._memory, Question.of(text))
        scores = self.order.scores(self._memory, found)
        ordered = np.argsort(-scores, kind="stable")
        return found.positions[ordered], scores[ordered]

    def _by_answers(self, memory: Memory, text: str) -> Floats:
        channels = listen(memory, Question.of(text))
        said = share_of_best(self.index.scores(text))
        voted = np.sqrt(channels.pieces["nearest"]) * share_of_best(channels.pieces["votes"])
        return (said + VOTES * voted).astype(np.float32)

    def remember(self, question: str, keys: Iterable[str], answer: str = "") -> None:
        """An approved answer: from now on it helps with the next question like it."""
        self.remember_all([(question, list(keys), answer)])

    def remember_all(self, answered: Iterable[tuple[str, Sequence[str], str]]) -> None:
        """Many at once, which costs as much as one. Keys that the library no longer has are passed over."""
        positions = self.index.position_of
        new = [
            Question.of(text, [positions[key] for key in keys if key in positions], answer)
            for text, keys, answer in answered
        ]
        self._recall([*self._asked, *(question for question in new if len(question.right))])

    def _recall(self, asked: Sequence[Question]) -> None:
        self._asked = list(asked)[-REMEMBERED:]
        self._memory = Memory(self.index, self._asked) if self._asked else None

    @property
    def remembered(self) -> int:
        return len(self._memory) if self._memory else 0


def _sorted(scores: Floats) -> tuple[Array, Floats]:
    positions = best(scores, len(scores))
    return positions, scores[positions]
