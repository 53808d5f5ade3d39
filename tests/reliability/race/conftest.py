"""One town for all races: what they wrote is deleted once, at the end, and not after each of them."""

from __future__ import annotations

import pytest


@pytest.fixture
def _django_db_helper(django_db_setup: None) -> None:
    """In the place of pytest-django's own, which empties every table after every test that is marked."""
