"""A live server whose stop waits for the requests that are under way.

Django's own lets their threads run on: one that still writes when the tables are emptied for the next file meets
that in a deadlock, and whichever of the two the database gives up, the next town finds what it did not expect.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer
from pytest_django.live_server_helper import LiveServer


class WaitingServer(ThreadedWSGIServer):
    daemon_threads = False  # those that are joined when the server closes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._talks: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        talk, address = super().get_request()
        self._talks.add(talk)
        return talk, address

    def close_request(self, request: Any) -> None:
        self._talks.discard(request)
        super().close_request(request)

    def server_close(self) -> None:
        """After `shutdown`, when nobody new is let in: no more is read, what was read is answered."""
        for talk in self._talks.copy():
            with suppress(OSError):
                talk.shutdown(socket.SHUT_RD)
        super().server_close()


@contextmanager
def serving() -> Iterator[str]:
    """Serve on a port of this machine; the address."""
    server = LiveServer("127.0.0.1", start=False)
    server.thread.server_class = WaitingServer
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
