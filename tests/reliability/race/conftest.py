"""One town for all races of a file: what they wrote is deleted once, at the end, and not after each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # at run time not before Django is ready
    from pytest_django import DjangoDbBlocker

    from tests.reliability.race.town import Town


CAPABILITIES = Path(__file__).parents[2] / "capabilities"
CATALOGUES = (CAPABILITIES / "fees/root", CAPABILITIES / "assignment/root")


@pytest.fixture
def _django_db_helper(django_db_setup: None) -> None:
    """In the place of pytest-django's own, which empties every table after every test that is marked."""


@pytest.fixture(scope="module")
def town(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """Threads see only what was committed, so it is; all of it goes at the end."""
    from django.core.management import call_command
    from django.test import override_settings

    from santai.capabilities.sealing import keys
    from santai.catalogue import current
    from tests.capabilities.orders.conftest import ROOT
    from tests.reliability.race.town import Town

    files = tmp_path_factory.mktemp("files")
    ours = override_settings(FILES_ROOT=files, WEBHOOK_HOSTS=["127.0.0.1"])
    with django_db_blocker.unblock(), ours:
        # services that cost money and are drawn for, and matters of two sides, beside the packaged ones
        current.use(*CATALOGUES, ROOT)
        try:
            yield Town()
        finally:
            current.use()
            # with its signals, which make the data keys anew; sequences go on, for serials were taken ahead
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            keys.load()  # those of the rotations are gone
