"""Learn the order of candidates from answered questions.

A question never sees itself while it teaches: questions are dealt into parts, and the figures of one part come from
a memory of the others only. The same holds for the first order, on which the second look is learned. So about as
many teaching questions have articles that nobody has answered with before as new questions will.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.errors import TooFewQuestions
from santai.capabilities.knowledge.ranking.features import Candidates, candidates
from santai.capabilities.knowledge.ranking.index import Index
from santai.capabilities.knowledge.ranking.memory import Memory
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.second_look import look
from santai.capabilities.knowledge.ranking.trees import Kind, Lesson, Trees

SEED = 20260601
PARTS = 18  # of few, each part would see a much smaller memory than a new question will
TURNS = 4
FIRST = [Kind(rounds=120, depth=40)]
SECOND = [Kind(rounds=150, depth=150), Kind(rounds=150, depth=150)]
FEWEST = 24  # questions; from fewer no order is learned, though all are remembered

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """The first order and the second look."""

    first: Trees
    second: Trees

    def scores(self, memory: Memory, found: Candidates) -> Array:
        scores = self.first.scores(found.figures)
        more = look(memory, found.positions, scores)
        return self.second.scores(np.concatenate([found.figures, more], 1))


def learn(index: Index, asked: Sequence[Question], say: Say = print) -> Order:
    if len(asked) < FEWEST:
        raise TooFewQuestions(len(asked), FEWEST)
    found = _found(index, asked, say)
    lessons = [
        Lesson(one.figures, np.isin(one.positions, question.right))
        for one, question in zip(found, asked, strict=True)
    ]
    first, scores = _first_order(lessons, say)
    memory = Memory(index, asked)
    seen = [
        Lesson(
            np.concatenate([one.figures, look(memory, one.positions, of, q.right)], 1), known.right
        )
        for one, q, of, known in zip(found, asked, scores, lessons, strict=True)
    ]
    say("学习第二遍排序")
    return Order(first, Trees.grow(seen, SECOND, SEED))


def _found(index: Index, asked: Sequence[Question], say: Say) -> list[Candidates]:
    """The candidates of every question, for one who has not seen it."""
    found: dict[int, Candidates] = {}
    for number, (others, part) in enumerate(_deal(len(asked), PARTS)):
        say(f"计算特征：第 {number + 1} 份，共 {PARTS} 份")
        memory = Memory(index, [asked[at] for at in others])
        found |= {int(at): candidates(memory, asked[at]) for at in part}
    return [found[at] for at in range(len(asked))]


def _first_order(lessons: Sequence[Lesson], say: Say) -> tuple[Trees, list[Array]]:
    """Trees of all turns, and for every question the scores of those that have not seen it."""
    grown: list[object] = []
    scores: dict[int, Array] = {}
    for number, (others, part) in enumerate(_deal(len(lessons), TURNS)):
        say(f"学习第一遍排序：第 {number + 1} 轮，共 {TURNS} 轮")
        trees = Trees.grow([lessons[at] for at in others], FIRST, SEED + number)
        scores |= {int(at): trees.scores(lessons[at].figures) for at in part}
        grown += trees.boosters
    return Trees(grown), [scores[at] for at in range(len(lessons))]


def _deal(size: int, parts: int) -> Iterator[tuple[Array, Array]]:
    """Everything but one part, and that part; the same every time."""
    dealt = np.random.default_rng(SEED).permutation(size) % parts
    for part in range(parts):
        yield np.flatnonzero(dealt != part), np.flatnonzero(dealt == part)
