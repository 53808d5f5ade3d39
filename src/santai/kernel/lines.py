"""A line to another machine that is cut when its time is over, whatever trickles in."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from threading import Timer
from time import monotonic


@contextmanager
def timed(
    scheme: str, host: str, address: tuple[str, int], seconds: float
) -> Iterator[socket.socket]:
    """An open line to the address, with TLS for `host` where the scheme is https. Raises OSError.

    The time counts from the first packet, and cuts also in the middle of a handshake or of a word.
    """
    ends = monotonic() + seconds
    line = socket.create_connection(address, timeout=max(seconds, 0.001))
    if scheme == "https":
        line = _tls().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
    timer = Timer(max(ends - monotonic(), 0), _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        yield line
    finally:
        timer.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # it was closed in the same moment
        socket.socket.shutdown(line, socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
