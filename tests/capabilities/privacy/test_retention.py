"""PIPL 19: what is past its time is deleted, by the night job and again after a restore; nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.orders.models import Order
from santai.capabilities.privacy.actions import run
from santai.capabilities.trail.models import Entry
from tests import world as w
from tests.capabilities.orders.steps import answered, completed, consult, fresh

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


@pytest.fixture
def question(world: w.World) -> Order:
    return answered(world, consult(world.staff("window-clerk")))


def test_a_question_goes_after_three_years_and_a_case_of_legal_aid_does_not(
    world: w.World, question: Order
) -> None:
    case = completed(world, w.ask_for_aid().order)
    assert run(at=w.NOW + 2 * YEAR)["matters"] == 0
    assert run(at=w.NOW + 3 * YEAR)["matters"] == 1
    assert (fresh(question).erased_by is None, fresh(case).erased_by) == (False, None)
    assert run(at=w.NOW + 11 * YEAR)["matters"] == 1
    assert fresh(case).erased_by is not None


def test_a_dry_run_counts_and_deletes_nothing(question: Order) -> None:
    assert run(at=w.NOW + 3 * YEAR, dry_run=True)["matters"] == 1
    assert fresh(question).erased_by is None
    assert not Entry.objects.filter(kind="keeping").exists()


def test_it_can_be_run_again_and_auditors_read_of_it_once(question: Order) -> None:
    gone = run(at=w.NOW + 3 * YEAR)
    assert run(at=w.NOW + 3 * YEAR)["matters"] == 0
    assert [entry.data for entry in Entry.objects.filter(kind="keeping")] == [gone]


def test_what_is_worked_on_is_left_alone(world: w.World) -> None:
    order = consult(world.staff("window-clerk"))
    run(at=w.NOW + 20 * YEAR)
    assert fresh(order).erased_by is None
