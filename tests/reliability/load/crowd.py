"""A crowd that comes at its own pace, answered or not: a program of its own, so that it starves nobody.

`python -m tests.reliability.load.crowd` reads a plan as JSON and prints what happened. First it measures how many
the server takes in when sixteen send one after another; every later pace is a share of that. Who is told to come
again comes again at the end. Standard library only.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

CLIENTS = 16
PACE = 0.8  # of the capacity: how fast those come who come again
TIMEOUT = 30.0  # seconds for an answer
NOTHING = 0  # the status of an answer that did not come
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Crowd:
    port: int
    key: str
    region: str
    acked: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, bytes] = field(default_factory=dict)
    # phase, when it was sent, how long it took, status, whether it said when to come again
    answers: list[tuple[str, float, float, int, bool]] = field(default_factory=list)
    idle: list[Line] = field(default_factory=list)

    async def measured(self, seconds: float) -> float:
        """How many a second are taken in when each sends the next one as soon as it is answered."""
        until = time.monotonic() + seconds

        async def one() -> int:
            count = 0
            while time.monotonic() < until:
                count += await self.send("capacity", *self.another())
            return count

        return sum(await asyncio.gather(*(one() for _ in range(CLIENTS)))) / seconds

    async def come(self, phase: str, pace: float, seconds: float) -> None:
        """One after another at this pace, whatever becomes of those before."""
        async with asyncio.TaskGroup() as group:
            async for _ in _ticks(pace, round(pace * seconds)):
                group.create_task(self.send(phase, *self.another()))

    async def come_again(self, pace: float) -> None:
        """Everybody who was not taken in, until all are."""
        for _round in range(20):
            waiting = list(self.unknown.items())
            async with asyncio.TaskGroup() as group:
                async for number in _ticks(pace, len(waiting)):
                    group.create_task(self.send("again", *waiting[number]))
            if not self.unknown:
                return

    async def send(self, phase: str, key: str, request: bytes) -> bool:
        self.unknown[key] = request
        begun, status, later, body = time.monotonic(), NOTHING, False, b""
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(TIMEOUT):
                status, later, body = await self._ask(request)
        self.answers.append((phase, begun, time.monotonic() - begun, status, later))
        if status not in {200, 201}:
            return False
        number = json.loads(body)["number"]
        if self.acked.setdefault(key, number) != number:
            raise RuntimeError("one key, two numbers")
        del self.unknown[key]
        return True

    async def _ask(self, request: bytes) -> tuple[int, bool, bytes]:
        """On a line that is open; it may have been closed for idleness, then on a new one, as browsers do."""
        while self.idle:
            with suppress(OSError, asyncio.IncompleteReadError):
                return await self._ask_on(self.idle.pop(), request)
        return await self._ask_on(await asyncio.open_connection("127.0.0.1", self.port), request)

    async def _ask_on(self, line: Line, request: bytes) -> tuple[int, bool, bytes]:
        reader, writer = line
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
            body = await reader.readexactly(int(length))
        except BaseException:
            writer.close()
            raise
        self.idle.append(line)
        return int(head.split(b" ", 2)[1]), b"\r\nretry-after:" in head, body

    def another(self) -> tuple[str, bytes]:
        key = uuid.uuid4().hex
        body = json.dumps(
            {
                "service": "consultation/legal",
                "region": self.region,
                "applicant": {"name": f"申请人{key[:6]}", "phone": f"138{int(key[:7], 16) % 10**8:08}"},
                "answers": {"question": "老板三个月没有发工资，怎么办？"},
            }
        )  # fmt: skip
        head = (
            f"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.key}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return key, (head + body).encode()


async def _ticks(pace: float, number: int) -> AsyncIterator[int]:
    begun = time.monotonic()
    for count in range(number):
        await asyncio.sleep(max(0, begun + count / pace - time.monotonic()))
        yield count


async def live(plan: dict[str, Any]) -> dict[str, Any]:
    crowd = Crowd(plan["port"], plan["key"], plan["region"])
    await crowd.measured(plan["warm"])
    capacity = await crowd.measured(plan["measure"])
    for phase, share, seconds in plan["phases"]:
        await crowd.come(phase, share * capacity, seconds)
    await crowd.come_again(PACE * capacity)
    return {
        "capacity": capacity,
        "acked": crowd.acked,
        "unknown": list(crowd.unknown),
        "answers": crowd.answers,
    }


if __name__ == "__main__":
    json.dump(asyncio.run(live(json.load(sys.stdin))), sys.stdout)
