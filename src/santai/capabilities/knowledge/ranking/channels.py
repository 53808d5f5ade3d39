"""All that speaks for a piece when a question is asked: one array for each reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from santai.capabilities.knowledge.ranking import sparse
from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.meaning import normal
from santai.capabilities.knowledge.ranking.memory import Memory
from santai.capabilities.knowledge.ranking.postings import Floats, Query
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.sparse import TINY, Matrix

NEAREST, NEAREST_ANSWERS, BORROWED_FROM = 30, 20, 4
TERMS = 80  # that a question gains from associations and from the answers of its neighbours
GAINED = 10  # the weight of all gained terms together
LITTLE = 0.05  # of the strongest: a smaller part in the kernel is left out


@dataclass(frozen=True, slots=True)
class Channels:
    pieces: dict[str, Floats]  # by the name of the reason, for every piece
    laws: dict[str, Floats]
    places: dict[str, Floats]
    branches: dict[str, Floats]
    alike: Floats  # how near every answered question is
    point: Floats  # where the question lies in the library's meaning
    turned: Floats  # … and where its answers should lie
    terms: int  # of the question that the library knows


def listen(memory: Memory, question: Question) -> Channels:
    heard = _near(memory, question)
    query = memory.index.postings["grams"].query(question.grams)
    return Channels(
        _said(memory, question, query)
        | _remembered(memory, question, heard)
        | _gained(memory, question, heard),
        {
            "kernel": heard.part @ memory.laws,
            "votes": heard.votes @ memory.laws,
            "answers": heard.answer_votes @ memory.laws,
        },
        {"kernel": heard.part @ memory.places, "votes": heard.votes @ memory.places},
        {"kernel": heard.part @ memory.branches},
        heard.alike,
        heard.point,
        normal(heard.point @ memory.turn),
        len(query.terms),
    )


@dataclass(frozen=True, slots=True)
class Near:
    """The answered questions near a question: how near, their votes, and their part in the kernel."""

    point: Floats
    alike: Floats
    votes: Floats
    answer_votes: Floats
    part: Floats
    near: Array


def _near(memory: Memory, question: Question) -> Near:
    terms = sparse.weighed(sparse.counted([question.codes], memory.known), memory.rarity)
    point = memory.index.meaning.of(question.codes)
    alike = 0.5 * (memory.questions @ sparse.flat(terms))
    alike += 0.5 * np.maximum(memory.points @ point, 0) ** 2
    near = np.argsort(-alike, kind="stable")[:NEAREST]
    answered = _to_answers(memory, question)
    nearest = np.argsort(-answered, kind="stable")[:NEAREST_ANSWERS]
    votes, answer_votes = _only(alike, near), _only(answered, nearest)
    return Near(point, alike, votes**2, answer_votes**2, memory.steadied @ alike, near)


def _to_answers(memory: Memory, question: Question) -> Floats:
    """How near the question itself is to every answer given before."""
    library = memory.index.postings["grams"]
    counts = sparse.counted([question.codes], np.asarray(library.codes))
    answers: Floats = memory.answers @ sparse.flat(sparse.weighed(counts, library.rarity))
    return answers


def _only(values: Floats, kept: Array) -> Floats:
    chosen = np.zeros_like(values)
    chosen[kept] = values[kept]
    return chosen


def _said(memory: Memory, question: Question, query: Query) -> dict[str, Floats]:
    """What the texts themselves say of the question's words."""
    index = memory.index
    library, places = index.postings["words"], index.postings["places"]
    return {
        "grams": index.postings["grams"].scores(query),
        "words": library.scores(library.query(question.words)),
        "headings": places.scores(places.query(question.grams))[index.place_of],
    }


def _remembered(memory: Memory, question: Question, heard: Near) -> dict[str, Floats]:
    """What earlier answers say of single pieces."""
    asked, answered = _as_text(memory, question)
    return {
        "votes": heard.votes @ memory.right,
        "answer_votes": heard.answer_votes @ memory.right,
        "kernel": heard.part @ memory.right,
        "nearest": _nearest(memory, heard),
        "asked": asked,
        "answered": answered,
    }


def _nearest(memory: Memory, heard: Near) -> Floats:
    """How near the nearest question is that a piece answered."""
    found = np.zeros(len(memory.index), np.float32)
    for at in heard.near[::-1]:
        right = memory.right_of(at)
        found[right] = np.maximum(found[right], heard.alike[at])
    return found


def _as_text(memory: Memory, question: Question) -> tuple[Floats, Floats]:
    """BM25 over all that was asked, and over all that was answered, with each piece."""
    library = np.asarray(memory.index.postings["grams"].codes)
    found = []
    for (texts, rarity), known in ((memory.asked_of, memory.known), (memory.answered_by, library)):
        terms = sparse.counted([question.codes], known)
        terms.data = (1 + np.log(terms.data)) * rarity[terms.indices]
        scores = np.zeros(len(memory.index), np.float32)
        scores[memory.seen] = sparse.flat(terms @ texts)
        found.append(scores)
    return found[0], found[1]


def _gained(memory: Memory, question: Question, heard: Near) -> dict[str, Floats]:
    """Searches with words that the question does not say, but that answers to such questions do."""
    library = memory.index.postings["grams"]
    terms = sparse.present(sparse.counted([question.codes], np.asarray(library.codes)))
    terms.data = terms.data * library.rarity[terms.indices]
    part = np.where(np.abs(heard.part) > LITTLE * np.abs(heard.part).max(), heard.part, 0)
    borrowed = _only(heard.alike**2, heard.near[:BORROWED_FROM])
    return {
        "associated": _search(memory, terms @ memory.associations),
        "borrowed": _search(memory, memory.answers.T @ borrowed),
        "foretold": _search(memory, memory.told.T @ part),
    }


def _search(memory: Memory, gained: Matrix | Floats) -> Floats:
    """By the strongest gained terms, each weighing its share."""
    weights = gained if isinstance(gained, np.ndarray) else sparse.flat(gained)
    strongest = np.flatnonzero(weights > 0)
    if len(strongest) > TERMS:
        kept = np.argpartition(-weights[strongest], TERMS)[:TERMS]
        strongest = np.sort(strongest[kept])
    shares = weights[strongest] / (weights[strongest].sum() + TINY) * GAINED
    query = Query(strongest.astype(np.int32), shares.astype(np.float32))
    return memory.index.postings["grams"].scores(query)
