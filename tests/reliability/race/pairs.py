"""What a check-then-act pair is, and how the guard of one is taken away.

A pair looks at something and then acts on what it saw; two who look at the same moment must not both act. Each is
listed with the line that guards it (C1, C2), and each is raced twice: as it is, and with its guard gone, which
must show: a race that cannot be lost proves nothing.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from santai.capabilities.approvals import actions as approvals
from santai.capabilities.emergencies import actions as emergencies
from santai.capabilities.identity.actions import passkeys
from santai.capabilities.meetings.actions import booking
from santai.capabilities.orders import access
from santai.capabilities.people.actions import phones
from santai.desk import saved
from tests.reliability.contests import Contenders, errors, shared_out, winners
from tests.reliability.race.town import Town

SOURCE = Path(access.__file__).parents[2]
EVERYBODY = 8
AT_ONCE = 500  # contests prepared, raced and judged together


class Planting:
    """Takes guards away; leaving the block puts them back."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Planting:
        self._patch = self._stack.enter_context(pytest.MonkeyPatch.context())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def replace(self, holder: Any, name: str, value: Any) -> None:
        self._patch.setattr(holder, name, value)

    def no_row_locks(self) -> None:
        """Nobody waits for a row. The number of an event, unique in its order, is a second guard: gone too."""
        self.replace(access, "_LOCKED", access._LOCKED.replace(" FOR UPDATE", ""))
        self.no_locks_of_the_orm()
        self.drop("orders_event", "event_seq_once")

    def no_locks_of_the_orm(self) -> None:
        self.replace(QuerySet, "select_for_update", lambda rows, **_: rows.all())

    def nobody_waits(self) -> None:
        """No lock that has a name and no row."""
        for module in (approvals, booking, emergencies, passkeys, phones, saved):
            self.replace(module, "one_at_a_time", lambda _what: None)

    def drop(self, table: str, name: str, mend: str = "") -> None:
        """A constraint or unique index, by name, until the end; the rows made meanwhile are deleted then, or mended."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            last = cursor.fetchone()[0]
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
            )
            if found := cursor.fetchone():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
                again = f"ALTER TABLE {table} ADD CONSTRAINT {name} {found[0]}"
            else:
                cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
                again = cursor.fetchone()[0]
                cursor.execute(f"DROP INDEX {name}")
        mend = mend or f"DELETE FROM {table} WHERE id > {last}"
        # past the triggers that keep events from being deleted
        for statement in (
            again,
            f"ALTER TABLE {table} ENABLE TRIGGER USER",
            mend,
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
        ):
            self._stack.callback(_run, statement)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class Together(ABC):
    """Judges all contests of a batch with few questions to the database."""

    @abstractmethod
    def of_all(self, matters: Sequence[Any], results: Sequence[Sequence[Any]]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """`prepare` makes the matter of one contest, `entry` is what a contender does about it, `fault` says what is
    wrong afterwards ("" when nothing is), given what everybody got."""

    id: str
    what: str  # what is looked at, then done: a line for the table
    file: str  # where the guard stands, and …
    guard: str  # … its text, found there
    prepare: Callable[[Town], Any]
    entry: Callable[[Town, Any, int], Any]
    fault: Callable[[Town, Any, Sequence[Any]], str] | Together
    plant: Callable[[Planting], None] = field(repr=False)
    contenders: int = EVERYBODY
    # Of the thirteen that C1 and C2 name: raced longest, in several processes, so no contest may touch another's rows.
    foremost: bool = False

    def race(self, town: Town, contests: int) -> list[str]:
        """Everything that went wrong in so many contests."""
        matters = [self.prepare(town) for _ in range(contests)]
        results = Contenders(self.contenders).race(
            contests, lambda contest, contender: self.entry(town, matters[contest], contender)
        )
        broken = [f"{type(error).__name__}: {error}" for got in results for error in errors(got)]
        return broken + self._wrong(town, matters, results)

    def _wrong(
        self, town: Town, matters: Sequence[Any], results: Sequence[Sequence[Any]]
    ) -> list[str]:
        if isinstance(self.fault, Together):
            return self.fault.of_all(matters, results)
        judged = (self.fault(town, *one) for one in zip(matters, results, strict=True))
        return [wrong for wrong in judged if wrong]

    def race_long(self, town: Town, contests: int) -> list[str]:
        """As many as are prepared together at a time; the foremost on every core, unless xdist has the cores."""
        alone = "PYTEST_XDIST_WORKER" not in os.environ
        cores = (os.cpu_count() or 1) if self.foremost and contests > AT_ONCE and alone else 1
        if cores == 1:
            return self._in_turn(town, contests)

        def work(share: int) -> tuple[int, list[str]]:
            town.take_share(share, cores)
            found = self._in_turn(town, len(range(share, contests, cores)))
            return town.number(), found

        shares = shared_out(cores, work)
        town.go_on_after(max(last for last, _ in shares))
        return [one for _, found in shares for one in found]

    def _in_turn(self, town: Town, contests: int) -> list[str]:
        found: list[str] = []
        for begun in range(0, contests, AT_ONCE):
            found += self.race(town, min(AT_ONCE, contests - begun))
        return found


def only(most: int) -> Callable[[Any, Any, Sequence[Any]], str]:
    """Exactly so many may win."""

    def fault(_town: Any, _matter: Any, got: Sequence[Any]) -> str:
        many = len(winners(got))
        return "" if many == most else f"{many} of {len(got)} won, not {most}"

    return fault


def the_same(_town: Town, _matter: Any, got: Sequence[Any]) -> str:
    """Everybody is answered, and with the same."""
    answers = set(map(str, got))
    return "" if len(answers) == 1 else f"{len(answers)} different answers"


def all_different(_town: Town, _matter: Any, got: Sequence[Any]) -> str:
    mine = winners(got)
    return "" if len(set(mine)) == len(mine) == len(got) else f"twice: {sorted(map(str, mine))}"
