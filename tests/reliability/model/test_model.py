"""The orders of every service beside a small reference, step by step (goal C3; abuse cases 10 and 11; D5).

`make reliability-model` takes 100,000 steps; a failure prints the steps that lead to it, shortened.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from pytest_django import Settings

from santai.capabilities.orders.actions.door import Door
from tests import world as w
from tests.reliability.model.machine import ACTIONS, COUNTED, COVERED, REFUSED, SERVICES, Orders
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
RUNS, STEPS = size(6, 2_500), size(8, 50)
PLANTED_RUNS = 60


@pytest.fixture
def machine(world: w.World, settings: Settings, tmp_path: Path) -> Iterator[type[Orders]]:
    settings.FILES_ROOT = tmp_path
    Orders.world = world
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
    for counted in (COUNTED, REFUSED, COVERED):
        counted.clear()
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
