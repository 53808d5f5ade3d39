"""The Merkle tree of RFC 9162 §2.1: its root, and proofs that something is in it or that it only grew.

A tree does not hold its leaves. It asks for nodes: `node(level, index)` is the hash over the complete
subtree of 2**level leaves that begins at leaf index * 2**level. Whoever keeps nodes (in tiles, in a list)
gives a proof without reading the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Digest = Callable[[bytes], bytes]
Node = Callable[[int, int], bytes]

LEAF, NODE = b"\x00", b"\x01"  # RFC 9162 §2.1.1: a leaf can never pass for a node


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """GB/T 32905, where the OpenSSL of this machine has it."""
    return hashlib.new("sm3", data).digest()


def leaf_hash(entry: bytes, digest: Digest = sha256) -> bytes:
    return digest(LEAF + entry)


class Tree:
    """Roots and proofs of a log whose complete subtrees somebody keeps."""

    def __init__(self, node: Node, digest: Digest = sha256) -> None:
        self.node, self.digest = node, digest

    def root(self, size: int) -> bytes:
        """The root of the first `size` leaves."""
        return self._over(0, size) if size else self.digest(b"")

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """PATH(index, D[size]), RFC 9162 §2.1.3.1."""
        if not 0 <= index < size:
            raise ValueError(f"no leaf {index} in a tree of {size}")
        return self._path(index, 0, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """PROOF(old, D[new]), RFC 9162 §2.1.4.1; nothing to say about the empty tree."""
        if not 0 <= old <= new:
            raise ValueError(f"a tree of {new} did not grow out of one of {old}")
        return self._subproof(old, 0, new, known=True) if 0 < old < new else []

    def _over(self, low: int, high: int) -> bytes:
        size = high - low
        level = size.bit_length() - 1
        if size == 1 << level:
            return self.node(level, low >> level)
        middle = low + _split(size)
        return self.digest(NODE + self._over(low, middle) + self._over(middle, high))

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*self._path(index, low, middle), self._over(middle, high)]
        return [*self._path(index, middle, high), self._over(low, middle)]

    def _subproof(self, old: int, low: int, high: int, *, known: bool) -> list[bytes]:
        """SUBPROOF; `known`: the subtree is the whole old tree, whose root its reader has."""
        if old == high:
            return [] if known else [self._over(low, high)]
        middle = low + _split(high - low)
        if old <= middle:
            return [*self._subproof(old, low, middle, known=known), self._over(middle, high)]
        return [*self._subproof(old, middle, high, known=False), self._over(low, middle)]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def parents(children: Sequence[bytes], digest: Digest = sha256) -> list[bytes]:
    """The nodes over pairs of neighbours; one without a neighbour has no parent yet."""
    pairs = zip(children[::2], children[1::2], strict=False)
    return [digest(NODE + left + right) for left, right in pairs]


class Growing:
    """A tree that grows leaf by leaf and remembers only the roots of its complete subtrees."""

    def __init__(self, digest: Digest = sha256) -> None:
        self.digest, self.size = digest, 0
        self._tops: list[bytes] = []  # of complete subtrees, largest first

    def append(self, leaf: bytes) -> list[tuple[int, bytes]]:
        """Add the hash of a leaf; gives every node that became complete, with its level."""
        made = [(0, leaf)]
        size = self.size
        while size & 1:
            leaf = self.digest(NODE + self._tops.pop() + leaf)
            made.append((made[-1][0] + 1, leaf))
            size >>= 1
        self._tops.append(leaf)
        self.size += 1
        return made

    def root(self) -> bytes:
        if not self._tops:
            return self.digest(b"")
        *larger, root = self._tops
        for top in reversed(larger):
            root = self.digest(NODE + top + root)
        return root
