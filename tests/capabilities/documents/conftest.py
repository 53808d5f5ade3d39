from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from santai.capabilities.places.models import Organisation


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path, settings: Settings) -> Path:
    """A store of its own for every test."""
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def agency(db: None) -> Organisation:
    from tests.capabilities.documents.office import an_agency

    return an_agency("平援中心", "平")
