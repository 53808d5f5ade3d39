"""Requests as an RSGI server hands them over, made by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from santai.project.serving.rsgi import Headers

FORM = ("content-type", "application/x-www-form-urlencoded")
Pieces = list[bytes | float]  # a number is a pause in seconds


class Listed(list[tuple[str, str]]):
    """Headers in the order they came."""

    def __contains__(self, name: object) -> bool:
        return any(one == name for one, _ in self)

    def get(self, name: str, default: str | None = None) -> str | None:
        return next((value for one, value in self if one == name), default)

    def items(self) -> list[tuple[str, str]]:
        return list(self)


@dataclass
class Asked:
    """A scope."""

    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    listed: list[tuple[str, str]] = field(default_factory=lambda: [("host", "testserver")])
    client: str = "10.0.0.7:5000"
    server: str = "127.0.0.1:8000"
    scheme: str = "http"
    http_version: str = "1.1"
    proto: str = "http"
    authority: str | None = None

    @property
    def headers(self) -> Listed:
        return Listed(self.listed)


@dataclass
class Sent:
    """An answer being sent."""

    content: bytes = b""

    async def send_bytes(self, data: bytes) -> None:
        self.content += data


@dataclass
class Line:
    """An exchange: gives the pieces of a body, and remembers what was answered."""

    pieces: Pieces = field(default_factory=list)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    sent: Sent = field(default_factory=Sent)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                await asyncio.sleep(piece)

    def response_empty(self, status: int, headers: Headers) -> None:
        self.response_bytes(status, headers, b"")

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        self.status, self.headers, self.sent.content = status, dict(headers), body

    def response_stream(self, status: int, headers: Headers) -> Sent:
        self.status, self.headers = status, dict(headers)
        return self.sent


def form(body: bytes, *, announced: int | None = None, client: str = "10.0.0.7:5000") -> Asked:
    """A form with so many bytes."""
    length = ("content-length", str(len(body) if announced is None else announced))
    return Asked("POST", listed=[("host", "testserver"), FORM, length], client=client)
