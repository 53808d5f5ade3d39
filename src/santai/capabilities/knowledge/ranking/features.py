"""Candidates of a question, and the figures by which they are put in order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from santai.capabilities.knowledge.ranking.arrays import Array
from santai.capabilities.knowledge.ranking.channels import Channels, listen
from santai.capabilities.knowledge.ranking.memory import Memory
from santai.capabilities.knowledge.ranking.postings import Floats, best
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.sparse import TINY

CANDIDATES = 600
# Shares of a plain sum that only has to bring the right pieces among the candidates.
SHARES = {
    "grams": 1.0,
    "words": 0.5,
    "associated": 0.5,
    "borrowed": 0.5,
    "foretold": 0.5,
    "votes": 0.8,
    "kernel": 0.5,
    "asked": 0.5,
    "answered": 0.3,
}
PRIOR_SHARE, LAW_SHARE, PLACE_SHARE = 0.08, 0.3, 0.3
COMPARED = (
    "grams",
    "words",
    "associated",
    "borrowed",
    "foretold",
    "votes",
    "kernel",
    "asked",
    "answered",
)


@dataclass(frozen=True, slots=True)
class Candidates:
    positions: Array  # best of the plain sum first
    figures: Floats  # a row for each candidate, a column for each of NAMES


def candidates(memory: Memory, question: Question, limit: int = CANDIDATES) -> Candidates:
    channels = listen(memory, question)
    total = plain_sum(memory, channels)
    positions = best(total, limit)
    columns = _columns(memory, channels, total, positions, question)
    if list(columns) != NAMES:
        raise AssertionError(list(columns))
    return Candidates(positions, np.stack(list(columns.values()), 1).astype(np.float32))


def plain_sum(memory: Memory, channels: Channels) -> Floats:
    """Every channel as a share of its best, summed up with fixed weights."""
    index = memory.index
    total = sum(share * share_of_best(channels.pieces[name]) for name, share in SHARES.items())
    total += PRIOR_SHARE * np.log1p(memory.prior)
    total += (
        LAW_SHARE
        * (share_of_best(channels.laws["votes"]) + share_of_best(channels.laws["kernel"]))[
            index.law_of
        ]
    )
    total += PLACE_SHARE * share_of_best(channels.places["votes"])[index.place_of]
    return np.asarray(total, np.float32)


def share_of_best(values: Floats) -> Floats:
    return np.asarray(values / (values.max(initial=0) + TINY), np.float32)


def _columns(
    memory: Memory, channels: Channels, total: Floats, at: Array, question: Question
) -> dict[str, Array]:
    columns = {name: values[at] for name, values in channels.pieces.items()}
    columns |= {f"{name}_share": share_of_best(channels.pieces[name])[at] for name in COMPARED}
    columns |= _groups(memory, channels, at) | _priors(memory, at)
    columns |= _meaning(memory, channels, at)
    columns |= _around(memory, channels.pieces["grams"], total, at)
    return columns | _question(memory, channels, total, at, question)


def _groups(memory: Memory, channels: Channels, at: Array) -> dict[str, Array]:
    """What speaks for the law, the chapter and the branch that a piece stands in."""
    index, columns = memory.index, {}
    for kind, numbered, held in (
        ("law", index.law_of, channels.laws),
        ("place", index.place_of, channels.places),
        ("branch", index.branch_of, channels.branches),
    ):
        for name, values in held.items():
            columns[f"{kind}_{name}"] = values[numbered[at]]
            columns[f"{kind}_{name}_share"] = share_of_best(values)[numbered[at]]
    return columns


def _priors(memory: Memory, at: Array) -> dict[str, Array]:
    """How often a piece, its law and its chapter have been an answer."""
    index = memory.index
    laws, places = (np.asarray(m.sum(0)).ravel() for m in (memory.laws, memory.places))
    of_law, of_place = index.law_of[at], index.place_of[at]
    return {
        "prior": np.log1p(memory.prior[at]),
        "law_prior": np.log1p(laws)[of_law],
        "place_prior": np.log1p(places)[of_place],
        "law_density": (laws / index.law_sizes)[of_law],
        "place_density": (places / index.place_sizes)[of_place],
    }


def _meaning(memory: Memory, channels: Channels, at: Array) -> dict[str, Array]:
    points = memory.index.meaning.points[at].astype(np.float32)
    return {"meaning": points @ channels.point, "meaning_turned": points @ channels.turned}


def _around(memory: Memory, grams_score: Floats, total: Floats, at: Array) -> dict[str, Array]:
    """What stands beside a piece in its law, and how it does within its law and chapter."""
    index = memory.index
    of_law, of_place = index.law_of[at], index.place_of[at]
    score, summed = grams_score[at], total[at]
    law_best, law_best_sum = _best_of(of_law, score), _best_of(of_law, summed)
    return {
        "beside": _beside(grams_score)[at],
        "beside_sum": _beside(total)[at],
        "law_best": law_best,
        "law_best_sum": law_best_sum,
        "place_best_sum": _best_of(of_place, summed),
        "law_total": _total_of(of_law, score),
        "place_total": _total_of(of_place, score),
        "of_law_best": score / (law_best + TINY),
        "of_law_best_sum": summed / (law_best_sum + TINY),
    }


def _beside(values: Floats) -> Floats:
    """The better of the pieces before and after each."""
    nothing = np.zeros(1, np.float32)
    before = np.concatenate([nothing, values[:-1]])
    return np.maximum(before, np.concatenate([values[1:], nothing]))


def _best_of(group: Array, values: Floats) -> Floats:
    """For each candidate the best value in its group."""
    found = np.zeros(int(group.max(initial=0)) + 1, np.float32)
    np.maximum.at(found, group, values)
    return found[group]


def _total_of(group: Array, values: Floats) -> Array:
    return np.bincount(group, weights=values)[group] if len(group) else values


def _question(
    memory: Memory, channels: Channels, total: Floats, at: Array, question: Question
) -> dict[str, Array]:
    library = memory.index.postings["grams"]
    terms = library.query(question.grams).terms
    known = np.full(len(at), channels.alike.max(initial=0))
    return {
        "covered": library.coverage(terms)[at],
        "sum": total[at],
        "sum_share": share_of_best(total)[at],
        "rank": np.arange(len(at)),
        "length": memory.index.length[at],
        "terms": np.full(len(at), channels.terms),
        "known": known,
    }


PIECES = (
    "grams", "words", "headings", "votes", "answer_votes", "kernel", "nearest", "asked", "answered",
    "associated", "borrowed", "foretold",
)  # fmt: skip
GROUPS = ("law_kernel", "law_votes", "law_answers", "place_kernel", "place_votes", "branch_kernel")
NAMES = [
    *PIECES,
    *(f"{name}_share" for name in COMPARED),
    *(f"{name}{share}" for name in GROUPS for share in ("", "_share")),
    *("prior", "law_prior", "place_prior", "law_density", "place_density"),
    *(
        "meaning",
        "meaning_turned",
        "beside",
        "beside_sum",
        "law_best",
        "law_best_sum",
        "place_best_sum",
    ),
    *("law_total", "place_total", "of_law_best", "of_law_best_sum"),
    *("covered", "sum", "sum_share", "rank", "length", "terms", "known"),
]
