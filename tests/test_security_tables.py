"""Each row of the security tables says what shows it, and that exists (V1, V2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import security_tables
from tests.security_tables import TABLES, Evidence, faults_of, is_full, rows

LEFT_OUT = ("9.", "10.", "17.")  # self-contained tokens, OAuth, WebRTC: docs/security says why
POINTS = {1: 4, 2: 7, 3: 4, 4: 6, 5: 1, 6: 1, 7: 2, 8: 2, 9: 3, 10: 2, 11: 2}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_shown_or_says_what_is_missing(table: str) -> None:
    assert [fault for row in rows(table) for fault in faults_of(row)] == []


def test_every_requirement_of_asvs_in_scope_has_its_row() -> None:
    found = rows("asvs")
    levels = Counter(row.level for row in found)
    assert levels["1"] + levels["2"] == 211
    assert levels["3"] >= 20
    assert len({row.requirement for row in found}) == len(found)
    assert [row for row in found if row.requirement.startswith(LEFT_OUT)] == []


def test_every_item_of_the_grade_three_computing_environment_has_its_row() -> None:
    points = Counter(int(row.requirement.split()[0].rpartition(".")[2]) for row in rows("djbh"))
    assert dict(points) == POINTS
    assert sum(POINTS.values()) == 34


# --- the faults that are planted, and caught


def test_a_test_that_does_not_exist_is_caught() -> None:
    row = rows("asvs")[0]
    gone = replace(row, shown_by=("tests/test_security_tables.py::test_that_was_never_written",))
    assert faults_of(gone) == [f"asvs {row.requirement}: there is no {gone.shown_by[0]}"]
    assert faults_of(replace(row, shown_by=("docs/no-such.md",)))[0].endswith("docs/no-such.md")


def test_a_row_that_claims_without_showing_is_caught() -> None:
    row = rows("asvs")[0]
    assert "nothing shows it" in faults_of(replace(row, shown_by=()))[0]
    assert "what is missing" in faults_of(replace(row, verdict="not yet", missing=""))[0]
    assert "no verdict" in faults_of(replace(row, verdict="surely"))[0]


def test_a_named_test_that_did_not_run_fails_a_full_run(monkeypatch: pytest.MonkeyPatch) -> None:
    row = replace(rows("asvs")[0], shown_by=("tests/a.py::test_one", "tests/b.py", "SECURITY.md"))
    monkeypatch.setattr(security_tables, "rows", lambda table: [row])
    evidence = Evidence()
    for name in ("tests/a.py::test_two", "tests/c.py::test_one[x]"):
        evidence.pytest_runtest_logreport(_passed(name))
    assert evidence.not_run() == ["tests/a.py::test_one", "tests/b.py"]
    session = cast(Any, SimpleNamespace(config=_config(), exitstatus=0))
    evidence.pytest_sessionfinish(session, 0)
    assert session.exitstatus == 1
    evidence.pytest_runtest_logreport(_passed("tests/a.py::test_one[x]"))
    evidence.pytest_runtest_logreport(_passed("tests/b.py::test_any"))
    assert evidence.not_run() == []


def test_only_a_full_run_is_asked_for_all(pytestconfig: pytest.Config) -> None:
    assert is_full(_config()) is True
    assert is_full(_config(keyword="one")) is False
    assert is_full(_config(source=pytest.Config.ArgsSource.ARGS)) is False
    assert pytestconfig.pluginmanager.has_plugin("security-tables")


def _passed(name: str) -> pytest.TestReport:
    return cast(pytest.TestReport, SimpleNamespace(nodeid=name, when="call", passed=True))


def _config(
    keyword: str = "", source: object = pytest.Config.ArgsSource.TESTPATHS
) -> pytest.Config:
    option = SimpleNamespace(keyword=keyword, markexpr="", collectonly=False)
    return cast(pytest.Config, SimpleNamespace(option=option, args_source=source))
