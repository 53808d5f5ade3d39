"""Eight clients who submit with a key, remember every receipt, and send again what was not answered."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tests import world as w
from tests.reliability.house import House

CLIENTS = 8


class Clients:
    """`acked` maps each key to the number its sender was told; `unknown` waits to be sent again."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.acked: dict[str, str] = {}
        self.unknown: dict[str, str] = {}
        self.told_at: dict[str, float] = {}  # each number, by the clock of this machine
        self.answers: Counter[int] = Counter()
        self.first_ack = 0.0
        self._lock = threading.Lock()
        self._stop = threading.Event()

    @contextmanager
    def working(self, clients: int = CLIENTS) -> Iterator[None]:
        """Submit as fast as answers come, until the block ends or the server does."""
        self._stop.clear()
        self.first_ack = 0.0
        again = list(self.unknown.items())
        threads = [threading.Thread(target=self._work, args=(again,)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def settle(self, patience: float = 60) -> None:
        """Send again everything whose fate is unknown, and nothing new, until it is known."""
        self._stop.clear()
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=20)
        until = time.monotonic() + patience
        for key, body in list(self.unknown.items()):
            while not self._send(line, key, body):
                assert time.monotonic() < until, self.answers
        line.close()

    def _work(self, again: list[tuple[str, str]]) -> None:
        threading.current_thread().name = "client"
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=20)
        try:
            while not self._stop.is_set():
                key, body = _taken(again) or _another()
                with self._lock:
                    self.unknown[key] = body
                if not self._send(line, key, body):
                    time.sleep(0.05)
        except (OSError, http.client.HTTPException):
            return  # the server was killed; what was under way stays unknown
        finally:
            line.close()

    def _send(self, line: http.client.HTTPConnection, key: str, body: str) -> bool:
        headers = {
            "Authorization": f"Bearer {self.house.key}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        line.request("POST", "/api/v1/orders", body, headers)
        answer = line.getresponse()
        text = answer.read()
        with self._lock:
            self.answers[answer.status] += 1
            if answer.status not in {200, 201}:
                return False
            number = json.loads(text)["number"]
            assert self.acked.setdefault(key, number) == number, "one key, two numbers"
            self.unknown.pop(key, None)
            self.told_at[number] = time.monotonic()
            self.first_ack = self.first_ack or time.monotonic()
        return True


def _taken(again: list[tuple[str, str]]) -> tuple[str, str] | None:
    try:
        return again.pop()
    except IndexError:
        return None


def _another() -> tuple[str, str]:
    key = uuid.uuid4().hex
    person = {"name": f"申请人{key[:6]}", "phone": f"138{int(key[:7], 16) % 10**8:08}"}
    body = {
        "service": "consultation/legal",
        "region": w.YE,
        "applicant": person,
        "answers": {"question": "老板三个月没有发工资，怎么办？"},
    }
    return key, json.dumps(body)


class Told(Protocol):
    """Whoever was told numbers: by key."""

    acked: dict[str, str]


def faults(house: House, clients: Told) -> list[str]:
    """D1, D4, D5: what somebody was told is there, whole, once; and what is there was asked for once."""
    rows = house.sql(
        """
        with events as (select order_id, count(*) from orders_event group by order_id),
             outbox as (select order_id, count(*) from orders_outbox group by order_id),
             parties as (select order_id, count(*) from orders_orderparty group by order_id)
        select k.key, o.number, o.seq, o.head,
               coalesce(events.count, 0), last.hash, coalesce(outbox.count, 0), coalesce(parties.count, 0)
        from orders_order o
        left join orders_idempotencykey k on k.order_id = o.id
        left join events on events.order_id = o.id
        left join orders_event last on last.order_id = o.id and last.seq = o.seq
        left join outbox on outbox.order_id = o.id
        left join parties on parties.order_id = o.id
        """
    )
    there = {key: number for key, number, *_ in rows}
    lost = [f"lost: {number}" for key, number in clients.acked.items() if there.get(key) != number]
    doubled = [
        f"{n} orders of key {key}" for key, n in Counter(r[0] for r in rows).items() if n > 1
    ]
    half = [
        f"half: {number}"
        for key, number, seq, head, events, last, outbox, parties in rows
        if key is None or head != last or not (seq == events == outbox == parties == 1)
    ]
    return lost + doubled + half
