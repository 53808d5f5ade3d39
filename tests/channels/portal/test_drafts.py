"""Languages in draft: whole on the citizen's main path, and marked on every page of it."""

from __future__ import annotations

import pytest

from santai.pages.languages import languages
from tests.channels.portal.reading import main_path, reader
from tests.world import World

pytestmark = pytest.mark.django_db

DRAFTS = [one.code for one in languages().values() if one.draft]


@pytest.mark.parametrize("language", DRAFTS)
def test_the_main_path_speaks_no_chinese(world: World, language: str) -> None:
    """WEB: Uyghur, Tibetan and Mongolian on the citizen's main path."""
    assert main_path(reader(language)) == []


def test_three_languages_are_drafts() -> None:
    assert DRAFTS == ["bo", "mn-mong", "ug"]
