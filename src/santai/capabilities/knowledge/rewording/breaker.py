"""A model that failed several times is left alone for a while, and only so many ask it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic


class Breaker:
    """Of one process. `most`: at once, so that a slow model never holds all threads that answer people."""

    def __init__(
        self,
        *,
        failures: int = 3,
        pause: float = 60,
        most: int = 2,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._limit, self._pause, self._most, self._clock = failures, pause, most, clock
        self._lock = Lock()
        self._failed = self._asking = 0
        self._closed_until = 0.0

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Whether the model may be asked now. What is raised inside counts as a failure, and is raised on."""
        may = self._enter()
        try:
            yield may
        except Exception:
            self._leave(may, failed=True)
            raise
        self._leave(may, failed=False)

    def _enter(self) -> bool:
        with self._lock:
            may = self._asking < self._most and self._clock() >= self._closed_until
            self._asking += may
            return may

    def _leave(self, may: bool, *, failed: bool) -> None:
        if not may:
            return
        with self._lock:
            self._asking -= 1
            self._failed = self._failed + 1 if failed else 0
            if self._failed >= self._limit:
                self._closed_until = self._clock() + self._pause
                self._failed = self._limit - 1  # after the pause one more failure is enough
