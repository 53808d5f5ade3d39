"""A limit whose number the place sets: an order keeps the one that held when its clock started, and can prove it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from santai.capabilities.clocks.actions import recount
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import clock, last
from tests.capabilities.orders.test_sides import clerk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]

LATER = datetime(2026, 3, 11, 9, tzinfo=ZONE)
OLD: dict[str, Any] = {
    "parameter": "trial_days",
    "value": 20,
    "unit": "日",
    "region": "4104",
    "from": "2022-01-01",
    "verified": False,
}
NEW = OLD | {"value": 10, "from": "2026-03-10", "verified": True}


def asked(region: str = w.YE) -> Order:
    request = Request(service="trial/review", region=region, applicant=w.APPLICANT, answers={})
    return submit(actor=w.anyone(), request=request, at=w.NOW).order


def test_the_number_of_the_place_counts(world: w.World) -> None:
    running = clock(asked(), "asked")
    assert (running.limit, running.due_on) == ("20 days", date(2026, 3, 23))


def test_the_first_event_says_which_number_it_was_and_whose(world: w.World) -> None:
    event = last(asked())
    assert (event.code, event.data["limits"]) == ("submitted", {"asked": OLD})
    assert event.hash == event.computed_hash()


def test_a_number_set_later_does_not_reach_a_clock_that_runs(world: w.World) -> None:
    running = clock(asked(), "asked")
    assert recount([running], catalogue().calendar, at=LATER) == []
    assert (running.limit, running.due_on) == ("20 days", date(2026, 3, 23))


def test_a_clock_that_starts_later_has_the_later_number(world: w.World) -> None:
    order = w.take(clerk(world), asked(), "look", at=LATER)

    assert clock(order, "asked").limit == "20 days"
    assert clock(order, "looked_at").limit == "10 days"
    assert last(order).data["limits"] == {"looked_at": NEW}


def test_what_the_file_says_itself_leaves_no_such_note(world: w.World, order: Order) -> None:
    assert "limits" not in last(order).data
