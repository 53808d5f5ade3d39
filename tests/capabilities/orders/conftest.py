"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order
    from tests.world import World

ROOT = Path(__file__).parent / "root"


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path, settings: Settings) -> Path:
    """A store of its own for every test."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def world(db: None) -> World:
    from tests.world import build

    return build()


@pytest.fixture
def order(world: World) -> Order:
    """An application for legal aid from 叶县, made at the portal."""
    from tests.world import ask_for_aid

    return ask_for_aid().order


@pytest.fixture(scope="module")
def trial() -> Iterator[None]:
    """The services of `root/` beside the packaged ones."""
    from santai.catalogue import current

    current.use(ROOT)
    yield
    current.use()
