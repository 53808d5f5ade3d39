"""A schematic map (示意图): one tile for each place. Not surveyed, and says so on the page.

Tiles of a region whose arrangement somebody drew stand where `tiles.json` puts them (column, row and, where the
name is long, a short one), roughly as on a map; those of any other region fill a plain grid by their codes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from santai.capabilities.oversight.queries.totals import Totals

if TYPE_CHECKING:
    from santai.capabilities.places.models import Region

SOURCE = Path(__file__).with_name("tiles.json")
WIDE, HIGH, GAP = 150, 104, 8
LETTERS = 4  # of a name that is cut
STEPS = (0.0, 0.1, 0.3)  # shares overdue above which a tile is drawn stronger


@dataclass(frozen=True, slots=True)
class Tile:
    """`x`, `y`: its corner in the picture; `shade`: none, calm, some, many or most, by the share overdue."""

    code: str
    name: str
    x: int
    y: int
    open: int
    overdue: int
    due_today: int
    shade: str

    @property
    def left(self) -> int:
        """Where its text begins."""
        return self.x + 12

    @property
    def lines(self) -> tuple[int, int, int]:
        """The baselines of its three lines of text."""
        return self.y + 34, self.y + 62, self.y + 88


@dataclass(frozen=True, slots=True)
class Cartogram:
    tiles: Sequence[Tile]
    width: int
    height: int
    drawn: bool  # by hand, not a plain grid
    wide: int = WIDE - GAP
    high: int = HIGH - GAP


@dataclass(frozen=True, slots=True)
class Seat:
    column: int
    row: int
    short: str = ""  # where the place's own name is too long for a tile


def cartogram(found: Totals) -> Cartogram:
    places = [place for place in found.places if place.ended is None]
    arranged = _arranged().get(found.region, {})
    drawn = {place.pk for place in places} <= set(arranged)
    seats = arranged if drawn else _grid([place.pk for place in places])
    tiles = [_tile(place, seats[place.pk], found) for place in places]
    columns = 1 + max((seats[tile.code].column for tile in tiles), default=0)
    rows = 1 + max((seats[tile.code].row for tile in tiles), default=0)
    return Cartogram(tiles, columns * WIDE, rows * HIGH, drawn)


def _tile(place: Region, seat: Seat, found: Totals) -> Tile:
    open_, late, today = (found.placed[(n, place.pk)] for n in ("open", "overdue", "due_today"))
    name = seat.short or (
        place.name if len(place.name) <= LETTERS + 1 else f"{place.name[:LETTERS]}…"
    )
    return Tile(
        code=place.pk,
        name=name,
        x=seat.column * WIDE,
        y=seat.row * HIGH,
        open=open_,
        overdue=late,
        due_today=today,
        shade=_shade(open_, late),
    )


def _shade(open_: int, late: int) -> str:
    if not open_:
        return "none"
    return ("calm", "some", "many", "most")[sum(late / open_ > step for step in STEPS)]


def _grid(codes: Sequence[str]) -> dict[str, Seat]:
    across = max(1, ceil(sqrt(len(codes))))
    return {code: Seat(n % across, n // across) for n, code in enumerate(sorted(codes))}


@cache
def _arranged() -> dict[str, dict[str, Seat]]:
    """The arrangements of `tiles.json`, by region."""
    regions = json.loads(SOURCE.read_text())
    return {
        region: {code: Seat(*seat) for code, seat in tiles.items()}
        for region, tiles in regions.items()
    }
