"""Contents of files as sealed streams: any change is refused, and anything can be read from anywhere (P2)."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.sealing.envelope import AES, SM4
from santai.capabilities.sealing.streams import FOOT, HEADER, MARK, PIECE, SEALED, Sealer, whole
from santai.kernel.blobs import Unreadable
from tests.factories.seals import key, sealer

BOTH = pytest.mark.parametrize("algorithm", [AES, SM4])
EDGES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5)


def content_of(size: int) -> bytes:
    return Random(size).randbytes(size)


def name_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def sealed(content: bytes, by: Sealer | None = None, cut: int = 10_000) -> bytes:
    pieces = (content[at : at + cut] for at in range(0, len(content), cut))
    return b"".join((by or sealer()).sealed(pieces, lambda: name_of(content)))


def opened(lying: bytes, by: Sealer | None = None) -> bytes:
    return (by or sealer()).opened(io.BytesIO(lying)).read()


def pieces_of(lying: bytes) -> tuple[bytes, list[bytes], bytes]:
    body = lying[HEADER.size : -FOOT]
    cut = [body[at : at + SEALED] for at in range(0, len(body), SEALED)]
    return lying[: HEADER.size], cut, lying[-FOOT:]


@BOTH
@pytest.mark.parametrize("size", EDGES)
def test_what_was_sealed_opens_and_shows_nothing(algorithm: str, size: int) -> None:
    by, content = sealer(key(algorithm=algorithm)), content_of(size)
    lying = sealed(content, by)
    assert opened(lying, by) == content
    assert len(lying) == HEADER.size + size + 16 * max(1, -(-size // PIECE)) + FOOT
    assert size < 8 or content[:8] not in lying


@given(st.integers(1, 3 * PIECE), st.lists(st.integers(1, 2 * PIECE), min_size=1, max_size=5))
def test_however_it_comes_in_it_is_the_same(size: int, cuts: list[int]) -> None:
    content, at, pieces = content_of(size), 0, []
    while at < size:
        pieces.append(content[at : at + cuts[len(pieces) % len(cuts)]])
        at += len(pieces[-1])
    lying = b"".join(sealer().sealed(pieces, lambda: name_of(content)))
    assert opened(lying) == content


@given(st.lists(st.tuples(st.integers(0, 3 * PIECE + 9), st.integers(1, PIECE + 9)), max_size=6))
def test_any_part_is_read_from_anywhere(parts: list[tuple[int, int]]) -> None:
    content = content_of(3 * PIECE + 5)
    file = sealer().opened(io.BytesIO(sealed(content)))
    for at, length in parts:
        assert file.seek(at) == at
        assert file.read(length) == content[at : at + length]
    assert (file.seek(-5, os.SEEK_END), file.read()) == (3 * PIECE, content[-5:])
    with pytest.raises(ValueError, match="before the beginning"):
        file.seek(-1)


@given(st.integers(0, 10**9), st.integers(1, 255))
def test_a_changed_byte_is_refused(where: int, flip: int) -> None:
    """In the header too: without its mark it is plain, and then its hash is wrong. In the foot the content is not
    touched, but the copy is not as it was written."""
    content = content_of(2 * PIECE + 100)
    lying = bytearray(sealed(content))
    lying[where % len(lying)] ^= flip
    assert not whole(io.BytesIO(lying), name_of(content))
    if len(MARK) <= where % len(lying) < len(lying) - FOOT:
        with pytest.raises(Unreadable):
            opened(bytes(lying))


def test_pieces_in_another_order_are_refused() -> None:
    head, cut, foot = pieces_of(sealed(content_of(4 * PIECE)))
    swapped = [cut[1], cut[0], *cut[2:]]
    with pytest.raises(Unreadable, match="piece 0: it is not what was sealed"):
        opened(head + b"".join(swapped) + foot)
    for left_out in (0, 1, 2):
        with pytest.raises(Unreadable, match=f"piece {left_out}: "):
            opened(head + b"".join(cut[:left_out] + cut[left_out + 1 :]) + foot)


def test_what_was_cut_off_is_refused_wherever_it_was_cut() -> None:
    head, cut, foot = pieces_of(sealed(content_of(3 * PIECE)))
    for left in (1, 2):
        with pytest.raises(Unreadable, match=f"piece {left - 1}: it is cut off"):
            opened(head + b"".join(cut[:left]) + foot)
    for length in (0, 5, 15, 16, SEALED + 16, SEALED + 17, 2 * SEALED + 40):
        with pytest.raises(Unreadable):
            opened(head + b"".join(cut)[:length] + foot)


def test_what_was_added_to_it_is_refused() -> None:
    head, cut, foot = pieces_of(sealed(content_of(2 * PIECE)))
    with pytest.raises(Unreadable):
        opened(head + b"".join([*cut, cut[-1]]) + foot)


def test_a_piece_of_another_file_is_refused() -> None:
    head, cut, foot = pieces_of(sealed(content_of(3 * PIECE)))
    _, others, _ = pieces_of(sealed(content_of(3 * PIECE)))
    with pytest.raises(Unreadable, match="piece 1: it is not what was sealed"):
        opened(head + b"".join([cut[0], others[1], cut[2]]) + foot)


def test_the_same_content_never_looks_the_same() -> None:
    assert len({sealed(b"x") for _ in range(100)}) == 100


def test_the_number_of_the_key_is_bound_to_the_content() -> None:
    """Even where two numbers stand for one secret: nobody tells an old file that it is under a new key."""
    ring = sealer(key(7), key(8))
    lying = bytearray(sealed(b"evidence", sealer(key(7))))
    lying[HEADER.size - 21] = 8
    with pytest.raises(Unreadable):
        opened(bytes(lying), ring)


def test_a_key_that_is_not_there_is_named() -> None:
    with pytest.raises(Unreadable, match="no key 7"):
        opened(sealed(b"x"), sealer(key(8)))


def test_after_a_change_of_keys_the_old_ones_open_what_they_sealed() -> None:
    lying = sealed(b"old", sealer(key(7)))
    now = sealer(key(7), key(8, fill=b"n"))
    assert (opened(lying, now), now.is_newest(io.BytesIO(lying))) == (b"old", False)
    assert now.is_newest(io.BytesIO(sealed(b"new", now)))


def test_what_lies_plain_from_before_still_opens() -> None:
    for plain in (b"", b"%PDF-1.4", content_of(PIECE)):
        assert opened(plain) == plain
        assert whole(io.BytesIO(plain), name_of(plain))
        assert not sealer().is_newest(io.BytesIO(plain))
    assert not whole(io.BytesIO(b"another"), name_of(b"one"))


def test_whether_it_is_whole_is_told_without_a_key_and_of_one_name_only() -> None:
    lying = sealed(b"one")
    assert whole(io.BytesIO(lying), name_of(b"one"))
    assert not whole(io.BytesIO(lying), name_of(b"another"))
    assert not whole(io.BytesIO(lying[:-1]), name_of(b"one"))
    assert not whole(io.BytesIO(lying[: HEADER.size]), name_of(b"one"))


@BOTH
def test_a_large_file_takes_little_memory(
    algorithm: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    by = sealer(key(algorithm=algorithm))
    path = tmp_path_factory.mktemp("large") / "recording"

    def pieces() -> Iterator[bytes]:
        yield from (bytes(1024 * 1024) for _ in range(32))

    tracemalloc.start()
    with path.open("wb") as file:
        file.writelines(by.sealed(pieces(), lambda: "name"))
    with by.opened(path.open("rb")) as content:
        while content.read(1024 * 1024):
            pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * 1024 * 1024
