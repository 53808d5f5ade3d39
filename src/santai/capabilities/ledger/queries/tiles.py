"""Reading nodes of the tree out of tiles."""

from __future__ import annotations

from santai.capabilities.ledger.codes import SUITES
from santai.capabilities.ledger.models import Tile
from santai.kernel.merkle import Tree, parents

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32


class Tiles:
    """Nodes of the stored tree; each tile is read once."""

    def __init__(self, suite: str) -> None:
        self.digest = SUITES[suite].digest
        self._read: dict[tuple[int, int], bytes] = {}

    @property
    def tree(self) -> Tree:
        return Tree(self.node, self.digest)

    def node(self, level: int, index: int) -> bytes:
        """The hash over 2**level leaves. Raises LookupError when it is not in the tiles."""
        height = level % HEIGHT
        first = index << height
        tile = self.tile(level // HEIGHT, first // WIDTH)
        at = first % WIDTH
        row = [tile[HASH * i : HASH * (i + 1)] for i in range(at, at + (1 << height))]
        if len(row[-1]) != HASH:
            raise LookupError(f"no node {level}/{index}")
        while len(row) > 1:
            row = parents(row, self.digest)
        return row[0]

    def tile(self, level: int, number: int) -> bytes:
        key = (level, number)
        if key not in self._read:
            found = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True)
            self._read[key] = bytes(found.first() or b"")
        return self._read[key]
