"""The orders of every service beside a small reference, step by step (goal C3; abuse cases 10 and 11; D5).

By chance: `make reliability-model` takes 100,000 steps. A failure prints the steps that lead to it, shortened.
By plan: `test_tour`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from santai.capabilities.orders.actions.door import Door
from tests import world as w
from tests.reliability.model.machine import ACTIONS, SERVICES, Orders
from tests.reliability.model.walker import COUNTED, COVERED, REFUSED
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
RUNS, STEPS = size(30, 2_500), size(8, 50)
PLANTED_RUNS = 60


@pytest.fixture
def machine(town: w.World) -> Iterator[type[Orders]]:
    Orders.world = town
    yield Orders
    del Orders.world


def walk(machine: type[Orders], runs: int, *, shrink: bool = True) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=list(Phase) if shrink else [Phase.generate],
            database=None,
        ),
    )


def test_an_order_goes_no_way_that_its_service_does_not_know(machine: type[Orders]) -> None:
    walk(machine, RUNS)
    figures = {**COUNTED, "transitions": len(COVERED), "refusals": dict(REFUSED)}
    report("model", **figures, services=len(SERVICES), actions=len(ACTIONS))
    assert COUNTED["submitted"] > 0
    assert len(COVERED) >= size(3, 100)


def _untold(door: Door, *_: object) -> None:
    """The outbox is forgotten."""


def test_a_door_that_forgets_the_outbox_is_found_out(
    machine: type[Orders], monkeypatch: pytest.MonkeyPatch
) -> None:
    """M1: the fault is planted, and found within a bounded number of runs."""
    monkeypatch.setattr(Door, "_tell", _untold)
    with pytest.raises(AssertionError):
        walk(machine, PLANTED_RUNS, shrink=False)
