"""I4: malformed, huge and dawdling HTTP at the real server, over bare sockets: 4xx, and others are served meanwhile."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from django.db import connection

from santai.project.bench.stage import _free_port, _wait_for
from santai.project.processes import dying_with_us
from tests.reliability.sizes import report, size

LINE = b"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\n"
JSON = b"Content-Type: application/json\r\n"


def get(*headers: bytes, path: bytes = b"/healthz", host: bytes = b"Host: 127.0.0.1") -> bytes:
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", host, *headers, b"", b""])


SENT: dict[str, tuple[bytes, set[int]]] = {
    "two lengths": (LINE + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", {400}),
    "a length below nothing": (LINE + b"Content-Length: -5\r\n\r\n", {400}),
    "a length in words": (LINE + b"Content-Length: five\r\n\r\n", {400}),
    "a length beyond numbers": (LINE + b"Content-Length: 99999999999999999999999\r\n\r\n", {400, 413}),
    "length and chunks": (LINE + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400, 401}),
    "an unknown coding": (LINE + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", {400, 501}),
    "a chunk without size": (LINE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\na\r\n0\r\n\r\n", {400, 401}),
    "100 MB announced": (LINE + JSON + b"Content-Length: 104857600\r\n\r\n{", {401, 413}),
    "two hosts": (get(b"Host: evil.example"), {400}),
    "no host": (get(host=b"X: y"), {400}),
    "a foreign host": (get(host=b"Host: evil.example", path=b"/"), {400}),
    "a folded header": (get(b"X: a", b" b"), {400}),
    "a space before the colon": (get(b"X : a"), {400}),
    "a bare line end in a header": (get(b"X: a\nSet-Cookie: b=c\r"), {200, 400}),
    "NUL in a header": (get(b"X: a\0b"), {400}),
    "a long address": (get(path=b"/" + b"a" * 70_000), {414, 431}),
    "a long header": (get(b"X: " + b"a" * 700_000), {431}),
    "many headers": (get(*(b"X%d: a" % n for n in range(300))), {431}),
    "NUL in the address": (get(path=b"/%00"), {404}),
    "half characters in the address": (get(path=b"/%ff%fe/"), {404}),
    "bare UTF-8 in the address": (get(path="/法".encode()), {400, 404}),
    "up and out": (get(path=b"/static/../../../etc/passwd"), {400, 404}),
    "up and out, written out": (get(path=b"/static/%2e%2e/%2e%2e/etc/passwd"), {400, 404}),
    "TRACE": (b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {405}),
    "CONNECT": (b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", {400, 403, 404, 405}),
    "a method of one's own": (b"BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {403, 405}),
    "TLS where there is none": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "HTTP/2 unasked": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
    "HTTP/9": (b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n", {400, 505}),
}  # fmt: skip


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    """The server that `santai run` starts, on the database of the tests."""
    found, where = _free_port(), connection.settings_dict
    user, host = quote(where["USER"], safe=""), quote(where["HOST"], safe="")
    port = f":{where['PORT']}" if where["PORT"] else ""
    address = f"postgresql://{user}@{host}{port}/{where['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "santai.project.cli", "serve", "--port", str(found)],
        env={**os.environ, "DATABASE_URL": address, "SANTAI_PROCESSES": "1"},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dying_with_us(15),
    )
    try:
        _wait_for(found)
        yield found
    finally:
        process.terminate()
        process.wait(20)


def status(port: int, raw: bytes) -> int:
    """What the server answers; 400 when it ends the line without a word."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        try:
            line.sendall(raw)
            answer = line.recv(4096)
        except (ConnectionResetError, BrokenPipeError):
            return 400
    return int(answer.split(b" ", 2)[1]) if answer else 400


@pytest.mark.parametrize("what", SENT)
def test_what_is_malformed_is_refused(port: int, what: str) -> None:
    """A refusal of the one who sent it, and never a fault of ours."""
    raw, meant = SENT[what]
    assert status(port, raw) in meant
    assert status(port, get()) == 200


def test_two_hundred_that_dawdle_hold_nobody_up_and_are_cut_off(port: int) -> None:
    """Slowloris: heads that never end."""
    many = size(200, 800)
    before = _waits(port)
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            for _ in range(many)
        ]
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        started = time.monotonic()
        meanwhile = _waits(port)
        assert lines[0].recv(1) == b""
        cut = time.monotonic() - started
    report("http-slow", lines=many, before=before, meanwhile=meanwhile, cut=cut)
    assert meanwhile < 2 * before + 0.1
    assert cut < 15


def _waits(port: int) -> float:
    """The second slowest of forty answers, in seconds."""
    taken = []
    for _ in range(40):
        started = time.monotonic()
        assert status(port, get()) == 200
        taken.append(time.monotonic() - started)
    return sorted(taken)[-2]
