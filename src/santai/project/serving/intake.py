"""Taking in what belongs to a request, before a thread is asked for it (reliability I4; ASVS 13.1.1, 15.1.3).

A body may dawdle as long as it keeps coming: an old telephone on a bad line needs a minute for a photograph. Who sends
more slowly than any line is, or from one address more bodies at once than any office, is turned away.
"""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.exceptions import RequestDataTooBig

from santai.project.serving.rsgi import Exchange, Scope

GRACE = 15.0  # seconds before anybody is held to a pace
SLOWEST = 1024  # bytes in a second
IN_MEMORY = 256 * 1024  # bytes of one body; the rest of it goes to a file
AT_ONCE = 256  # unfinished bodies of one address: an eighth of the lines that one process has
ON_THE_WAY = 1024 * 1024 * 1024  # bytes of all unfinished bodies


class TurnedAway(Exception):
    """The request goes no further. `status`: 400 not whole, 408 too slow, 429 too many at once, 503 no room."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Unread(io.BytesIO):
    """Stands for a body that is too large to be taken in: who reads it is told so."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise RequestDataTooBig

    readline = read


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes; `files` holds for forms with files, `plain` for everything else."""

    plain: int
    files: int

    def of(self, scope: Scope) -> int:
        kind = scope.headers.get("content-type") or ""
        return self.files if kind.startswith("multipart/form-data") else self.plain


@dataclass
class Intake:
    """Of one web process. `proxied`: a proxy of ours stands before it, which speaks for many and sends bodies whole."""

    limits: Limits
    proxied: bool = False
    on_the_way: int = 0
    senders: Counter[str] = field(default_factory=Counter)

    async def body(self, scope: Scope, exchange: Exchange) -> tuple[IO[bytes], int | None]:
        """The whole body, ready to be read, and its length. Raises TurnedAway."""
        declared = _declared(scope)
        if declared == 0 or (declared is None and "transfer-encoding" not in scope.headers):
            return io.BytesIO(), declared
        most = self.limits.of(scope)
        if declared is not None and declared > most:
            return Unread(), declared
        with self._counted(scope) as sender:
            return await self._received(exchange, declared, most, sender)

    async def _received(
        self, exchange: Exchange, declared: int | None, most: int, sender: _Sender
    ) -> tuple[IO[bytes], int]:
        with ExitStack() as stack:
            spool = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))
            loop = asyncio.get_running_loop()
            begun = loop.time()
            try:
                async with asyncio.timeout(GRACE) as patience:
                    async for piece in exchange:
                        sender.brought(len(piece))
                        if sender.received > most:
                            return Unread(), sender.received
                        spool.write(piece)
                        patience.reschedule(begun + GRACE + sender.received / SLOWEST)
            except TimeoutError as slow:
                raise TurnedAway(408) from slow
            if declared not in {None, sender.received}:
                raise TurnedAway(400)
            spool.seek(0)
            stack.pop_all()  # whoever reads it closes it
            return spool, sender.received

    @contextmanager
    def _counted(self, scope: Scope) -> Iterator[_Sender]:
        address = scope.client.rpartition(":")[0]
        if not self.proxied and self.senders[address] >= AT_ONCE:
            raise TurnedAway(429)
        self.senders[address] += 1
        sender = _Sender(self)
        try:
            yield sender
        finally:
            self.on_the_way -= sender.received
            self.senders[address] -= 1
            if not self.senders[address]:
                del self.senders[address]


@dataclass
class _Sender:
    intake: Intake
    received: int = 0

    def brought(self, number: int) -> None:
        self.received += number
        self.intake.on_the_way += number
        if self.intake.on_the_way > ON_THE_WAY:
            raise TurnedAway(503)


def _declared(scope: Scope) -> int | None:
    text = scope.headers.get("content-length")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise TurnedAway(400)
    return int(text)
