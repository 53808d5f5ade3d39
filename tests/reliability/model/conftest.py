"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def town(world: World, settings: Settings, tmp_path: Path) -> World:
    """With two more matters of the same person: one to merge with, one that was refused, to object to."""
    from santai.capabilities.ledger.actions.keys import make_keys
    from santai.capabilities.places.models import Organisation
    from tests import world as w
    from tests.capabilities.orders.steps import refused
    from tests.reliability.model.walker import COUNTED, COVERED, REFUSED

    settings.FILES_ROOT, settings.KEYS_ROOT = tmp_path, tmp_path / "keys"
    make_keys()
    Organisation.objects.update(address="东大街 1 号")  # papers say where the office is
    refused(world, w.ask_for_aid().order)
    w.ask_for_aid()
    for counted in (COUNTED, REFUSED, COVERED):
        counted.clear()
    return world
