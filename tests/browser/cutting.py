"""A bad line: a proxy that cuts connections at a byte of its own choosing, in either direction (ADV-07).

Whatever comes after the cut has not arrived; what went through just before it has or has not, and nobody is told.

Both ends see a connection that is reset, never one that ends in good order: without TLS Chromium takes the half of a
head for the whole of an answer, and a service worker without a line in it for a new version of ours. Over TLS, which
a service worker needs everywhere but on this machine, an end in the middle is known for what it is (RFC 8446, 6.1).
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlsplit

PIECE = 4096
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away what is under way and resets
UP, DOWN = 0, 1


@dataclass
class Line:
    """Between a browser and the server at `target`; `cuts` says how many connections it still has to cut."""

    target: tuple[str, int]
    random: Random
    cuts: int = 0
    made: int = 0
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _plan: list[int] = field(default_factory=lambda: [0, 0])  # bytes left in each direction

    def __post_init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._welcome, daemon=True).start()

    def cut_soon(self, times: int) -> None:
        """From now on cut so many times, each after some bytes in one direction or the other."""
        with self._lock:
            self.cuts = times
            self._draw()

    def close(self) -> None:
        self._door.close()
        self._drop_all()

    def _draw(self) -> None:
        """Where the next cut falls: within a head, within a part of a photograph, within an answer.

        Answers are short: those to a whole round of entries are some thousand bytes, of which each must have
        its chance, the last one above all: the server has the entry by then and the device does not know.
        """
        direction = self.random.choice((UP, DOWN))
        most = self.random.choice((400, 3_000, 30_000, 200_000) if direction == UP else (9_000,))
        self._plan = [1 << 60, 1 << 60]
        self._plan[direction] = self.random.randrange(most)

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(self.target)
        except OSError:
            near.close()
            return
        with self._lock:
            self._open |= {near, far}
        back = threading.Thread(target=self._carry, args=(far, near, DOWN), daemon=True)
        back.start()
        self._carry(near, far, UP)
        back.join()
        with self._lock:
            self._open -= {near, far}
        for end in (near, far):
            end.close()

    def _carry(self, source: socket.socket, target: socket.socket, direction: int) -> None:
        with suppress(OSError):
            while (piece := source.recv(PIECE)) and source in self._open:
                through, cut = self._through(len(piece), direction)
                target.sendall(piece[:through])
                if cut:
                    self._drop_all()
        with self._lock, suppress(OSError):
            if target in self._open:
                target.shutdown(socket.SHUT_WR)

    def _through(self, size: int, direction: int) -> tuple[int, bool]:
        with self._lock:
            if not self.cuts:
                return size, False
            if size < self._plan[direction]:
                self._plan[direction] -= size
                return size, False
            through = self._plan[direction]
            self.cuts -= 1
            self.made += 1
            self._draw()
            return through, True

    def _drop_all(self) -> None:
        """The whole line goes down, not one conversation on it. Whoever carries wakes up and closes."""
        with self._lock:
            ends, self._open = self._open, set()
            for end in ends:
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    end.shutdown(socket.SHUT_RD)


@contextmanager
def cut_line(server: str, seed: int) -> Iterator[Line]:
    parts = urlsplit(server)
    line = Line((parts.hostname or "", parts.port or 80), Random(seed))
    try:
        yield line
    finally:
        line.close()
