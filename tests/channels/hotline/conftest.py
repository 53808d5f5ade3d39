"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.channels.hotline.telephone import Telephone
    from tests.factories.pages import Visitor
    from tests.world import World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> World:
    """The small world, with the clock of the pages at its moment and a file store of its own."""
    from django.core.cache import cache

    from tests.factories.pages import stop_the_clock
    from tests.world import build

    settings.FILES_ROOT = tmp_path
    cache.clear()
    stop_the_clock(monkeypatch)
    return build()


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody whom nobody knows."""
    from tests.factories.pages import Visitor

    return Visitor()


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
