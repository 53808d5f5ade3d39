"""Work in and out per day, as a small picture beside its table."""

from __future__ import annotations

from dataclasses import dataclass

from santai.capabilities.oversight.queries.totals import Totals

WIDE, HIGH = 960, 160


@dataclass(frozen=True, slots=True)
class Chart:
    """Two lines as points of an SVG polyline, and the greatest number of a day."""

    received: str
    done: str
    most: int
    first: str
    last: str
    width: int = WIDE
    height: int = HIGH


def chart(found: Totals) -> Chart:
    days = found.period.days
    most = max([found.days[(name, day)] for name in ("received", "done") for day in days] or [0])
    step = WIDE / max(len(days) - 1, 1)

    def line(name: str) -> str:
        heights = (found.days[(name, day)] / (most or 1) * HIGH for day in days)
        return " ".join(f"{n * step:.0f},{HIGH - height:.0f}" for n, height in enumerate(heights))

    return Chart(line("received"), line("done"), most, str(days[0]), str(days[-1]))
