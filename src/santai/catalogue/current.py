"""The catalogue this process works with: the packaged one plus the folders the bureau added.

Loading is strict, so a broken file stops the start of a process and never an order half-way.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from santai.catalogue import load
from santai.catalogue.catalogue import Catalogue

PACKAGED = Path(__file__).parent / "data"

_extra: tuple[Path, ...] = ()


def use(*extra: Path) -> None:
    """Add the operator's catalogue folders, in place of those added before."""
    global _extra
    _extra = extra


def catalogue() -> Catalogue:
    """What the packaged files and the added folders said when this process first read them."""
    return _read(_extra)


@lru_cache(maxsize=4)
def _read(extra: tuple[Path, ...]) -> Catalogue:
    return load(PACKAGED, *extra)
