"""The index of the library in the data folder: made after an import, mapped by every process that searches.

Without it everything still starts: laws are found by their names, and the page says what is missing.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from santai.capabilities.knowledge.queries.laws import pieces
from santai.capabilities.knowledge.ranking import Index, NoIndex

PUBLIC, MEASURING = "public", "measuring"
_kept: dict[Path, tuple[int, Index]] = {}


def folder(*, measuring: bool = False) -> Path:
    return Path(settings.DATA) / "knowledge" / (MEASURING if measuring else PUBLIC)


def build_index(*, measuring: bool = False) -> int:
    """Build it beside the one in use and change over; gives how many articles it holds."""
    made = Index.build(pieces(measuring=measuring))
    place = folder(measuring=measuring)
    fresh, old = place.with_name(f"{place.name}.new"), place.with_name(f"{place.name}.old")
    for one in (fresh, old):
        shutil.rmtree(one, ignore_errors=True)
    made.save(fresh)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    return len(made)


def index(*, measuring: bool = False) -> Index | None:
    """The index in use, or None where there is none; loaded again when another one is there."""
    place = folder(measuring=measuring)
    held = _kept.get(place)
    try:
        if held is None or held[0] != _stamp(place):
            held = _kept[place] = _whole(place)
    except (NoIndex, OSError):
        if not place.with_name(f"{place.name}.new").is_dir():
            return None  # else it is being changed over in this very moment: the one before serves
    return held[1] if held else None


def _whole(place: Path) -> tuple[int, Index]:
    """All of one index: if another came in its place while we read, that one."""
    while True:
        stamp = _stamp(place)
        made = Index.load(place)
        if stamp == _stamp(place):
            return stamp, made


def _stamp(place: Path) -> int:
    return (place / "about.json").stat().st_mtime_ns
