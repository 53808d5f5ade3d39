"""The list of faults, and how one is planted: in a copy of the tree, where its killer is run with a limit.

A killer is a process of its own, for what a module did at import must not outlive the fault. It is quick by what
it finds: one database, made by the first, and the bytecode of everything that was not changed. A fault in a migration
gets a database of its own, made with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from psycopg.conninfo import conninfo_to_dict

from santai.project import postgres

ROOT = Path(__file__).resolve().parents[3]
LIST = Path(__file__).with_name("mutants.yaml")
LIMIT = 600  # seconds for a killer; one that hangs has noticed
COPIED = ("src", "tests", "docs", "tools", "verify")
LINKED = ("node_modules", ".venv")
FILES = ("pyproject.toml", "package.json", "package-lock.json", "Makefile", "README.md")
OURS = (  # what this run was told; the killer is told its own
    *("SANTAI_", "DATABASE_URL", "PYTEST_", "DJANGO_", "RELIABILITY"),
    "PYTHONDONTWRITEBYTECODE",
)
FAILED = 1  # pytest: tests were run and some failed; anything else is no verdict


@dataclass(frozen=True, slots=True)
class Mutant:
    id: str
    what: str
    file: str  # under src/santai, or in verify/
    old: str
    new: str
    killer: str  # a test, by its pytest node

    def path(self, tree: Path) -> Path:
        return tree / ("" if self.file.startswith("verify/") else "src/santai") / self.file


@dataclass(frozen=True, slots=True)
class Verdict:
    killed: bool
    said: str  # the end of what the killer printed


def mutants() -> tuple[Mutant, ...]:
    return tuple(Mutant(**row) for row in yaml.safe_load(LIST.read_text()))


def copy_tree(to: Path) -> Path:
    """A copy of the repository to plant in; what is large and never changed is linked."""
    for name in COPIED:
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, to / name)
    for name in LINKED:
        if (ROOT / name).exists():
            (to / name).symlink_to(ROOT / name)
    return to


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """One PostgreSQL for all killers: its test database is made by the first and kept for the others."""
    folder.chmod(0o755)  # root hands the server to a system user
    with postgres.running(folder):
        parts = conninfo_to_dict(postgres.address(folder))
        yield "postgresql://{user}@/{dbname}?host={host}".format(**parts)


def plant(mutant: Mutant, tree: Path, address: str) -> Verdict:
    """Apply it, run its killer, take it back."""
    path = mutant.path(tree)
    clean = path.read_text()
    _write(path, clean.replace(mutant.old, mutant.new))
    try:
        return run(mutant.killer, tree, address, made_with_it="/migrations/" in mutant.file)
    finally:
        _write(path, clean)


def _write(path: Path, text: str) -> None:
    """At a second of its own: bytecode is taken for that of a source of the same second and length."""
    before = path.stat().st_mtime
    path.write_text(text)
    os.utime(path, (before + 1, before + 1))


def run(node: str, tree: Path, address: str, *, made_with_it: bool = False) -> Verdict:
    """Run one test in the tree; killed when it failed, or did not come to an end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    if made_with_it:
        address = address.replace("?", "_with_fault?")
    environment |= {"PYTHONPATH": str(tree / "src"), "DATABASE_URL": address}
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-x",
                "--create-db" if made_with_it else "--reuse-db",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:xdist",
                node,
            ],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Verdict(killed=True, said="did not come to an end")
    if done.returncode not in (0, FAILED):
        raise RuntimeError(f"{node}: no verdict\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Verdict(killed=done.returncode == FAILED, said=done.stdout[-600:])
