"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account
    from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    from tests.world import build

    return build()


@pytest.fixture
def partner(world: World) -> Account:
    """12345 of the city, which takes in orders at its own organisation."""
    from tests.factories.partners import make_partner
    from tests.world import CITY

    return make_partner(world.office("12345", CITY))
