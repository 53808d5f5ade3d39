"""The release before and this one on one database while people ask, during the migration and after it (O4).

The release before is the code as it was before a commit that changed migrations, from the repository's own history.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from santai.project import postgres
from tests.project.servers import data_folder
from tests.reliability.clients import Clients, faults
from tests.reliability.house import PEOPLE, House, free_port
from tests.reliability.sizes import LONG, report, size

ROOT = Path(__file__).resolve().parents[3]
MIGRATIONS = "src/santai/**/migrations/*.py"
UPGRADES = size(1, 5)
pytestmark = pytest.mark.skipif(
    not LONG, reason="two releases are set up: minutes, in the long form"
)


@dataclass
class Release(House):
    """One release on a data folder that others may use too; `tree` is where its code lies."""

    tree: Path = ROOT

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "PYTHONPATH": f"{self.tree / 'src'}:{self.tree}"}

    def run(self, *arguments: str, settings: str = "santai.project.settings") -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**self.environment, "DJANGO_SETTINGS_MODULE": settings},
            cwd=self.tree,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def set_up(self) -> None:
        self.run("-m", "santai.project.cli", "setup-db")


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def before(number: int, into: Path) -> tuple[str, Path]:
    """The code before the last commit but `number` that changed migrations: its name, and where it lies."""
    changed = git("log", "--first-parent", "--format=%H", "--", f":(glob){MIGRATIONS}").split()
    old = git("rev-parse", f"{changed[number]}^")
    tree = into / old[:8]
    tree.mkdir()
    archive = subprocess.run(
        ["git", "archive", old, "src", "tests"], cwd=ROOT, check=True, capture_output=True
    )
    subprocess.run(["tar", "-x", "-C", tree], input=archive.stdout, check=True)
    return old[:8], tree


@contextmanager
def two_releases(number: int, into: Path) -> Iterator[tuple[str, Release, Release]]:
    name, tree = before(number, into)
    with data_folder() as data:
        old, new = Release(data, free_port(), tree=tree), Release(data, free_port())
        with postgres.running(data):
            old.set_up()
            said = old.run("-c", PEOPLE, settings="tests.settings")
            old.key = new.key = json.loads(said.splitlines()[-1])
            try:
                yield name, old, new
            finally:
                old.kill_server()
                new.kill_server()


@pytest.mark.parametrize("number", range(UPGRADES))
def test_no_acknowledgement_fails_while_a_release_follows_another(
    number: int, tmp_path: Path
) -> None:
    """Old alone, old during the migration, both side by side, new alone; and old again, for who has to go back."""
    with two_releases(number, tmp_path) as (name, old, new):
        old.serve()
        first = Clients(old)
        with first.working(2):
            time.sleep(2)
            new.set_up()
            new.serve()
            second = Clients(new)
            with second.working(2):
                time.sleep(3)
        old.kill_server()
        first.house = new
        first.settle()
        again = Clients(old)
        old.serve()
        with again.working(2), second.working(2):
            time.sleep(3)
        for clients in (first, second, again):
            clients.settle()
        statuses = {s for clients in (first, second, again) for s in clients.answers}
        acked = {k: n for clients in (first, second, again) for k, n in clients.acked.items()}
        first.acked = acked
        wrong = faults(new, first)
        report(
            f"upgrade-{number}",
            old=name,
            acknowledged=len(acked),
            statuses=sorted(statuses),
            faults=len(wrong),
        )
    assert wrong == []
    assert statuses <= {200, 201}, "an acknowledgement failed"


def test_a_column_that_the_old_release_cannot_fill_is_caught(tmp_path: Path) -> None:
    with two_releases(0, tmp_path) as (_name, old, new):
        new.set_up()
        old.sql("alter table orders_order add column planted text not null default ''")
        old.sql("alter table orders_order alter column planted drop default")
        old.serve()
        clients = Clients(old)
        with clients.working(1):
            time.sleep(2)
        assert clients.answers[500] > 0
        assert not clients.acked
