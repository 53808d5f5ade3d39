"""A web process that has just begun makes searching ready beside its requests, and serves on if that fails (HOT-14)."""

from __future__ import annotations

from importlib import import_module

import pytest

from santai.capabilities.knowledge import queries
from santai.project.serving import warming
from tests.world import TODAY, World


def test_everything_a_search_needs_is_opened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    package = import_module("santai.capabilities.knowledge.queries.search")
    monkeypatch.setattr(package, "open_ranker", lambda: opened.append("ranker"))
    queries.warm_search(on=TODAY)
    assert opened == ["ranker"]


def test_what_fails_is_told_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise OSError("no such disk")

    monkeypatch.setattr(warming.queries, "warm_search", broken)
    warming.begin().join()
    assert ("could not be made ready" in caplog.text, "no such disk" in caplog.text) == (True, True)
