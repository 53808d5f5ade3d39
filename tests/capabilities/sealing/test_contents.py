"""Contents from before they were sealed, or under an older key, are written anew; any moment may be the last."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from santai.capabilities.sealing.actions.contents import SHARE, Daily, Walk
from santai.capabilities.sealing.streams import HEADER
from santai.kernel.blobs import BlobDamaged, BlobMissing, BlobStore
from tests.factories.seals import key, sealer

CONTENTS = [f"evidence {number}".encode() * 20_000 for number in range(5)]
NAMES = sorted(sha256(content).hexdigest() for content in CONTENTS)
DAY, NEXT = date(2026, 11, 22), date(2026, 11, 23)


@pytest.fixture
def plain(tmp_path: Path) -> BlobStore:
    """A store from before."""
    store = BlobStore(tmp_path)
    assert sorted(map(store.put, CONTENTS)) == NAMES
    return store


@pytest.fixture
def store(plain: BlobStore) -> BlobStore:
    return BlobStore(plain.root, sealer())


def lying_plain(store: BlobStore) -> list[str]:
    return [name for name in NAMES if b"evidence" in store.path(name).read_bytes()]


def keys_of(store: BlobStore) -> set[int]:
    return {HEADER.unpack(store.path(n).read_bytes()[: HEADER.size])[1] for n in NAMES}


def test_everything_is_sealed_and_reads_as_before(store: BlobStore) -> None:
    walk = Walk()
    walk.go_on(store)
    assert (walk.written, walk.ended, lying_plain(store)) == (5, True, [])
    assert [store.get(name) in CONTENTS for name in NAMES] == [True] * 5
    assert list((store.root / "tmp").iterdir()) == []


def test_done_again_it_finds_nothing(store: BlobStore) -> None:
    Walk().go_on(store)
    again = Walk()
    again.go_on(store)
    assert (again.written, again.ended) == (0, True)


def test_stopped_at_any_content_it_goes_on_where_it_was(store: BlobStore) -> None:
    """The clock moves a second with each look at it; two looks a content."""
    walk = Walk()
    ticks = iter(range(1000))
    walk.go_on(store, seconds=4, rest=0, clock=lambda: float(next(ticks)), sleep=lambda _: None)
    assert (walk.written, walk.ended, len(lying_plain(store))) == (2, False, 3)
    walk.go_on(store)
    assert (walk.written, walk.ended, lying_plain(store)) == (5, True, [])


def test_it_rests_as_long_as_it_was_told(store: BlobStore) -> None:
    rests: list[float] = []
    ticks = iter(range(1000))
    Walk().go_on(store, rest=3.0, clock=lambda: float(next(ticks)), sleep=rests.append)
    assert rests == [3.0] * 5


def test_an_older_key_gives_way_to_the_newest(store: BlobStore) -> None:
    Walk().go_on(store)
    assert keys_of(store) == {7}
    newer = BlobStore(store.root, sealer(key(7), key(8, fill=b"n")))
    assert [newer.get(name) in CONTENTS for name in NAMES] == [True] * 5
    Walk().go_on(newer)
    assert keys_of(newer) == {8}
    assert [newer.get(name) in CONTENTS for name in NAMES] == [True] * 5


def test_what_is_damaged_stays_as_it_lies_and_is_counted(store: BlobStore) -> None:
    path = store.path(NAMES[2])
    path.chmod(0o600)
    path.write_bytes(b"rotten")
    walk = Walk()
    walk.go_on(store)
    assert (walk.written, walk.faults, path.read_bytes()) == (4, 1, b"rotten")
    with pytest.raises(BlobDamaged):
        store.get(NAMES[2])


def test_what_was_swept_meanwhile_is_passed_over(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "renew", lambda name: (_ for _ in ()).throw(BlobMissing(name)))
    walk = Walk()
    walk.go_on(store)
    assert (walk.written, walk.faults, walk.ended) == (0, 5, True)


def test_a_content_that_does_not_read_back_leaves_the_old_one(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plain one may be the only one there is: a memory that flips a bit must not cost it."""
    honest = store.seal.sealed

    def flips(pieces, name):  # type: ignore[no-untyped-def]
        return honest((bytes([piece[0] ^ 1]) + piece[1:] for piece in pieces), name)

    monkeypatch.setattr(
        "santai.capabilities.sealing.streams.Sealer.sealed", lambda _, p, n: flips(p, n)
    )
    walk = Walk()
    walk.go_on(store)
    assert (walk.written, walk.faults, lying_plain(store)) == (0, 5, NAMES)


def test_once_a_day_a_little_at_a_time(store: BlobStore) -> None:
    daily = Daily()
    assert SHARE < 60
    assert (daily.a_little(store, day=DAY), daily.walk.ended) == (5, True)
    late = b"given in by a process of the old version"
    name = BlobStore(store.root).put(late)
    assert (daily.a_little(store, day=DAY), late in store.path(name).read_bytes()) == (0, True)
    assert (daily.a_little(store, day=NEXT), late in store.path(name).read_bytes()) == (1, False)
