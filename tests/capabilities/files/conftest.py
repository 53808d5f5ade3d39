from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path, settings: Settings) -> Path:
    """A store of its own for every test."""
    settings.FILES_ROOT = tmp_path
    return tmp_path
