"""The plug-in that asks whether the tests of the security tables ran, in whole runs of pytest, also on two cores."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMED = ("tests/test_a.py::test_one", "tests/test_a.py::test_of_many", "tests/test_b.py")
CONFTEST = f"""
from tests import security_tables
from tests.security_tables import Evidence, Row

security_tables.rows = lambda table: [Row(table, "1.1", "yes", {NAMED!r}, "")]

def pytest_configure(config):
    config.pluginmanager.register(Evidence(), "security-tables")
"""
ONE = "import pytest\n\n{mark}\ndef test_one():\n    pass\n"
MANY = "\n@pytest.mark.parametrize('n', range(4))\ndef test_of_many(n):\n    pass\n"
OTHER = "def test_other():\n    assert {truth}\n"


def run(folder: Path, *arguments: str, mark: str = "", truth: bool = True) -> tuple[int, str]:
    """A repository of three tests, two of which a table names, and the whole file of the third."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "tests" / "test_a.py").write_text(ONE.format(mark=mark) + MANY)
    (folder / "tests" / "test_b.py").write_text(OTHER.format(truth=truth))
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**ours, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "yes"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("cores", [(), ("-p", "xdist", "-n", "2")], ids=["one", "two"])
def test_a_full_run_fails_when_a_named_test_did_not_run(
    tmp_path: Path, cores: tuple[str, ...]
) -> None:
    assert run(tmp_path, *cores)[0] == 0
    status, said = run(tmp_path, *cores, mark="@pytest.mark.skip")
    assert status == 1
    assert "docs/security names tests that did not run:\n  tests/test_a.py::test_one\n" in said


def test_a_run_of_some_tests_or_one_that_failed_anyway_is_not_asked(tmp_path: Path) -> None:
    assert run(tmp_path, "-k", "many")[0] == 0
    assert run(tmp_path, "tests/test_b.py")[0] == 0
    status, said = run(tmp_path, mark="@pytest.mark.skip", truth=False)
    assert status == 1
    assert "did not run" not in said
