"""Whatever is drawn can be drawn again, and in another order (goal M2)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[1]
DRAWN: list[int] = []


def drawn(*more: str, **environment: str) -> list[str]:
    """What two drawing tests drew, run apart in a process of their own with this seed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", *more, __file__],
        cwd=ROOT,
        env={**os.environ, "DRAW": "yes", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in done.stdout.splitlines() if "drew" in line or "to draw" in line]


def test_a_drawing_by_random() -> None:
    _say(f"random drew {random.random()}")


def test_a_drawing_by_hypothesis() -> None:
    DRAWN.clear()
    _draw()
    _say(f"hypothesis drew {DRAWN}")


@given(st.integers())
def _draw(number: int) -> None:
    DRAWN.append(number)


def _say(text: str) -> None:
    if os.environ.get("DRAW"):
        print("\n" + text)


def test_the_same_seed_draws_the_same_in_any_order_and_another_seed_does_not() -> None:
    only = ("-k", "a_drawing")
    first = drawn(*only, SEED="7", CI="true")  # where hypothesis would draw the same every time
    assert len(first) == 2
    assert drawn(*only, SEED="7") == first
    assert sorted(drawn(*only, SEED="7", ORDER="random")) == sorted(first)
    assert not set(drawn(*only, SEED="8", CI="true")) & set(first)
