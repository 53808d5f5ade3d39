"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order
    from tests.world import World


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path, settings: Settings) -> Path:
    """A store of its own for every test."""
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def world(db: None) -> World:
    from tests.world import build

    return build()


@pytest.fixture
def order(world: World) -> Order:
    """Granted: unpaid wages in 叶县, somebody is to be assigned."""
    from tests.world import ask_for_aid, take

    return take(world.staff("aid-approver"), ask_for_aid().order, "grant")
