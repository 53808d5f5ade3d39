"""Loading the demonstration: people and places at once, then the stories, on as many cores as there are.

A marker in the data folder says that it is not finished, so that what Ctrl-C interrupts goes on next time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection, connections, transaction

from santai.capabilities.identity.actions import second
from santai.capabilities.orders.actions import sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account
from santai.kernel.errors import Refusal
from santai.kernel.workdays import ZONE
from santai.project.commands.regions import PACKAGED
from santai.project.demo.appointments import arrange
from santai.project.demo.cast import PASSWORD, assemble, gather
from santai.project.demo.ground import lay, survey
from santai.project.demo.knowledge import fill
from santai.project.demo.stories import AGES, LINES, STORIES, Over, Story, Teller
from santai.project.processes import die_with

ORDERS = 2000
DAYS = 90
SEED = 20261121
TELLERS = 2
WITH_SECOND = "shi-aq"  # the security administrator of the city
SAID = 200  # stories between two lines of progress
CHILDREN = 15  # orders that ten tellings of a line make: the other side's, those that follow
NEAR = "410422"  # 叶县, whose offices the start page shows

__all__ = ["PASSWORD", "load", "wanted"]


@dataclass(frozen=True, slots=True)
class Telling:
    """When a story begins; which line and which turn of it, or one that is drawn."""

    start: datetime
    line: int = -1
    turn: int = 0


def wanted() -> bool:
    """Whether nobody is here yet, or an earlier load was interrupted."""
    return not Account.objects.exists() or _marker().exists()


def load(
    orders: int = ORDERS,
    *,
    now: datetime | None = None,
    tellers: int = TELLERS,
    times: int = len(AGES),
) -> None:
    """About so many orders of the past 90 days, every line told so many `times` among them; says what it does.
    Raises if a story does not work."""
    begun, now = time.perf_counter(), now or datetime.now(ZONE)
    rng = Random(SEED + Order.objects.count())  # noqa: S311  the same demonstration everywhere
    _marker().touch()
    if not Account.objects.exists():
        with transaction.atomic():
            gather(lay(PACKAGED, rng, now.date()), rng, now.date())
            _show_the_second_step(now)
    teller = Teller(survey(), assemble(now.date()), rng, now)
    _introduce(teller)
    arrange(teller.ground, teller.cast, rng, now)
    fill(teller.cast, now)
    alone, lines = _lines(now, times)
    _tell(teller, alone, min(tellers, 1))
    left = max(orders - Order.objects.count() - len(lines) * CHILDREN // 10, 0)
    told = sorted(
        [*lines, *(Telling(start) for start in _starts(rng, now, left))], key=lambda one: one.start
    )
    _tell(teller, told, tellers)
    while sweep(at=now):
        pass
    _marker().unlink(missing_ok=True)
    seconds = time.perf_counter() - begun
    print(f"demo: {Order.objects.count():,} orders in {seconds:.0f} s", flush=True)
    print(f"demo: begin at /start/ (staff 22-ck, 22-sl, shi-rx1 …, password {PASSWORD})")


def _marker() -> Path:
    return Path(settings.DATA) / "demo-unfinished"


def _show_the_second_step(now: datetime) -> None:
    """One account asks for six digits too; the page shows them while nothing here is real."""
    account = Account.objects.get(username=WITH_SECOND)
    second.enrol(account)
    second.confirm(account, typed=second.digits_at(account, at=now), at=now)


def _introduce(teller: Teller) -> None:
    ground, cast = teller.ground, teller.cast
    print(
        f"demo: {len(ground.counties)} counties,"
        f" {sum(map(len, ground.villages.values())):,} village rooms,"
        f" {sum(map(len, cast.staff.values()))} staff, {len(cast.lawyers)} lawyers",
        flush=True,
    )


def _lines(now: datetime, times: int) -> tuple[list[Telling], list[Telling]]:
    """What is still to be told of every line: the draws, which are told first and in their order, and the rest."""
    told = [
        Telling(now - timedelta(days=age, minutes=7 * line), line, turn)
        for line, (service, _) in enumerate(LINES)
        for turn, age in enumerate(AGES[:times])
        if turn >= Order.objects.filter(service=service, parent=None).count()
    ]
    return [one for one in told if one.line == 0], [one for one in told if one.line]


def _starts(rng: Random, now: datetime, many: int) -> list[datetime]:
    """When each story begins: any minute of the past 90 days."""
    return sorted(now - timedelta(minutes=rng.randrange(30, DAYS * 24 * 60)) for _ in range(many))


def _tell(teller: Teller, told: Sequence[Telling], tellers: int) -> None:
    """Each teller is a process of its own, none of them for whoever wants to see all in this one; if one fails, the
    whole fails. Where they are processes this one tells nothing: documents are set by threads, with which a process
    must not fork."""
    if not tellers:
        _say(teller, told, aloud=True)
        return
    connections.close_all()  # a connection must not be shared
    fork = multiprocessing.get_context("fork")
    parts = [
        fork.Process(target=_tell_apart, args=(teller, told[number::tellers], number, os.getpid()))
        for number in range(tellers)
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    if any(part.exitcode for part in parts):
        raise RuntimeError("the demonstration could not be told to the end; see above")


def _tell_apart(teller: Teller, told: Sequence[Telling], number: int, parent: int) -> None:
    die_with(parent, signal.SIGKILL)
    with connection.cursor() as cursor:
        # Invented orders need not survive a power cut; real ones never come this way.
        cursor.execute("SET synchronous_commit TO off")
    own = replace(teller, rng=Random(SEED + len(told) * 10 + number))  # noqa: S311
    _say(own, told, aloud=number == 0)


def _say(teller: Teller, told: Sequence[Telling], *, aloud: bool) -> None:
    for number, one in enumerate(told):
        if aloud and len(told) >= SAID and number % SAID == 0:
            _look_again()
            print(f"demo: {number / max(len(told), 1):.0%} of the stories", flush=True)
        _one(teller, one)


def _look_again() -> None:
    """The tables grow faster than the database looks at them by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _one(teller: Teller, told: Telling) -> None:
    if told.line < 0:
        tell = teller.rng.choices([s for s, _ in STORIES], [weight for _, weight in STORIES])[0]
        story = Story(teller, told.start)
    else:
        tell, story = LINES[told.line][1], Story(teller, told.start, told.turn, NEAR)
    try:
        tell(story)
    except Over:
        return
    except Refusal as refusal:
        raise RuntimeError(f"a story of {tell.__name__} was refused: {refusal}") from refusal
