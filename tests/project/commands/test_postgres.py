"""``santai postgres``: the programs of PostgreSQL, pointed at our database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from santai.project import cli

SANTAI = [sys.executable, "-m", "santai.project.cli", "postgres"]


def santai(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "santai.project.settings"}
    return subprocess.run(
        [*SANTAI, *arguments], check=False, capture_output=True, text=True, env=environment
    )


def test_psql_is_in_our_database() -> None:
    done = santai("psql", "-At", "-c", "select current_user, current_database()")
    assert done.stdout == "santai|santai\n"


def test_a_dump_can_be_read_back(tmp_path: Path) -> None:
    file = str(tmp_path / "santai.dump")
    assert santai("pg_dump", "--format=custom", f"--file={file}").returncode == 0
    assert "dbname: santai" in santai("pg_restore", "--list", file).stdout


@pytest.mark.parametrize("name", ["../../../../../../../../bin/sh", "/bin/sh", "rm", "."])
def test_only_programs_of_postgresql_are_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["postgres", name, "-c", "echo caught"]) == 2
    assert capsys.readouterr().out.startswith("there is clusterdb createdb")
