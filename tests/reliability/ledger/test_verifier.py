"""L1: the independent verifier accepts what is true and nothing else.

Proofs come from our tree, verdicts from the second program, which was written from the RFC and shares nothing
with it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

import santai_verify as verify
from santai.kernel.merkle import Growing, Tree, leaf_hash, parents, sha256, sm3
from santai_signatures import ed25519, ed25519_public, ed25519_sign, sm3_in_python
from tests.reliability.sizes import LONG, report, size

ENTRIES = [n.to_bytes(4, "big") for n in range(300)]


def tree_of(entries: list[bytes]) -> Tree:
    levels = [[leaf_hash(entry) for entry in entries]]
    while len(levels[-1]) > 1:
        levels.append(parents(levels[-1]))
    return Tree(lambda level, index: levels[level][index])


TREE = tree_of(ENTRIES)
ROOTS = [TREE.root(n) for n in range(301)]
Probe = tuple[bytes, int, int, list[bytes], bytes]


def flipped(data: bytes, by: random.Random) -> bytes:
    place = by.randrange(8 * len(data))
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def wrong_ones(true: Probe, by: random.Random) -> Iterator[tuple[str, Probe]]:
    """The mutation classes of transparency-dev/merkle."""
    leaf, index, count, proof, root = true
    noise = by.randbytes(32)
    yield "a bit of the leaf", (flipped(leaf, by), index, count, proof, root)
    yield "a bit of the root", (leaf, index, count, proof, flipped(root, by))
    yield "the root of nothing", (leaf, index, count, proof, sha256(b""))
    for other in {index - 1, index + 1, index ^ 2, 2 * index} - {index}:
        if other >= 0:
            yield "another index", (leaf, other, count, proof, root)
    yield "index beyond", (leaf, count, count, proof, root)
    for other in {count - 1, count + 1, 2 * count, count // 2} - {count}:
        # Of another size this may be as true as of its own, where the path is the same: the root says.
        if other < 0 or other > 300 or ROOTS[other] != root:
            yield "another size", (leaf, index, other, [*proof, noise], root)
    yield "trailing garbage", (leaf, index, count, [*proof, noise], root)
    yield "trailing root", (leaf, index, count, [*proof, root], root)
    yield "leading garbage", (leaf, index, count, [noise, *proof], root)
    yield "the leaf in its own proof", (leaf, index, count, [leaf, *proof], root)
    if proof:
        place = by.randrange(len(proof))
        changed = [*proof[:place], flipped(proof[place], by), *proof[place + 1 :]]
        yield "a bit of the proof", (leaf, index, count, changed, root)
        yield "the end cut off", (leaf, index, count, proof[:-1], root)
        yield "the beginning cut off", (leaf, index, count, proof[1:], root)
        yield "a node twice", (leaf, index, count, [proof[0], *proof], root)
    if len(proof) > 1:
        yield "two nodes swapped", (leaf, index, count, [proof[1], proof[0], *proof[2:]], root)


def probes(by: random.Random, counts: list[int]) -> tuple[int, int, list[str]]:
    """True proofs refused and false ones accepted are both faults."""
    right, wrong, faults = 0, 0, []
    for count in counts:
        for index in range(count):
            leaf, root = leaf_hash(ENTRIES[index]), ROOTS[count]
            true: Probe = (leaf, index, count, TREE.inclusion(index, count), root)
            right += 1
            if not verify.included(*true, sha256):
                faults.append(f"refused {index} of {count}")
            for what, probe in wrong_ones(true, by):
                wrong += 1
                if verify.included(*probe, sha256):
                    faults.append(f"accepted {what}, {index} of {count}")
    return right, wrong, faults


def test_no_tampered_inclusion_proof_is_accepted() -> None:
    by = random.Random(9162)
    counts = list(range(1, 301)) if LONG else [*range(1, 33), 63, 64, 65, 127, 128, 255, 256, 257]
    total, wrong = 0, 0
    while wrong < size(1, 1_000_000):
        right, more, faults = probes(by, counts)
        total, wrong = total + right, wrong + more
        assert faults == []
    report("ledger-inclusion", true=total, tampered=wrong, accepted=0)


def test_a_verifier_without_the_node_prefix_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a hash that forgets 0x00 and 0x01 takes a node for a leaf. The definition refuses its proofs."""
    bare: Callable[[bytes], bytes] = lambda data: sha256(data[1:])  # noqa: E731
    leaf, tree = bare(b"\x00" + ENTRIES[0]), TREE
    assert not verify.included(leaf, 0, 300, tree.inclusion(0, 300), ROOTS[300], bare)


def test_a_verifier_that_forgets_to_count_is_caught() -> None:
    """Planted: one that does not look whether the path is used up takes a cut tree; the probes say so."""

    def forgetful(leaf, index, count, proof, root, h) -> bool:
        node = leaf
        for sibling in proof:
            node = h(b"\x01" + (sibling + node if index & 1 else node + sibling))
            index >>= 1
        return node == root

    real, verify.included = verify.included, forgetful
    try:
        assert probes(random.Random(1), [8])[2] != []
    finally:
        verify.included = real


def test_every_consistency_proof_holds_and_no_changed_one() -> None:
    by, right, wrong = random.Random(2142), 0, 0
    news = range(1, 301) if LONG else [*range(1, 40), 128, 129, 255, 256, 257]
    for new in news:
        for old in range(new + 1):
            proof, one, two = TREE.consistency(old, new), ROOTS[old], ROOTS[new]
            assert verify.consistent(old, new, proof, one, two, sha256), (old, new)
            right += 1
            if old in {0, new}:
                continue
            place = by.randrange(len(proof))
            changed = [*proof[:place], flipped(proof[place], by), *proof[place + 1 :]]
            false = [
                (old, new, changed, one, two),
                (old, new, proof, flipped(one, by), two),
                (old, new, proof, one, flipped(two, by)),
                (old, new, proof, two, one),
                (old, new, proof[:-1], one, two),
                (old, new, proof[1:], one, two),
                (old, new, [*proof, by.randbytes(32)], one, two),
                (old, new, [by.randbytes(32), *proof], one, two),
                (new, old, proof, two, one),
                (old, new, proof, ROOTS[old - 1], two),
                (old, old, proof, one, two),
            ]
            wrong += len(false)
            assert not any(verify.consistent(*probe, sha256) for probe in false), (old, new)
    report("ledger-consistency", true=right, tampered=wrong, accepted=0)


def test_a_tree_that_grows_is_the_tree_of_the_verifier() -> None:
    for digest in (sha256, sm3):
        growing = Growing(digest)
        leaves = [leaf_hash(entry, digest) for entry in ENTRIES]
        for count, leaf in enumerate(leaves):
            assert verify.tree_root(leaves[:count], digest) == growing.root()
            growing.append(leaf)


RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_ed25519_is_that_of_rfc_8032(seed: str, public: str, message: str, signature: str) -> None:
    key, text, made = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_public(bytes.fromhex(seed)) == key
    assert ed25519_sign(bytes.fromhex(seed), text) == made
    assert ed25519(key, made, text)
    assert not ed25519(key, made, text + b"!")
    order = 2**252 + 27742317777372353535851937790883648493
    again = int.from_bytes(made[32:], "little") + order  # the same signature written otherwise
    assert not ed25519(key, made[:32] + again.to_bytes(32, "little"), text)


def test_sm3_is_that_of_gb_t_32905() -> None:
    assert (
        sm3_in_python(b"abc").hex()
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    by = random.Random(3)
    for length in (*range(130), 1000):
        data = by.randbytes(length)
        assert sm3_in_python(data) == sm3(data)
