"""A9: every branch of every access module is taken by some test, both ways.

What decides who may see what has no line that no test ever ran. The long form runs the tests of these modules by
themselves and counts; the short form knows that no module was forgotten.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from santai.project.environment import CHECKOUT
from tests.reliability.sizes import LONG, report

PACKAGE = CHECKOUT / "src" / "santai"
BY = (
    "tests/capabilities/approvals",
    "tests/capabilities/emergencies",
    "tests/capabilities/fees",
    "tests/capabilities/identity",
    "tests/capabilities/knowledge",
    "tests/capabilities/meetings",
    "tests/capabilities/orders",
    "tests/capabilities/oversight",
    "tests/capabilities/people",
    "tests/capabilities/privacy",
    "tests/capabilities/reception",
    "tests/channels",
    "tests/desk",
    "tests/reliability/matrix/test_policy.py",
    "tests/reliability/matrix/test_sets.py",
    "tests/reliability/privacy/test_rights.py",
    "tests/reliability/session",
)


def access_modules() -> list[Path]:
    return sorted(PACKAGE.rglob("access.py"))


def test_every_access_module_has_a_place_in_the_run() -> None:
    named = {path.parent.name for path in access_modules()}
    tested = " ".join(BY)
    elsewhere = {"hotline"}  # by the tests of its channel
    assert {name for name in named if name not in tested} - elsewhere == set()


@pytest.mark.skipif(not LONG, reason="runs all their tests once more: make reliability-matrix")
def test_every_branch_of_the_access_modules_is_taken(tmp_path: Path) -> None:
    found = branches(tmp_path)
    report("access-coverage", **{name: counted for name, (counted, _open) in found.items()})
    assert {name: missing for name, (_counted, missing) in found.items() if missing} == {}
    assert len(found) == len(access_modules())


def branches(folder: Path) -> dict[str, tuple[str, list[object]]]:
    """Of each module, how many branches there are and which were never taken."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SANTAI_", "DATABASE_URL", "PYTEST_", "DJANGO_", "RELIABILITY"))
    } | {"COVERAGE_FILE": str(folder / "data")}
    there = [path for path in BY if (CHECKOUT / path).exists()]
    coverage = [sys.executable, "-m", "coverage"]
    run = [*coverage, "run", "--branch", "--include=*/access.py", "-m", "pytest", "-q"]
    subprocess.run(
        [*run, "-p", "no:cacheprovider", *there], cwd=CHECKOUT, env=environment, check=True
    )
    told = folder / "coverage.json"
    subprocess.run([*coverage, "json", "-q", "-o", told], cwd=CHECKOUT, env=environment, check=True)
    files = json.loads(told.read_text())["files"]
    return {
        Path(name).relative_to("src/santai").as_posix(): (
            f"{one['summary']['covered_branches']}/{one['summary']['num_branches']}",
            [*one["missing_lines"], *one["missing_branches"]],
        )
        for name, one in files.items()
    }
