"""The catalogue this process works with: the packaged one plus the folders the bureau added.

Loading is strict, so a broken file stops the start of a process and never an order half-way.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from santai.catalogue import load
from santai.catalogue.catalogue import Catalogue

PACKAGED = Path(__file__).parent / "data"

_extra: tuple[Path, ...] = ()


def use(*extra: Path) -> None:
    """Add the operator's catalogue folders; the next `catalogue()` loads afresh."""
    global _extra
    _extra = extra
    catalogue.cache_clear()


@cache
def catalogue() -> Catalogue:
    return load(PACKAGED, *_extra)
