"""The tables of `docs/security`, and a plug-in of the test run: what they name exists, and in a full run it ran."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLES = ("asvs", "djbh")
VERDICTS = {"yes", "not yet", "deployment", "not applicable"}
SHOWN = {"yes", "deployment"}  # these name what shows them; the others say what is missing or why


@dataclass(frozen=True, slots=True)
class Row:
    table: str
    requirement: str
    verdict: str
    shown_by: tuple[str, ...]
    missing: str
    level: str = ""


def rows(table: str) -> list[Row]:
    with (ROOT / "docs" / "security" / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return [
            Row(
                table,
                line["requirement"],
                line["verdict"],
                tuple(line["shown by"].split()),
                line["missing"],
                line.get("level", ""),
            )
            for line in csv.DictReader(file)
        ]


def faults_of(row: Row) -> list[str]:
    """What is wrong with a row. An empty list is good news."""
    found = []
    if row.verdict not in VERDICTS:
        found.append(f"no verdict: {row.verdict}")
    if row.verdict in SHOWN and not row.shown_by:
        found.append("nothing shows it")
    if row.verdict not in SHOWN and not row.missing:
        found.append("does not say what is missing")
    found += [f"there is no {name}" for name in row.shown_by if not _exists(name)]
    return [f"{row.table} {row.requirement}: {fault}" for fault in found]


def _exists(name: str) -> bool:
    place, _, test = name.partition("::")
    path = ROOT / place
    if not path.is_file():
        return False
    return not test or bool(
        re.search(rf"^ *def {re.escape(test)}\(", path.read_text(), re.MULTILINE)
    )


@dataclass(eq=False)  # a plug-in is kept in sets
class Evidence:
    """Keeps which tests passed; at the end of a full run, says which that the tables name did not."""

    ran: set[str] = field(default_factory=set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.ran.add(report.nodeid.partition("[")[0])

    def not_run(self) -> list[str]:
        named = {name for table in TABLES for row in rows(table) for name in row.shown_by}
        files = {name.partition("::")[0] for name in self.ran}
        whole = {name for name in named if name.startswith("tests/") and "::" not in name}
        return sorted({name for name in named if "::" in name} - self.ran | whole - files)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus != 0 or not is_full(session.config):
            return
        if missing := self.not_run():
            print("\ndocs/security names tests that did not run:", *missing, sep="\n  ")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def is_full(config: pytest.Config) -> bool:
    """Whether everything was asked for: no file, no name, no mark, and here no worker of several."""
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return everything and not chosen and not hasattr(config, "workerinput")
