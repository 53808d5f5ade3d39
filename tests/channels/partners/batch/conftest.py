"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

import csv
import io
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from tests.world import World


@dataclass
class Runner:
    """`santai intake` on a file of the test's own; what it said and what it wrote."""

    folder: Path
    runs: int = 0

    def write(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def csv(
        self, rows: Sequence[Sequence[str]], name: str = "rows.csv", encoding: str = "utf-8"
    ) -> Path:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return self.write(name, text.getvalue().encode(encoding))

    def __call__(self, path: Path, **options: Any) -> Run:
        from santai.channels.partners.batch.command import intake

        self.runs += 1
        report = options.pop("report", self.folder / f"report-{self.runs}.csv")
        defaults = {
            "service": "consultation/legal",
            "region": "",
            "organisation": "",
            "source": "batch",
            "account": "",
        }
        code = intake(Namespace(file=path, report=report, **{**defaults, **options}))
        return Run(code, path, report)


@dataclass
class Run:
    code: int
    path: Path
    report: Path

    def rows(self) -> list[dict[str, str]]:
        with self.report.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def results(self) -> list[str]:
        return [row["结果"] for row in self.rows()]

    def reasons(self) -> dict[str, str]:
        """Row number → why it was sent back."""
        return {row["行号"]: row["原因"] for row in self.rows() if row["结果"] == "退回"}

    @property
    def rejects(self) -> Path:
        return self.report.with_name(f"{self.report.stem}-退回{self.path.suffix}")


@pytest.fixture
def world(db: None) -> World:
    from tests.world import build

    return build()


@pytest.fixture
def run(world: World, tmp_path: Path) -> Iterator[Runner]:
    before = settings.DATA
    settings.DATA = tmp_path / "data"
    yield Runner(tmp_path)
    settings.DATA = before
