"""The rehearsal: copy while people work, lose the machine, make it anew elsewhere, and look at everything."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from santai.project import postgres
from santai.project.backup import keys
from santai.project.backup.restore import restore, santai
from santai.project.backup.take import streaming, take


@dataclass
class Drill:
    """What was seen; `faults` is empty when the copy was good."""

    orders: int = 0
    acknowledged: int = 0
    copied_in: float = 0
    restored_in: float = 0
    faults: list[str] = field(default_factory=list)


def drill(data: Path, work: Path, acknowledged: Callable[[], Iterable[str]] = tuple) -> Drill:
    """Rehearse in `work`, which should be empty; the installation itself goes on undisturbed.

    `acknowledged` gives the numbers that somebody outside was told up to the moment the machine is lost; it
    is asked when streaming still goes on, so that every one of them must be found again.
    """
    seen, copies, made = Drill(), work / "copies", work / "restored"
    begun = time.monotonic()
    with streaming(copies):
        take(data, copies)
        told = set(acknowledged())
    seen.copied_in = round(time.monotonic() - begun, 1)
    passphrase, sealed = secrets.token_urlsafe(), work / "keys"
    keys.seal(keys.found(data), passphrase, sealed)
    begun = time.monotonic()
    restore(copies, made, sealed=sealed, passphrase=passphrase)
    seen.restored_in = round(time.monotonic() - begun, 1)
    with postgres.running(made) as address:
        there = _numbers(address)
        seen.orders, seen.acknowledged = len(there), len(told)
        seen.faults += [
            f"工单 {number} 已经告知收到，恢复后没有" for number in sorted(told - there)
        ]
        seen.faults += santai(made, "check", "--quiet")
    return seen


def _numbers(address: str) -> set[str]:
    with psycopg.connect(address) as connection:
        return {number for (number,) in connection.execute("select number from orders_order")}
