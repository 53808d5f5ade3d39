"""How good an order is: recall among the first k, and how early the first right piece comes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet

DEPTHS = (5, 10, 20, 100)
EARLY = 10


def recall(ranked: Sequence[Hashable], right: AbstractSet[Hashable], depth: int) -> float:
    """The share of the right ones among the first `depth`."""
    return len(right & set(ranked[:depth])) / len(right)


def reciprocal_rank(
    ranked: Sequence[Hashable], right: AbstractSet[Hashable], depth: int = EARLY
) -> float:
    """One over the place of the first right one; nothing when it comes later than `depth`."""
    places = (place for place, one in enumerate(ranked[:depth], 1) if one in right)
    first = next(places, None)
    return 1 / first if first else 0.0


def measured(
    runs: Sequence[Sequence[Hashable]], rights: Sequence[AbstractSet[Hashable]]
) -> dict[str, float]:
    """The means over all questions."""
    size = max(len(runs), 1)
    pairs = list(zip(runs, rights, strict=True))
    found = {f"R@{k}": sum(recall(run, right, k) for run, right in pairs) / size for k in DEPTHS}
    found[f"MRR@{EARLY}"] = sum(reciprocal_rank(run, right) for run, right in pairs) / size
    return found
