"""Everything that is looked at and then acted on, by eight at once on a real PostgreSQL.

C1, C2, D5, A6; abuse cases 1, 2 and 4. `make reliability-race` makes 10,000 contests of the thirteen that the goals
name, and 1,000 of each of the others.
"""

from __future__ import annotations

from time import monotonic

import pytest

from tests.reliability.race.pairs import Pair, Planting
from tests.reliability.race.table import ALL, PAGE, SOURCE, page
from tests.reliability.race.town import Town
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db(transaction=True)
FOREMOST, OTHERS = size(4, 10_000), size(4, 1_000)
THIRTEEN = {  # C1 and C2: twelve beside the assignment (reliability §2, race)
    *("assign", "claim", "seat", "close-transfer", "same-key", "approve", "post-ended"),
    *("capacity", "both-sides", "lawyer-place", "rating", "code", "document-number"),
}
CHANCES = 60  # contests in which a fault that was planted must show

every_pair = pytest.mark.parametrize("pair", ALL, ids=[pair.id for pair in ALL])


@every_pair
def test_of_all_who_look_at_once_only_those_may_act_who_should(town: Town, pair: Pair) -> None:
    contests, begun = FOREMOST if pair.foremost else OTHERS, monotonic()
    faults = pair.race_long(town, contests)
    report(
        f"race-{pair.id}",
        contests=contests,
        contenders=pair.contenders,
        faults=len(faults),
        a_second=round(contests / (monotonic() - begun), 1),
    )
    assert faults == []


@every_pair
def test_without_its_guard_the_race_is_lost(town: Town, pair: Pair) -> None:
    """M1: the fault is planted, and shows within a bounded number of contests."""
    with Planting() as planting:
        pair.plant(planting)
        tried = next((n for n in range(1, CHANCES + 1) if pair.race(town, 1)), None)
    assert tried is not None, f"{CHANCES} contests without the guard and nothing was wrong"
    report(f"race-{pair.id}-planted", caught_in_contest=tried)


@every_pair
def test_the_guard_stands_where_the_table_says(pair: Pair) -> None:
    assert pair.guard in (SOURCE / pair.file).read_text()


def test_the_table_of_the_handbook_is_that_of_the_races() -> None:
    """`python -m tests.reliability.race.table` writes it anew."""
    assert PAGE.read_text() == page()


def test_as_many_pairs_are_raced_as_were_promised() -> None:
    """C2: at least twelve beside those that everybody thinks of."""
    assert len({pair.id for pair in ALL}) == len(ALL) >= 30
    assert {pair.id for pair in ALL if pair.foremost} == THIRTEEN
