"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import Settings

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
