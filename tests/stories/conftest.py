"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.stories.telling import Time
    from tests.world import World


@pytest.fixture
def time(db: None, monkeypatch: pytest.MonkeyPatch) -> Time:
    """The clock of every page and of the worker; a story moves it on."""
    from django.utils import timezone

    from tests.stories.telling import Time
    from tests.world import NOW

    time = Time(NOW)
    monkeypatch.setattr(timezone, "now", lambda: time.now)
    return time


@pytest.fixture
def world(time: Time, settings: Settings, tmp_path: Path) -> World:
    """The small world with a file store of its own."""
    from django.core.cache import cache

    from tests.world import build

    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    return build()
