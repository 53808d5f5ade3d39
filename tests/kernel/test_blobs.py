"""Contents are durable before they have a name, and checked before they are read (D8, case 16, 17)."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.kernel.blobs import BlobDamaged, BlobMissing, BlobStore


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def test_content_is_kept_under_its_hash(store: BlobStore) -> None:
    name = store.put(b"evidence")

    assert (name, store.get(name)) == (sha256(b"evidence").hexdigest(), b"evidence")
    assert store.path(name) == store.root / name[:2] / name[2:4] / name
    assert store.path(name).stat().st_mode & 0o777 == 0o400


def test_the_name_comes_after_the_content_and_before_the_folder_are_on_the_disk(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(b"the folders are there already")
    folder = store.path(sha256(b"evidence").hexdigest()).parent
    folder.mkdir(parents=True)
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        done.append(
            "sync folder" if os.path.samestat(os.fstat(handle), folder.stat()) else "sync file"
        )
        sync(handle)

    def rename(path: Path, target: Path) -> Path:
        done.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", rename)
    store.put(b"evidence")

    assert done == ["sync file", "rename", "sync folder"]


def test_staged_content_that_is_not_kept_is_gone(store: BlobStore) -> None:
    with store.stage([b"one ", b"two"]) as staged:
        assert (staged.file.read(), staged.size) == (b"one two", 7)

    assert list((store.root / "tmp").iterdir()) == []
    with pytest.raises(BlobMissing):
        store.get(staged.sha256)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_any_change_on_the_disk_is_found(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, data: st.DataObject
) -> None:
    store = BlobStore(tmp_path_factory.mktemp("blobs"))
    name = store.put(content)
    changed = bytearray(content)
    changed[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    store.path(name).chmod(0o600)
    store.path(name).write_bytes(bytes(changed))
    with pytest.raises(BlobDamaged):
        store.get(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "g" * 64, "a" * 63])
def test_only_hashes_are_names(store: BlobStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.path(name)


def test_only_what_is_older_is_listed_and_cleared(store: BlobStore) -> None:
    old, young = store.put(b"old"), store.put(b"young")
    os.utime(store.path(old), (1000, 1000))
    stray = store.root / "tmp" / "left-by-a-crash"
    stray.write_bytes(b"half")

    assert (list(store.older(2000)), store.is_older(young, 2000)) == ([old], False)
    assert list(store.older(9e9, after=min(old, young))) == [max(old, young)]
    assert (store.clear_temporary(2000), stray.exists()) == (0, True)
    os.utime(stray, (1000, 1000))
    assert (store.clear_temporary(2000), stray.exists()) == (1, False)


def test_an_empty_store_lists_nothing(store: BlobStore) -> None:
    assert (list(store.older(9e9)), store.clear_temporary(9e9)) == ([], 0)


def test_every_byte_is_looked_at_by_name(store: BlobStore) -> None:
    name = store.put(b"evidence")
    assert store.verify(name) == 8
    store.path(name).chmod(0o600)
    store.path(name).write_bytes(b"evidencf")
    with pytest.raises(BlobDamaged):
        store.verify(name)
    store.remove(name)
    with pytest.raises(BlobMissing):
        store.verify(name)


def test_what_lies_as_it_would_today_is_not_written_again(store: BlobStore) -> None:
    name = store.put(b"evidence")
    written = store.path(name).stat().st_ino
    assert (store.renew(name), store.path(name).stat().st_ino) == (False, written)
