"""What a new version of a law touches waits at the desk for somebody to look (KB-16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from santai.capabilities.knowledge.models import Touch
from tests.capabilities.knowledge.laws.test_library import aid_changed, imported  # noqa: F401
from tests.capabilities.knowledge import library
from tests.factories.pages import Visitor
from tests.world import CITY, YE, World
