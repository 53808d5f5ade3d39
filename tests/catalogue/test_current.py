"""The catalogue a process works with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from santai.catalogue import current

MORE = Path(__file__).parents[1] / "capabilities/fees/root"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    current.use()


def test_added_folders_add_services_and_are_gone_when_others_are_used() -> None:
    packaged = current.catalogue()
    current.use(MORE)
    assert set(current.catalogue().ids) - set(packaged.ids) == {"consultation/permit"}
    current.use()
    assert current.catalogue().ids == packaged.ids


def test_the_same_folders_are_read_once() -> None:
    packaged = current.catalogue()
    current.use(MORE)
    more = current.catalogue()
    current.use()
    assert current.catalogue() is packaged
    current.use(MORE)
    assert current.catalogue() is more
