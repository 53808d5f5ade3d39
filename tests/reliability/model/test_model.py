"""The orders of every service beside a small reference, step by step (goal C3; abuse cases 10 and 11; D5).

Once by plan, so that every transition of every service is taken (in the short form, of one service, another with
each seed), and once by chance: `make reliability-model` takes 100,000 steps. A failure prints the steps
that lead to it, shortened.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from pytest_django import Settings

from santai.capabilities.documents import actions as printing
from santai.capabilities.fees.queries import charges
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.orders.actions.door import Door
from santai.catalogue.schema import Service
from tests import world as w
from tests.capabilities.orders.steps import refused
from tests.reliability.model.machine import ACTIONS, SERVICES, Orders
from tests.reliability.model.till import OF_BILLS
from tests.reliability.model.tour import Tour, never
from tests.reliability.model.walker import (
    COUNTED,
    COVERED,
    REFUSED,
    services,
    transitions,
)
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
RUNS, STEPS = size(30, 2_500), size(8, 50)
PLANTED_RUNS = 60
PARTS = size(
    6, 1
)  # the short form tours one of so many parts of the services, another with each seed


@pytest.fixture
def town(world: w.World, settings: Settings, tmp_path: Path) -> w.World:
    """With two more matters of the same person: one to merge with, one that was refused, to object to."""
    settings.FILES_ROOT, settings.KEYS_ROOT = tmp_path, tmp_path / "keys"
    make_keys()
    refused(world, w.ask_for_aid().order)
    w.ask_for_aid()
    for counted in (COUNTED, REFUSED, COVERED):
        counted.clear()
    return world


@pytest.fixture
def machine(town: w.World) -> Iterator[type[Orders]]:
    Orders.world = town
    yield Orders
    del Orders.world


def impossible(of: Iterable[Service]) -> dict[tuple[str, str, str], str]:
    """Every transition that a file offers and nobody can ever take, and why."""
    return {
        (service.id, state.name, spec.name): why
        for service in of
        for state in service.states.values()
        for spec in state.actions.values()
        if (why := never(service, state, spec))
    }


def test_every_transition_of_every_service_is_taken(town: w.World) -> None:
    tour, toured = Tour(town), services()[random.randrange(PARTS) :: PARTS]
    for service in toured:
        tour.through(service)
    out_of_reach = impossible(toured)
    left = transitions(toured) - COVERED - out_of_reach.keys()
    report(
        "model-tour",
        **COUNTED,
        services=len(toured),
        transitions=len(transitions(toured)),
        taken=len(COVERED),
        impossible=Counter(out_of_reach.values()),
        refusals=dict(REFUSED),
    )
    assert {one: tour.refused.get(one, "never got there") for one in sorted(left)} == {}
    assert COVERED & out_of_reach.keys() == set()


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are worded and numbered, and not set in type: that takes most of the time, and is looked at elsewhere."""
    monkeypatch.setattr(printing, "render", lambda data, **_: f"%PDF {data['number']}".encode())


@pytest.mark.usefixtures("unset")
def test_every_way_of_a_bill_is_walked(town: w.World) -> None:
    """LEARN-20, NOT-32: proved, sent back, confirmed, looked at again, let off, given back, void."""
    tour, toured = Tour(town), [one for one in services() if charges(one)]
    for service in toured:
        tour.through(service)
    left = transitions(toured) - COVERED - impossible(toured).keys()
    assert {one: tour.refused.get(one, "never got there") for one in sorted(left)} == {}
    names = {action for _, _, action in COVERED}
    assert names >= OF_BILLS
    assert {one.id for one in toured} >= {"notary/certificate", "notary/inheritance"}


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
