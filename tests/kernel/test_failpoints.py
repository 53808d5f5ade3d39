"""Fail points: nothing unless armed, every name used exactly where it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import santai
from santai.kernel import failpoints
from santai.kernel.failpoints import NAMES, Failed, arm, failpoint

USE = re.compile(r'\bfailpoint\("([a-z.]+)"\)')


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


def test_a_place_that_is_not_armed_is_passed() -> None:
    failpoint("submit.written")
    assert failpoints.passed() == {}


def test_a_place_fails_at_the_passing_it_was_told() -> None:
    arm("submit.written=raise@2")
    failpoint("submit.written")
    with pytest.raises(Failed, match=r"submit\.written"):
        failpoint("submit.written")
    failpoint("submit.written")
    assert failpoints.passed() == {"submit.written": 3}


@pytest.mark.parametrize("text", ["submit.wirtten=exit", "submit.written=sleep", "submit.written"])
def test_what_is_not_understood_stops_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="SANTAI_FAILPOINTS"):
        arm(text)


def test_every_name_has_its_place_and_every_place_its_name() -> None:
    package = Path(santai.__file__).parent
    used = Counter(name for path in package.rglob("*.py") for name in USE.findall(path.read_text()))
    assert used == dict.fromkeys(NAMES, 1)
