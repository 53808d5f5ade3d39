"""The tree against the definition in RFC 9162 §2.1.1, for every size up to 300 (L1)."""

from __future__ import annotations

import pytest

from santai.kernel.merkle import Growing, Tree, leaf_hash, parents, sha256, sm3

SIZES = 300
# RFC 6962's reference implementation: these eight leaves, and the roots over the first 1 to 8 of them.
VECTORS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def defined(entries: list[bytes], digest=sha256) -> bytes:
    """MTH, word for word."""
    n = len(entries)
    if n == 0:
        return digest(b"")
    if n == 1:
        return digest(b"\x00" + entries[0])
    k = max(1 << i for i in range(n.bit_length()) if 1 << i < n)
    return digest(b"\x01" + defined(entries[:k], digest) + defined(entries[k:], digest))


def tree_of(entries: list[bytes], digest=sha256) -> Tree:
    levels = [[leaf_hash(entry, digest) for entry in entries]]
    while len(levels[-1]) > 1:
        levels.append(parents(levels[-1], digest))
    return Tree(lambda level, index: levels[level][index], digest)


@pytest.mark.parametrize("digest", [sha256, sm3])
def test_roots_are_those_of_the_definition(digest) -> None:
    entries = [n.to_bytes(2, "big") for n in range(SIZES)]
    tree, growing = tree_of(entries, digest), Growing(digest)
    for size in range(SIZES + 1):
        expected = defined(entries[:size], digest)
        assert (tree.root(size), growing.root()) == (expected, expected)
        if size < SIZES:
            growing.append(leaf_hash(entries[size], digest))


def test_roots_are_those_of_the_reference_implementation() -> None:
    tree = tree_of([bytes.fromhex(text) for text in VECTORS])
    assert tuple(tree.root(size).hex() for size in range(1, 9)) == ROOTS


def test_there_is_no_proof_of_what_is_not_there() -> None:
    tree = tree_of([b"one", b"two"])
    with pytest.raises(ValueError, match="no leaf 2"):
        tree.inclusion(2, 2)
    with pytest.raises(ValueError, match="did not grow"):
        tree.consistency(2, 1)
