"""A stranger draws a thousand times and gets the same; shares even out, and a favourite shows (NOT-12).

Pearson's chi-square over the winners: with eleven degrees of freedom a fair draw stays below 45 but for once in
two hundred thousand runs; a favourite who is drawn three times as often does not.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

import santai_verify as verify
from santai.capabilities.assignment.models import Draw
from santai.capabilities.assignment.queries import paper
from santai.capabilities.assignment.queries.draws import (
    KIND,
    commitment_of,
    content_of,
    drawn,
    key_of,
)
from santai.capabilities.ledger.actions import leaf, sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.ledger.models import Leaf
from santai.kernel.draws import ranking, seed_of
from santai.kernel.merkle import sha256
from tests import world as w
from tests.reliability.sizes import report, size

DRAWS = 1_000
PEOPLE = [f"P{n:08}" for n in range(12)]
BOUND = 45.0
Winner = Callable[[int], str]


def chi_square(counts: Counter[str], people: Sequence[str], draws: int) -> float:
    expected = draws / len(people)
    return sum((counts[one] - expected) ** 2 / expected for one in people)


def fair(n: int) -> str:
    """The winner of the n-th draw, each with a commitment and a checkpoint of its own."""
    note = f"log.example\n{n + 1}\n{sha256(f'root {n}'.encode()).hex()}\n"
    return ranking(PEOPLE, seed_of(sha256(f"list {n}".encode()), note, sha256), sha256)[0]


def with_favourite(n: int) -> str:
    """The fault planted: the first on the list gets a second and a third chance."""
    drawn_ = [fair(3 * n + k) for k in range(3)]
    return PEOPLE[0] if PEOPLE[0] in drawn_ else drawn_[0]


def leaning(n: int) -> str:
    """The fault planted: a remainder of one byte, so that the first four come out a little more often."""
    return PEOPLE[random.Random(n).getrandbits(4) % len(PEOPLE)]


def shares(winner: Winner) -> float:
    return chi_square(Counter(winner(n) for n in range(DRAWS)), PEOPLE, DRAWS)


def test_shares_even_out() -> None:
    found = shares(fair)
    report("draws-chi-square", draws=DRAWS, people=len(PEOPLE), chi_square=round(found, 2))
    assert found < BOUND


@pytest.mark.parametrize("planted", [with_favourite, leaning])
def test_a_favourite_shows(planted: Winner) -> None:
    assert shares(planted) > BOUND


@pytest.mark.django_db
def test_a_stranger_draws_again_from_what_is_published(
    world: w.World, settings: Any, tmp_path: Any
) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    key = verify.read_key(str(make_keys()))
    papers = published(size(100, DRAWS), [one.pk for one in world.lawyers])
    same = sum(verify.draw(one, key)[0]["chosen"] == chosen for one, chosen in papers)
    report("draws-again", papers=len(papers), same=same)
    assert same == len(papers)


def published(count: int, people: list[int]) -> list[tuple[bytes, str]]:
    """So many draws over the same people, each under one checkpoint, and who came out."""
    order = w.ask_for_aid().order
    waiting = Leaf.objects.count()
    rows = Draw.objects.bulk_create(row(order.pk, people, waiting + count) for _ in range(count))
    Leaf.objects.bulk_create(leaf(KIND, one.pk, 1, content_of(one)) for one in rows)
    checkpoint = sequencer.seal(at=w.NOW)
    assert checkpoint is not None
    assert checkpoint.size == waiting + count
    found = []
    for one in rows:
        chosen = drawn(one, checkpoint)[0]
        one.chosen_id = key_of(chosen)
        found.append((paper(one) or b"", chosen))
    return found


def row(order: int, people: list[int], size_: int) -> Draw:
    public = f"{random.getrandbits(64):016x}"
    candidates = [
        {"id": f"P{one:08}", "name": f"律师{one}", "organisation": "所"} for one in people
    ]
    return Draw(
        public=public,
        order_id=order,
        service="consultation/drawn",
        candidates=candidates,
        commitment=commitment_of(public, "consultation/drawn", candidates),
        after=0,
        made_at=w.NOW,
        checkpoint=size_,
        settled_at=w.NOW,
    )
