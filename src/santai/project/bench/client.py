"""A client that costs little: keep-alive connections, prepared requests, one thread for each.

Run as a program of its own, so that its CPU time is not counted: `python -m santai.project.bench.client`
reads a plan as JSON on standard input and prints the measurements as JSON.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class BadAnswer(Exception):
    """The server answered with something else than was expected; a benchmark of errors is none."""


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Send `requests` (texts, each a whole HTTP request) over `clients` connections; times in ms."""
    requests, clients = plan["requests"], plan["clients"]
    shares = [requests[start::clients] for start in range(clients)]
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = list(pool.map(lambda share: _one(plan["port"], share, plan["expect"]), shares))
    seconds = time.perf_counter() - begun
    times = sorted(took for part in parts for took in part)
    return {
        "per_s": round(len(times) / seconds, 1),
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
    }


def _one(port: int, requests: list[str], expect: int) -> list[float]:
    times = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            begun = time.perf_counter()
            connection.sendall(request.encode())
            status, body = _answer(connection)
            times.append((time.perf_counter() - begun) * 1000)
            if status != expect:
                raise BadAnswer(f"{status}: {body[:500].decode(errors='replace')}")
    return times


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    lengths = [line.partition(":")[2] for line in lines if line.startswith("content-length")]
    if not lengths:
        raise BadAnswer("an answer without content-length")
    while len(body) < int(lengths[0]):
        body += _more(connection)
    return int(lines[0].split()[1]), body


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    if not piece:
        raise BadAnswer("the server closed the connection")
    return piece


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))
