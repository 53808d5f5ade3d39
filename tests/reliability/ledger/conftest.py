"""A ledger with keys of its own, and a witness in a folder beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import santai_verify
import santai_witness

if TYPE_CHECKING:  # at run time not before Django is ready
    from pytest_django import Settings

    from tests.reliability.ledger.live import Log


@pytest.fixture(params=["sha256-ed25519"])
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def log(settings: Settings, tmp_path: Path, suite: str) -> Log:
    from santai.capabilities.ledger.actions.keys import make_keys
    from tests.reliability.ledger.live import Log

    settings.KEYS_ROOT, settings.LEDGER_SUITE = tmp_path / "keys", suite
    key = santai_verify.read_key(str(make_keys()))
    public = santai_witness.init(tmp_path / "witness", "witness.example")
    settings.WITNESS = "http://witness.example"
    settings.WITNESS_KEY = santai_witness.written(public)
    watcher = santai_witness.Witness(tmp_path / "witness")
    watcher.trust(key)
    return Log(key, watcher)
