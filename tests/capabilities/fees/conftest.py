from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from santai.catalogue import current

if TYPE_CHECKING:  # at run time not before Django is ready
    from tests.world import World

ROOT = Path(__file__).parent / "root"


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The small world, with a service in it that costs money."""
    current.use(ROOT)
    yield world
    current.use()
