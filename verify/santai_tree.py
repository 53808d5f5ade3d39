"""The Merkle tree of RFC 9162 §2.1, as whoever verifies sees it: proofs and roots, nothing kept."""

from __future__ import annotations

from collections.abc import Callable

Digest = Callable[[bytes], bytes]


def included(
    leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes, h: Digest
) -> bool:
    """RFC 9162 §2.1.3.2."""
    return climbed(leaf, index, size, proof, h) == root


def climbed(leaf: bytes, index: int, size: int, proof: list[bytes], h: Digest) -> bytes | None:
    """The root that this proof leads to; None when it is not as long as it must be."""
    if index >= size:
        return None
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = h(b"\x01" + p + r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = h(b"\x01" + r + p)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


def consistent(
    first: int, second: int, proof: list[bytes], one: bytes, two: bytes, h: Digest
) -> bool:
    """RFC 9162 §2.1.4.2; from the empty tree everything grows."""
    if first > second or (first == 0 and one != h(b"")):
        return False
    if first == second:
        return not proof and one == two
    if first == 0:
        return not proof
    if not proof:
        return False
    path = [one, *proof] if first & (first - 1) == 0 else list(proof)
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = h(b"\x01" + c + fr), h(b"\x01" + c + sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = h(b"\x01" + sr + c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == one and sr == two


def tree_root(leaves: list[bytes], h: Digest) -> bytes:
    """RFC 9162 §2.1.1, level by level: an odd one goes up as it is."""
    row = leaves or [h(b"")]
    while len(row) > 1:
        pairs = [h(b"\x01" + a + b) for a, b in zip(row[::2], row[1::2], strict=False)]
        row = pairs + row[2 * len(pairs) :]
    return row[0]
