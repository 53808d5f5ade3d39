"""Named places where a test may make the house fail; unless armed by the environment they do nothing.

`SANTAI_FAILPOINTS="submit.written=exit,outbox.spread=raise@2"` ends the process at the first passing of one
place and raises at the second passing of another. They stand in the windows that a random kill rarely meets:
written but not committed, committed but not answered, sent but not noted.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping

NAMES = (
    "submit.begun",  # the key is new, nothing is written
    "birth.written",  # the order is written, its papers and first actions are not
    "submit.written",
    "submit.committed",  # … and nobody has been told
    "door.locked",
    "door.taken",  # the effect was taken, event and outbox are not written
    "door.written",
    "door.committed",
    "blob.staged",
    "blob.synced",  # the content is on the disk and has no name
    "blob.named",  # … has one that a power cut may take
    "blob.kept",  # … for good, and no row names it
    "outbox.claimed",
    "outbox.spread",  # messages are written, their rows are not marked
    "outbox.marked",
    "delivery.claimed",
    "delivery.sent",  # the partner has it, we have not noted that
    "sms.claimed",
    "sms.sent",
)
EXIT = 137  # what a shell says of somebody who was killed with -9

_passed: Counter[str] = Counter()


class Failed(Exception):
    """A fail point was told to raise."""


def _read(text: str) -> Mapping[str, tuple[str, int]]:
    """What each armed name does, and at which passing; ValueError for anything unknown."""
    armed = {}
    for part in filter(None, text.replace(" ", "").split(",")):
        name, _, deed = part.partition("=")
        how, _, when = deed.partition("@")
        if name not in NAMES or how not in {"exit", "raise"}:
            raise ValueError(
                f"SANTAI_FAILPOINTS: {part!r} names no fail point, or neither exit nor raise"
            )
        armed[name] = (how, int(when or 1))
    return armed


_armed = _read(os.environ.get("SANTAI_FAILPOINTS", ""))


def arm(text: str) -> None:
    """The same as the environment would, for a process that is already running."""
    global _armed
    _armed = _read(text)
    _passed.clear()


def passed() -> Counter[str]:
    """How often each armed place was passed."""
    return _passed


def failpoint(name: str) -> None:
    """Fail here if this place is armed."""
    if _armed:
        _pass(name)


def _pass(name: str) -> None:
    how, when = _armed.get(name, ("", 0))
    _passed[name] += 1
    if _passed[name] != when:
        return
    if how == "exit":
        os._exit(EXIT)  # like kill -9: nothing is flushed, closed or rolled back by us
    raise Failed(name)
