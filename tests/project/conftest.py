"""A cluster made once per process; tests work on copies, as making one takes seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from santai.project.postgres import running
from tests.project import servers


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A data folder with a cluster that has run and is stopped. Copy it, do not start it."""
    with servers.data_folder() as data:
        with running(data):
            pass
        yield data
