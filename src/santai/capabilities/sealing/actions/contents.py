"""Contents that lie plain, from before they were sealed, or under an older key: written anew, one after another.

What is done is known by how it lies: a walk may stop at any moment, and another one goes on where it was.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from math import inf

from santai.kernel.blobs import BlobFault, BlobStore

SHARE = 2.0  # seconds of every minute: the worker has more to do, and the disk is others' too
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Walk:
    """Over one store, in the order of the names."""

    after: str = ""
    written: int = 0
    faults: int = 0
    ended: bool = False

    def go_on(
        self,
        store: BlobStore,
        *,
        seconds: float = inf,
        rest: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """For so many seconds at most; it rests so many times as long as each content took."""
        until = clock() + seconds
        for name in store.older(inf, after=self.after):
            begun = clock()
            if begun >= until:
                return
            if self._renew(store, name):
                sleep(rest * (clock() - begun))
            self.after = name
        self.ended = True

    def _renew(self, store: BlobStore, name: str) -> bool:
        try:
            written = store.renew(name)
        except BlobFault as fault:  # swept meanwhile, or damaged: `santai files verify` says which
            log.error("not sealed: %s", fault)
            self.faults += 1
            return False
        self.written += written
        return written


@dataclass(slots=True)
class Daily:
    """One walk a day, a little at a time; for the worker. One that is started again begins again."""

    day: date = date.min
    walk: Walk = field(default_factory=Walk)

    def a_little(self, store: BlobStore, *, day: date) -> int:
        """Gives how many were written."""
        if day != self.day:
            self.day, self.walk = day, Walk()
        before = self.walk.written
        if not self.walk.ended:
            self.walk.go_on(store, seconds=SHARE)
        return self.walk.written - before
