"""Doors that lock several orders, all at once on one family of orders: nobody waits in a circle (C4; ASVS 15.4.3).

A child that is done locks itself and then its parent; a merge locks an order and then the other, whichever way
round; everybody else locks one. `make reliability-race` takes 100,000 deeds.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from santai.capabilities import orders
from santai.capabilities.orders.actions import act, sweep
from santai.capabilities.orders.actions.facts import in_line
from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.kernel.errors import NotNow
from tests import world as w
from tests.capabilities.orders.steps import consult, fresh
from tests.reliability.contests import Contenders, errors
from tests.reliability.race.town import EIGHT, Town
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db(transaction=True)
DEEDS = size(25, 12_500)  # of each of eight
CHANCES = 5  # contests in which a fault that was planted must show
SOURCE = Path(orders.__file__).parent

# Every place where an order is locked, and why nobody there waits in a circle.
LOCKS = {
    "access.py": "the door: the first lock of its transaction, but for the sides' orders, which come before the main",
    "actions/door.py": "the parent of a child that is done: a child is locked before its parent",
    "actions/effects/routing.py": "the order merged into: without waiting",
    "actions/sides.py": "the main order of a side, after the side's; the sides of a main order without waiting",
    "actions/signing.py": "the main order of a side that signs, after the side's",
    "actions/emergencies.py": "an order read in an emergency: the only order of its transaction",
    "actions/keeping.py": "a matter with what hangs on it: every child before its parent",
    "actions/sweep.py": "a limit that passed: the first lock of its transaction",
    "queries.py": "a chain that is looked at again: the only lock of its transaction",
}


class Family:
    """Two parents with three children each, of one person; of each one stays open, so that neither can be merged."""

    def __init__(self, town: Town) -> None:
        self.town, person = town, town.person()
        self.parents = [consult(applicant=person) for _ in range(2)]
        for parent in self.parents:
            for _ in range(3):
                split = {"service": "consultation/legal", "matter": "另一件事", "reason": "两件事"}
                self.do(0, parent, "split", **split)
        born = Order.objects.filter(parent__in=self.parents).order_by("pk")
        self.children = [child for place, child in enumerate(born) if place % 3]

    def do(self, n: int, order: Order, action: str, /, **facts: Any) -> None:
        clerk = self.town.team("window-clerk")[n]
        act(actor=clerk, number=order.number, action=action, facts=facts, at=w.NOW)

    # --- what somebody does

    def finish_or_reopen(self, n: int, chance: Random) -> None:
        """The child, then its parent, which is told."""
        child = chance.choice(self.children)
        try:
            self.do(n, child, "answer", answer="可以申请劳动仲裁。")
        except NotNow:
            self.do(n, child, "reopen", reason="还有话没有说完")

    def merge(self, n: int, chance: Random) -> None:
        """Either way round; in the end it is refused, for each has children."""
        one, other = chance.sample(self.parents, 2)
        self.do(n, one, "merge", order=other.number, reason="同一件事")

    def note(self, n: int, chance: Random) -> None:
        self.do(n, chance.choice(self.parents + self.children), "note", text="打了电话")

    def look_at_the_clock(self, n: int, chance: Random) -> None:
        sweep(at=w.NOW)


WAYS: tuple[Callable[[Family, int, Random], None], ...] = (
    Family.finish_or_reopen,
    Family.merge,
    Family.note,
    Family.look_at_the_clock,
)


def crowd(town: Town, deeds: int) -> tuple[Counter[str], int]:
    """What everybody got who did so many deeds at once, and how many circles PostgreSQL had to break."""
    family, before = Family(town), circles()

    def entry(contest: int, n: int) -> str:
        chance = Random(f"{contest} {n}")
        way = WAYS[0] if n % 2 else chance.choice(WAYS)
        way(family, n, chance)
        return "done"

    results = [got for contest in Contenders(EIGHT).race(deeds, entry) for got in contest]
    assert [one for one in errors(results) if not isinstance(one, OperationalError)] == []
    told = Counter(got if isinstance(got, str) else type(got).__name__ for got in results)
    for order in family.parents + family.children:
        assert fresh(order).events.count() == fresh(order).seq
    return told, circles() - before


def circles() -> int:
    """Deadlocks of this database so far; a session says what it saw when it ends, or a second later."""
    time.sleep(1.2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_of_a_crowd_on_one_family_nobody_waits_in_a_circle(town: Town) -> None:
    told, broken = crowd(town, DEEDS)
    report("race-crowding", deeds=EIGHT * DEEDS, circles=broken, **told)
    assert (broken, told[OperationalError.__name__]) == (0, 0)
    assert (told["Invalid"], told["done"] > 2 * DEEDS) == (0, True)


def test_a_merge_that_waits_for_the_other_is_caught(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M1: the fault is planted, and shows within a bounded number of deeds."""
    honest = QuerySet.select_for_update

    def waiting(rows: QuerySet[Any], nowait: bool = False, **more: Any) -> QuerySet[Any]:
        return honest(rows, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", waiting)
    monkeypatch.setattr(sys.modules[__name__], "WAYS", (Family.merge,))
    assert any(crowd(town, 1)[1] for _ in range(CHANCES))


def test_every_place_that_locks_an_order_is_known() -> None:
    """A new one says here why nobody waits in a circle."""
    locking = re.compile(r"\bOrder\.objects\.select_for_update|FOR UPDATE|seen\.select_for_update")
    found = {
        str(path.relative_to(SOURCE)): len(locking.findall(path.read_text()))
        for path in SOURCE.rglob("*.py")
        if locking.search(path.read_text()) and "migrations" not in path.parts
    }
    assert found == {**dict.fromkeys(LOCKS, 1), "access.py": 2}


def test_a_deed_takes_the_numbers_of_two_documents_in_one_order_everywhere() -> None:
    """Each number is a lock until the end: two of them must never be taken in two orders."""
    taken = [
        [service.documents[key].number for key in in_line(service, keys)]
        for service in catalogue().services(w.YE, w.TODAY)
        for state in service.states.values()
        for spec in state.actions.values()
        for keys in (spec.documents, spec.documents[::-1])
        if len(keys) > 1
    ]
    assert len(taken) > 2
    assert taken == [sorted(numbers) for numbers in taken]
