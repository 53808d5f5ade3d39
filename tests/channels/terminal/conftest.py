"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue
    from tests.world import World


@pytest.fixture
def hall(world: World) -> Venue:
    """The hall in which the machine stands."""
    from tests.factories.halls import make_hall

    return make_hall(world)
