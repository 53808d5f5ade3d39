"""All pairs, and the table of them in the handbook: `python -m tests.reliability.race.table` writes it."""

from __future__ import annotations

from pathlib import Path

if __name__ == "__main__":
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from tests.reliability.race import (
    of_halls,
    of_money,
    of_orders,
    of_others,
    of_people,
    of_rights,
    of_sides,
)
from tests.reliability.race.pairs import SOURCE, Pair

__all__ = ["ALL", "PAGE", "SOURCE", "page"]

ALL: tuple[Pair, ...] = (
    *of_orders.PAIRS,
    *of_people.PAIRS,
    *of_halls.PAIRS,
    *of_others.PAIRS,
    *of_rights.PAIRS,
    *of_money.PAIRS,
    *of_sides.PAIRS,
)
PAGE = Path(__file__).resolve().parents[3] / "docs/reliability/races.md"
HEAD = """\
# What is looked at and then done

Two who look at the same moment must not both act. Every such pair that reading the code brought to light is raced
by threads with connections of their own on a real PostgreSQL, as it is and with its guard taken away: then the race
must be lost. `make reliability-race` makes 10,000 contests of those with a star, which the goals name, and 1,000 of
each of the others. This page is written by `python -m tests.reliability.race.table`; a test compares them.

| pair | what is looked at, then done | guard |
|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    return HEAD + "".join(
        f"| {one.id}{' *' * one.foremost} | {one.what} | `{one.file}`: `{one.guard}` |\n"
        for one in ALL
    )


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
