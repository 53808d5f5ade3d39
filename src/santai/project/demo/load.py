"""Loading the demonstration into an empty database."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from santai.capabilities.orders.actions import sweep
from santai.capabilities.orders.models import Order
from santai.kernel.errors import Refusal
from santai.kernel.workdays import ZONE
from santai.project.commands.regions import PACKAGED
from santai.project.demo.cast import PASSWORD, gather
from santai.project.demo.ground import lay
from santai.project.demo.stories import STORIES, Over, Story, Teller

ORDERS = 2000
DAYS = 90
SEED = 20261121

__all__ = ["PASSWORD", "load"]


def load(orders: int = ORDERS, *, now: datetime | None = None) -> None:
    """About so many orders of the past 90 days; says what it does. Raises if a story does not work."""
    begun, now = time.perf_counter(), now or datetime.now(ZONE)
    rng = Random(SEED)  # noqa: S311  the same demonstration everywhere
    with transaction.atomic():  # all or nothing: what Ctrl-C interrupts begins anew next time
        ground = lay(PACKAGED, rng, now.date())
        cast = gather(ground, rng, now.date())
        print(
            f"demo: {len(ground.counties)} counties,"
            f" {sum(map(len, ground.villages.values())):,} village rooms,"
            f" {sum(map(len, cast.staff.values()))} staff, {len(cast.lawyers)} lawyers",
            flush=True,
        )
        _tell(Teller(ground, cast, rng, now), orders)
        while sweep(at=now):
            pass
    seconds = time.perf_counter() - begun
    print(f"demo: {Order.objects.count():,} orders in {seconds:.0f} s", flush=True)
    print(f"demo: sign in at /login/ as 22-ck, 22-sl, shi-rx1 … with the password {PASSWORD}")


def _tell(teller: Teller, orders: int) -> None:
    starts = sorted(
        teller.now - timedelta(minutes=teller.rng.randrange(30, DAYS * 24 * 60))
        for _ in range(orders)
    )
    for number, start in enumerate(starts):
        _one(teller, start)
        if number % 200 == 0:
            _look_again()
            print(f"demo: {number:,} of {orders:,} stories", flush=True)


def _look_again() -> None:
    """Nobody else sees our rows yet, so the database's own statistics would stay those of empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _one(teller: Teller, start: datetime) -> None:
    tell = teller.rng.choices([s for s, _ in STORIES], [weight for _, weight in STORIES])[0]
    story = Story(teller, start)
    try:
        tell(story)
    except Over:
        return
    except Refusal as refusal:
        raise RuntimeError(f"a story of {tell.__name__} was refused: {refusal}") from refusal
