"""What an RSGI server hands over with a request (RSGI 1.5), as far as the door uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

Headers = list[tuple[str, str]]


class Received(Protocol):
    """The headers of a request; names in small letters, each as often as it came."""

    def __contains__(self, name: str, /) -> bool: ...
    def get(self, name: str, default: Any = None) -> Any: ...
    def items(self) -> list[tuple[str, str]]: ...


class Scope(Protocol):
    """`server` and `client` are host:port; `path` is decoded, `query_string` is as it came."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None

    @property
    def headers(self) -> Received: ...


class Transport(Protocol):
    async def send_bytes(self, data: bytes) -> None: ...


class Exchange(Protocol):
    """One request and its answer; iterated over, it gives the body as it comes."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_empty(self, status: int, headers: Headers) -> None: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_stream(self, status: int, headers: Headers) -> Transport: ...
