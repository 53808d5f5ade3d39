"""Faults planted in a copy of the source: each is killed by the test that the list names (goal M1)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.mutants.planting import (
    ROOT,
    Mutant,
    copy_tree,
    database,
    mutants,
    plant,
    run,
)
from tests.reliability.mutants.table import PAGE, page
from tests.reliability.sizes import LONG, report

ALL = mutants()
SAMPLE = ("damage-served", "mask-shows-all")  # quick ones, without a database of their own to fill
PLANTED = [one for one in ALL if LONG or one.id in SAMPLE]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_tree(tmp_path_factory.mktemp("mutants"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="santai-mutants-"))  # short, for the socket
    with database(folder) as address:
        yield address
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("mutant", ALL, ids=[one.id for one in ALL])
def test_every_fault_can_still_be_planted(mutant: Mutant) -> None:
    assert mutant.path(ROOT).read_text().count(mutant.old) == 1
    assert mutant.old != mutant.new


@pytest.mark.parametrize("mutant", ALL, ids=[one.id for one in ALL])
def test_every_killer_exists(mutant: Mutant) -> None:
    file, name = mutant.killer.split("::")
    assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text()


def test_there_are_as_many_as_were_promised() -> None:
    """M1: at least forty, beginning with those of the list; and those of what came since."""
    assert len({one.id for one in ALL}) == len(ALL) >= 100


@pytest.mark.parametrize("mutant", PLANTED, ids=[one.id for one in PLANTED])
def test_the_fault_is_killed_by_the_test_that_the_list_names(
    mutant: Mutant, tree: Path, address: str
) -> None:
    verdict = plant(mutant, tree, address)
    report(f"mutant-{mutant.id}", killed=verdict.killed, by=mutant.killer)
    assert verdict.killed, f"{mutant.what}: survived\n{verdict.said}"


def test_without_a_fault_nothing_is_killed(tree: Path, address: str) -> None:
    """The runner itself: a copy that nobody changed passes."""
    assert (
        run(next(one.killer for one in ALL if one.id == SAMPLE[0]), tree, address).killed is False
    )


def test_the_table_of_the_handbook_is_that_of_the_list() -> None:
    """`python -m tests.reliability.mutants.table` writes it anew."""
    assert PAGE.read_text() == page()
