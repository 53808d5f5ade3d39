"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.channels.hotline.telephone import Telephone
    from tests.factories.pages import Visitor
    from tests.world import World


@pytest.fixture
def agent(world: World) -> Visitor:
    """The agent of the city's hotline, signed in."""
    from tests.factories.pages import signed_in
    from tests.world import CITY

    return signed_in(world.accounts[("hotline-agent", CITY)])


@pytest.fixture
def telephone(world: World, settings: Settings) -> Telephone:
    """The telephone system of the hotline; the agent sits at extension 8001."""
    from santai.channels.hotline import seats
    from tests.channels.hotline.telephone import SECRET, Telephone
    from tests.world import CITY, NOW

    settings.HOTLINE_SECRET = SECRET
    actor = world.staff("hotline-agent", CITY)
    seats.sit_at(actor=actor, extension="8001", at=NOW)
    seats.choose(actor=actor, state="ready", at=NOW)
    return Telephone()
