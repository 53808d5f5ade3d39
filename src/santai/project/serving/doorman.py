"""At the door of a web process: a request is let in whole, and only while there is room (reliability I4, O1).

Threads are few, each with its connection to the database, so that none is spent on waiting: the loop takes the
body in, hands it to a thread with everything there, and sends the answer itself. When more come than can be answered
soon, nobody waits long: those whose turn comes too late are told when to come again, with what they typed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from santai.project.serving.environ import environ_of
from santai.project.serving.intake import Intake, TurnedAway, Unread
from santai.project.serving.rsgi import Exchange, Headers, Scope

LINE = 256  # requests that wait for a thread: what they sent is kept in memory
PATIENCE = 0.75  # seconds in the line; longer, and one is told to come again (docs/decisions/0013)
PIECE = 256 * 1024  # bytes of a long answer that are read ahead
TYPED = 256 * 1024  # bytes of a form that is given back to who is turned away
WHY = "santai.turned_away"  # the status, in the environ
CLOSING: Headers = [("Connection", "close")]
NOBODY_LISTENS = {400, 408}  # to whoever broke off, or sends a byte now and then

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
T = TypeVar("T")


class Doorman:
    """`busy` answers for the application whom it has no room for; why stands in the environ under WHY."""

    def __init__(
        self, application: Application, busy: Application, intake: Intake, threads: int
    ) -> None:
        self.application, self.busy, self.intake, self.threads = application, busy, intake, threads
        self.inside = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.pool = ThreadPoolExecutor(self.threads, "request")
        self.usher = ThreadPoolExecutor(1, "usher")

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.pool.shutdown()
        self.usher.shutdown()

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        if scope.http_version == "1.1" and "host" not in scope.headers:  # RFC 9112, 3.2
            exchange.response_empty(400, CLOSING)
            return
        try:
            body, length = await self.intake.body(scope, exchange)
        except TurnedAway as refused:
            if refused.status in NOBODY_LISTENS:
                exchange.response_empty(refused.status, CLOSING)
            else:
                environ = environ_of(scope, Unread(), None)
                await self._turn_away(environ, refused.status, exchange)
            return
        with body:
            environ = environ_of(scope, body, length)
            if self.inside >= self.threads + LINE:
                await self._turn_away(environ, 503, exchange)
                return
            self.inside += 1
            try:
                await self._serve(environ, exchange)
            finally:
                self.inside -= 1

    async def _serve(self, environ: dict[str, Any], exchange: Exchange) -> None:
        answer = await _in(self.pool, self._answer, environ, monotonic())
        if answer.rest is None:
            exchange.response_bytes(answer.status, answer.headers, answer.content)
            return
        transport = exchange.response_stream(answer.status, answer.headers)
        try:
            while piece := await _in(self.pool, answer.rest.piece):
                await transport.send_bytes(piece)
        finally:
            await _in(self.pool, answer.rest.close)

    def _answer(self, environ: dict[str, Any], came: float) -> Answer:
        """In a thread. Whoever waited long for it makes room for those behind, who would wait as long."""
        if monotonic() - came > PATIENCE:
            return self._refusal(environ, 503)
        return answered(self.application, environ)

    def _refusal(self, environ: dict[str, Any], status: int) -> Answer:
        if int(environ.get("CONTENT_LENGTH") or 0) > TYPED:
            environ["wsgi.input"] = Unread()
        environ[WHY] = status
        return answered(self.busy, environ)

    async def _turn_away(self, environ: dict[str, Any], status: int, exchange: Exchange) -> None:
        answer = await _in(self.usher, self._refusal, environ, status)
        exchange.response_bytes(answer.status, answer.headers, answer.content)


class Rest:
    """An answer that is made as it is sent: a long file, a table."""

    def __init__(self, result: Any) -> None:
        self.result, self.pieces = result, iter(result)

    def piece(self) -> bytes:
        """Empty at the end."""
        read = bytearray()
        for piece in self.pieces:
            read += piece
            if len(read) >= PIECE:
                break
        return bytes(read)

    def close(self) -> None:
        self.result.close()


@dataclass(slots=True)
class Answer:
    """Either whole in `content`, or made piece by piece by `rest`."""

    status: int
    headers: Headers
    content: bytes
    rest: Rest | None


def answered(application: Application, environ: dict[str, Any]) -> Answer:
    """What a WSGI application says; in a thread."""
    said: list[Any] = []
    result: Any = application(environ, lambda *head: said.extend(head))
    status, headers = int(said[0][:3]), list(said[1])
    if getattr(result, "streaming", False):
        return Answer(status, headers, b"", Rest(result))
    try:
        return Answer(status, headers, b"".join(result), None)
    finally:
        result.close()


async def _in(pool: ThreadPoolExecutor, work: Callable[..., T], *args: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, work, *args)
