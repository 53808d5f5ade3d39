from pathlib import Path

import pytest

from santai.catalogue import Catalogue, load
from santai.catalogue.current import PACKAGED
from santai.catalogue.schema import Service
from tests.catalogue.workshop import ROOT, Workshop, lantern


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(ROOT)


@pytest.fixture(scope="session")
def service(catalogue: Catalogue) -> Service:
    return lantern(catalogue)


@pytest.fixture(scope="session")
def packaged() -> Catalogue:
    return load(PACKAGED)
