"""Copies of what people gave in: sealed as they lie, found whole without a key, never a bad one over a good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from santai.capabilities.sealing.actions.contents import Walk
from santai.kernel.blobs import BlobStore
from santai.project.backup import contents
from santai.project.backup.manifest import Refused
from tests.factories.seals import sealer

PAPER = b"a paper " * 40_000


@pytest.fixture
def source(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "data" / "uploads", sealer())


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def copy(source: BlobStore, copies: Path) -> tuple[dict[str, list[str]], list[str]]:
    return contents.copy(source.root.parent, copies)


def rot(store: BlobStore, name: str) -> None:
    path = store.path(name)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


def test_a_copy_lies_sealed_and_opens_with_the_same_key(source: BlobStore, copies: Path) -> None:
    name = source.put(PAPER)
    assert copy(source, copies) == ({"uploads": [name]}, [])
    kept = BlobStore(copies / "uploads", sealer())
    assert kept.path(name).read_bytes() == source.path(name).read_bytes()
    assert b"a paper" not in kept.path(name).read_bytes()
    assert kept.get(name) == PAPER
    contents.check(copies, {"uploads": [name]})


def test_what_was_plain_in_a_copy_is_replaced_once_it_is_sealed(
    source: BlobStore, copies: Path
) -> None:
    name = BlobStore(source.root).put(PAPER)
    copy(source, copies)
    kept = BlobStore(copies / "uploads", sealer())
    assert kept.path(name).read_bytes() == PAPER
    contents.check(copies, {"uploads": [name]})
    Walk().go_on(source)
    copy(source, copies)
    assert b"a paper" not in kept.path(name).read_bytes()
    assert kept.get(name) == PAPER


def test_a_bad_one_is_named_and_never_put_over_a_good_copy(source: BlobStore, copies: Path) -> None:
    good = source.put(PAPER)
    copy(source, copies)
    bad = source.put(b"another")
    rot(source, good)
    rot(source, bad)
    assert copy(source, copies) == ({"uploads": [good]}, [f"uploads/{bad}"])
    assert BlobStore(copies / "uploads", sealer()).get(good) == PAPER


def test_a_copy_that_rotted_is_refused_and_made_again(source: BlobStore, copies: Path) -> None:
    name = source.put(PAPER)
    there, _ = copy(source, copies)
    rot(BlobStore(copies / "uploads"), name)
    with pytest.raises(Refused, match="file-damaged"):
        contents.check(copies, there)
    copy(source, copies)
    contents.check(copies, there)
