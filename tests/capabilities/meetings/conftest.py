"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Offer
    from santai.capabilities.places.models import Venue
    from tests.world import World


@pytest.fixture
def hall(world: World) -> Venue:
    from tests.factories.halls import make_hall

    return make_hall(world)


@pytest.fixture
def offer(world: World, hall: Venue) -> Offer:
    from tests.factories.meetings import make_offer

    return make_offer(world, hall)
