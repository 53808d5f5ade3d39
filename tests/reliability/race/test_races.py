"""Everything that is looked at and then acted on, by eight at once on a real PostgreSQL.

C1, C2, D5, A6; abuse cases 1, 2 and 4. `make reliability-race` makes 10,000 contests of each.
"""

from __future__ import annotations

import pytest

from tests.reliability.race.pairs import Pair, Planting
from tests.reliability.race.table import ALL, PAGE, SOURCE, page
from tests.reliability.race.town import Town
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db(transaction=True)
CONTESTS, AT_ONCE = size(4, 10_000), 200
CHANCES = 60  # contests in which a fault that was planted must show

every_pair = pytest.mark.parametrize("pair", ALL, ids=[pair.id for pair in ALL])


@every_pair
def test_of_all_who_look_at_once_only_those_may_act_who_should(town: Town, pair: Pair) -> None:
    faults: list[str] = []
    for begun in range(0, CONTESTS, AT_ONCE):
        faults += pair.race(town, min(AT_ONCE, CONTESTS - begun))
    report(f"race-{pair.id}", contests=CONTESTS, contenders=pair.contenders, faults=len(faults))
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
