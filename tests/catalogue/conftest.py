from pathlib import Path
from shutil import copytree

import pytest

from santai.catalogue import Catalogue, load
from santai.catalogue.current import PACKAGED
from santai.catalogue.schema import Service
from tests.catalogue.workshop import ROOT, Workshop, lantern

EVERY_ORDER_LEADS_TO = {"complaint", "coordination", "referral"}


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


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged catalogue with the services alone that every order leads to: quicker to load."""
    return copytree(PACKAGED, tmp_path_factory.mktemp("root") / "data", ignore=_left_out)


def _left_out(folder: str, names: list[str]) -> set[str]:
    if Path(folder) == PACKAGED / "services":
        return set(names) - EVERY_ORDER_LEADS_TO
    return {"layers", "triage"} & set(names)  # both name services that are left out
